"""Contacts: how a text says to reach somebody, or where to send the money.

By themselves they are no sign of a scam. Beside an offer they are where it leads.
"""

from coinguard.signals.contacts.contact import Contact
from coinguard.signals.contacts.kinds import KINDS

__all__ = ["KINDS", "Contact", "find_contacts"]


def find_contacts(text: str) -> list[Contact]:
    """Return the contacts that a text gives, in the order they start in; at most ``MAX_CONTACTS_PER_TEXT``.

    The text is folded first, so styled letters, invisible characters and entities make no difference; spans are those of the text
    as it was passed.

    Examples
    --------
    >>> [(c.service, c.value, c.text) for c in find_contacts("cheap coins, Telegram: @Coin_King or WA +1 415 555 0132")]
    [('telegram', 'coin_king', '@Coin_King'), ('whatsapp', '+14155550132', '+1 415 555 0132')]
    """
    # A kernel of its own, compiled only for those who ask.
    from coinguard.signals.contacts.find import contacts_of
    from coinguard.text.views import fold

    return contacts_of(text, fold(text).readable)
