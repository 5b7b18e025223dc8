"""Contacts: how a text says to reach somebody, or where to send the money.

By themselves they are no sign of a scam. Beside an offer they are where it leads.
"""

from coinguard.signals.contacts.find import Contact, find_contacts
from coinguard.signals.contacts.kinds import KINDS

__all__ = ["KINDS", "Contact", "find_contacts"]
