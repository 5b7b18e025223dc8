"""Offers: what a text promises, how much of it, and for what price."""

from coinguard.signals.offers.offer import Offer

__all__ = ["Offer", "find_offers"]


def find_offers(text: str) -> tuple[Offer, ...]:
    """Return the offers that a text makes, in the order they stand in; at most ``MAX_OFFERS_PER_TEXT``.

    What is asked for, warned of or told of the past is no offer. The text is folded first, so styled letters, invisible
    characters and entities make no difference; spans are those of the text as it was passed.

    Examples
    --------
    >>> [(o.currency, str(o.quantity), str(o.price), o.money) for o in find_offers("TikTok coins 1k=$5, 5k=$20, dm me")]
    [('tiktok_coins', '1000', '5', 'USD'), ('tiktok_coins', '5000', '20', 'USD')]
    """
    # A kernel of its own, compiled only for those who ask.
    from coinguard.signals.offers.find import offers_of
    from coinguard.text.views import fold

    return offers_of(fold(text).readable)
