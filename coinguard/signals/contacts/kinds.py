"""What sorts of contact there are, and the columns and bits in which the kernels pass them on."""

from __future__ import annotations

from typing import Final

KINDS: Final = ("telegram", "whatsapp", "phone", "email", "handle", "cash_tag", "paypal", "wallet", "invite", "code")
"""The sorts of contact, in the order of their numbers."""

TELEGRAM, WHATSAPP, PHONE, EMAIL, HANDLE, CASH_TAG, PAYPAL, WALLET, INVITE, CODE = range(len(KINDS))

FIXED: Final = (
    ("phone", PHONE),
    ("email", EMAIL),
    ("bitcoin", WALLET),
    ("ethereum", WALLET),
    ("tron", WALLET),
    ("solana", WALLET),
    ("code", CODE),
    ("handle", HANDLE),
)
"""The services that the kernels know by number, from 1 on, and their kinds; the lexicon's others follow them."""

OF_PHONE, OF_EMAIL, OF_BITCOIN, OF_ETHEREUM, OF_TRON, OF_SOLANA, OF_CODE, OF_ANY = range(1, len(FIXED) + 1)

# Columns of the contact table: start and end count elements of the readable view, offset and length the canonical forms.
KIND, SERVICE, START, END, OFFSET, LENGTH = range(6)
COLUMNS: Final = 6

# Places in the tuple of tables that the kernels take.
LETTERS, WORD_KEYS, WORD_VALUES, HOST_KEYS, HOST_VALUES, SERVICES, LENGTHS = range(7)

# Columns of the table of services, and the bits of what a service takes.
OF_KIND, TAKES, LEAST, KEEPS_AT = range(4)
NAME: Final = 1
NUMBER: Final = 2
DIGITS: Final = 4
TAG: Final = 8

# The bits of what is known of a word.
SERVICE_MASK: Final = 63
SHORT: Final = 1 << 6
"""Short, common or ambiguous: more must stand beside it."""
PART: Final = 1 << 7
"""Begins a longer entry."""
FILLER: Final = 1 << 8
"""May stand between a service and the contact."""
WRITE: Final = 1 << 9
"""Asks to be written to."""
CODE_WORD: Final = 1 << 10
"""Speaks of a code that brings its owner something."""
MEANING: Final = SERVICE_MASK | FILLER | WRITE | CODE_WORD

# How a contact link is to be read.
AS_NAME, AS_INVITE, AS_NUMBER, AS_QUERY, AS_NONE = range(1, 6)
FORMS: Final = ("name", "invite", "number", "query", "none")
FORM_SHIFT: Final = 6
