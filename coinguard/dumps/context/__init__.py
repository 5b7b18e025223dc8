"""The second pass over a dump: what is said again and again, by whom, how fast, and which messages belong together.

A message's own score never changes here. The first pass leaves one record of fixed size a message on disk; everything after
reads those, out of core, so that memory stays flat however long the dump is.
"""
