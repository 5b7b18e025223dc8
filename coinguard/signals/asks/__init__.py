"""Asks: what a text wants of its reader, and what it says of itself.

Words of 22 languages, each with the parts it may play, are read in one scan; two that belong together within a clause make an
ask (*send me* … *the code*), and so do phrases that ask by themselves (*human verification*). What a clause forbids, denies or
reports is no ask.
"""

from coinguard.signals.asks.ask import Ask
from coinguard.signals.asks.parts import SIGNALS

__all__ = ["SIGNALS", "Ask", "find_asks"]


def find_asks(text: str) -> list[Ask]:
    """Return what a text asks for or claims, one :class:`Ask` a signal, in the order of :data:`SIGNALS`.

    Examples
    --------
    >>> [(ask.code, ask.text) for ask in find_asks("just send me the 6 digit code you got")]
    [('ask.login', 'send me the 6 digit code')]
    >>> find_asks("never send anyone the 6 digit code")[0].code
    'warning.words'
    """
    # A kernel of its own, compiled only for those who ask.
    from coinguard.signals.asks.find import asks_of
    from coinguard.text.views import fold

    return asks_of(text, fold(text).readable)
