"""The bits and columns in which the kernels that read offers pass on what they know."""

from __future__ import annotations

from typing import Final

SCALE: Final = 10**8
"""Numbers are whole multiples of 10^-8: a hundred-millionth of a bitcoin is the least that anybody writes."""
NONE: Final = -1
"""Stands for a number, a currency or a money that is not said."""

# What a word, a sign or a number in the text means; a word may mean several things.
CURRENCY: Final = 1 << 0
"""Names what is promised."""
COUNTED: Final = 1 << 1
"""Names it only behind a number: 500 stars."""
MONEY: Final = 1 << 2
AFTER: Final = 1 << 3
"""Is money only right behind a number: 5 bucks."""
NUMBER: Final = 1 << 4
SPELLED: Final = 1 << 5
"""A number in words."""
TIMES: Final = 1 << 6
"""Multiplies the number before it."""
PERCENT: Final = 1 << 7
FREE: Final = 1 << 8
NOT: Final = 1 << 9
WARNS: Final = 1 << 10
ASKS: Final = 1 << 11
TELLS: Final = 1 << 12
GIVES: Final = 1 << 13
OLD: Final = 1 << 14
"""The price behind it is not the one asked: instead of $10."""
WAS: Final = 1 << 15
"""The price before it is not the one asked: 10$ yerine."""
FOR: Final = 1 << 16
"""Links a quantity and its price."""
FILL: Final = 1 << 17
"""May stand between a number and what it counts."""
UNIT: Final = 1 << 18
"""Counts something else: 3 months."""
OFF: Final = 1 << 19
"""Makes a per cent figure a discount."""
DEADLINE: Final = 1 << 20
SEND: Final = 1 << 21
BACK: Final = 1 << 22
TENTHS: Final = 1 << 23
"""Makes a number of tenths a price: three 折 are 70% off."""
SIGN: Final = 1 << 24
"""A sign of money, which stands on either side of its number."""
JOINS: Final = 1 << 25
"""A sign between a quantity and its price: = : - →."""
MINUS: Final = 1 << 26
DENIES: Final = 1 << 28
"""Denies what stands before it: yok, नहीं, 없."""
PLATFORM: Final = 1 << 29
"""Names TikTok: coins that nothing else names are its coins."""
TAGGED: Final = 1 << 30
"""Not a word's: a number sign or a dollar sign stands before it, as before the name of a token."""
WANTS: Final = 1 << 31
HAS: Final = 1 << 32
BUT: Final = 1 << 33
PRIZE: Final = 1 << 34

# Columns of the table of what words mean.
MEANS, OF_CURRENCY, OF_MONEY, WORTH, FACTOR, IMPLIES = range(6)
MEANING_COLUMNS: Final = 6

# Columns of the tokens of a text. Places count elements of the readable view; PAST counts half-words that mean nothing.
FLAGS, WHAT, PAYS, VALUE, GUESS, START, END, PAST, SENTENCE, CLAUSE, ROLE, PARTNER = range(12)
TOKEN_COLUMNS: Final = 12
MOST_TOKENS: Final = 2048

# Roles that a token comes to play.
NO_ROLE, QUANTITY, PRICE, NAME, TAKEN = range(5)

# Columns of the offers found.
CURRENCY_OF, QUANTITY_OF, PRICE_OF, MONEY_OF, DISCOUNT_OF, FACE_OF, FIRST, LAST = range(8)
OFFER_COLUMNS: Final = 8

# Places in the tuple of tables that the kernels take.
LETTERS, WORD_KEYS, WORD_VALUES, MEANINGS, OFFICIAL = range(5)

PART: Final = 1
"""The bit of a word's value that says that a longer entry begins with it."""
PLACE_SHIFT: Final = 1
"""Above it stands the place of what the word means."""
