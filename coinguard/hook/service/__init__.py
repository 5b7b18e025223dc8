"""The hook over HTTP: verdicts, decisions, the review queue, lists and figures.

Bound to the machine it runs on unless told otherwise, open to holders of API keys only, and built to say *no* early: every
body, batch, wait and rate has a limit, and what is over one is answered at once with a problem document.
"""
