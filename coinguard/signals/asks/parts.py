"""The parts that a word may play in asking, and which of them make a signal."""

from __future__ import annotations

from typing import Final

import numpy as np

SIGNALS: Final = (
    "ask.login",
    "ask.install",
    "ask.survey",
    "ask.pay_first",
    "ask.send",
    "ask.move_off",
    "ask.urgency",
    "ask.secrecy",
    "claim.staff",
    "warning.words",
    "mix.login_brand",
)
"""What the scan finds, in the order of its table's rows."""

TOPICS: Final = ("free", "trick", "cheap", "prize", "trade", "recover", "threat", "invest", "gate")
"""What scams speak of, told of flagged texts only, to tell their kind; in the table's rows behind the signals."""

NOTED: Final = len(SIGNALS) + len(TOPICS)
"""Rows of the scan's table."""

LOGIN, INSTALL, SURVEY, PAY_FIRST, SEND, MOVE_OFF, URGENCY, SECRECY, STAFF, WARNING, LOGIN_BRAND = range(len(SIGNALS))

ALONE: Final = ("login", "install", "survey", "pay_first", "send", "move_off", "urgency", "secrecy", "staff", "warning")
"""Phrases that make a signal by themselves, in the order of the signals."""

TRADE, RECOVER = (len(SIGNALS) + TOPICS.index(topic) for topic in ("trade", "recover"))

WORDS: Final = (
    "enter",  # type, fill in, confirm: what is done with a password
    "hand",  # send me, tell me, give us
    "credential",  # a password, a code that proves who one is
    "code",  # a code of any sort: a credential only where it is handed over
    "get",  # download, install
    "app",  # an app, a mod, a file
    "complete",  # complete, finish, answer
    "task",  # a survey, an offer, a verification
    "pay",  # pay, transfer, deposit
    "fee",  # a fee, a deposit, a tax
    "worth",  # coins, gift cards, crypto-currency
    "write",  # write to, add, text
    "place",  # a messenger, an inbox
    "speak_as",  # I am from, this is, we are
    "self",  # I, we, this: claims something only of what follows at once
    "team",  # the support team, an administrator
    "mine",  # my: what follows is the author's own
    "forbid",  # never, do not
    "void",  # no need to, asked me to, should I: denied, reported or asked, so not demanded
    "give",  # I send you: what follows is offered, not asked for
    "sell",  # sell, swap, buy
    "account",  # an account to play or post with
    "lost",  # lost, stolen, hacked
    "back",  # got back, returned
    "brand",  # what a brand is called
    "plain",  # plays no part, and keeps its words from playing one: promo code
)
"""Words that make a signal together with others, or keep them from it."""

PARTS: Final = (*ALONE, *TOPICS, *WORDS)
"""All parts, in the order of their bits."""

(ENTER, HAND, CREDENTIAL, CODE, GET, APP, COMPLETE, TASK, PAY, FEE, WORTH, WRITE, PLACE, SPEAK_AS, SELF, TEAM, MINE,
 FORBID, VOID, GIVE, SELL, ACCOUNT, LOST, RETURNED, BRAND, PLAIN) = range(len(ALONE) + len(TOPICS), len(PARTS))  # fmt: skip

# Units of distance: what stands between two parts.
PER_WORD: Final = 4
PER_CHARACTER: Final = 2
"""Of writing without spaces."""

PAIRS: Final = np.array(
    [
        (ENTER, CREDENTIAL, LOGIN, 7 * PER_WORD),
        (HAND, CREDENTIAL, LOGIN, 7 * PER_WORD),
        (HAND, CODE, LOGIN, 6 * PER_WORD),
        (GET, APP, INSTALL, 5 * PER_WORD),
        (COMPLETE, TASK, SURVEY, 5 * PER_WORD),
        (PAY, FEE, PAY_FIRST, 6 * PER_WORD),
        (HAND, WORTH, SEND, 6 * PER_WORD),
        (WRITE, PLACE, MOVE_OFF, 5 * PER_WORD),
        (SPEAK_AS, TEAM, STAFF, 2 * PER_WORD),
        (SELF, TEAM, STAFF, 0),
        (SELL, ACCOUNT, TRADE, 7 * PER_WORD),
        (LOST, RETURNED, RECOVER, 12 * PER_WORD),
    ],
    np.int64,
)
"""Two parts that make a signal in one clause, whichever comes first: languages differ in where they put the verb. Last, how far
apart: from the end of one to the start of the other."""

BARRED: Final = np.array(
    [code not in ("ask.urgency", "ask.secrecy", "warning.words", *TOPICS) for code in (*SIGNALS, *TOPICS)]
)
"""Signals that are none where the clause forbids, denies or reports them."""

# How far words reach that bar or own.
FORWARD: Final = 8 * PER_WORD
"""How far behind it a word forbids."""
BACKWARD: Final = 4 * PER_WORD
"""How far before it: in many languages *not* comes last."""
NEAR: Final = 2 * PER_WORD
"""How far behind *my* something is mine."""
OFFERED: Final = 5 * PER_WORD
"""How far behind *I send you* something is offered; where verbs come last, half as far before it."""

# Columns of the scan's table; start and end count elements of the readable view.
COUNT, START, END, UNIT = range(4)
COLUMNS: Final = 4

# Places in the tuple of tables that the kernels take.
LETTERS, SORTS, SIEVE, KEYS, VALUES, MASKS = range(6)

# A set's number fills the bits in which contacts keep what a word means, so that both are looked up by the same code.
SET_BITS: Final = 6
SET_SHIFT: Final = 8
MOST_SETS: Final = (1 << 9) - 1

# What a code point is to the scan.
GAP, RUN, UNSPACED, CLAUSE, POINT = range(5)
"""Between words; a letter or digit of writing with spaces; a character of writing without; the end of a clause; the same unless a
letter or digit follows at once."""

# The scan's memory.
NOW, CLAUSE_START, STOPPED, FORBIDS, MINE_AT, GIVEN_AT, LAST_UNIT = range(7)
"""Units passed since the start; those at the clause's start; at the last word that forbids or denies, and whether it forbids; at
the last *my*, and at the last *I send you*; from there on, at the end of the last word of each part."""
LAST_START: Final = LAST_UNIT + len(PARTS)
"""From here on, where the last word of each part starts."""
STATE: Final = LAST_START + len(PARTS)
