"""What the scan for contacts knows at a place of the text: what was spoken of, and what still waits for its platform.

Words and contacts find each other while the scan passes, never by looking back over the text: a word for a platform *speaks*
until an ordinary word, a sentence's end for names, or too long a gap; a name or number that stands alone *waits* for a word
behind it.
"""

from __future__ import annotations

from typing import Any, Final

from coinguard.limits import MAX_CONTACTS_PER_TEXT
from coinguard.signals.contacts.kinds import END, KIND, LENGTH, OFFSET, SERVICE, START
from coinguard.text.kernel import borrowed, expanded

(
    COUNT,  # contacts found
    CURSOR,  # how much of the room for canonical forms is used
    NAMES,  # the service spoken of that takes names, 0 for none
    NUMBERS,  # the service spoken of that takes numbers
    WRITES,  # whether one is asked to write
    CODES,  # 1 where a short word for a code speaks, 2 where a full one does
    LAST,  # where the last word or contact that counts ended
    FILLED,  # how much stands between, in the units below
    STOPPED,  # whether a sentence or clause ended since
    MARKED,  # whether a colon, an arrow or an equals sign stood since
    WAITS,  # what waits for a word behind it, one of those below
    WAIT_START,
    WAIT_END,
    WAIT_ROW,  # its row if it is a contact already, -1 if not
    WAIT_LINKED,  # 2 where a bracket opened behind it, 1 where a word or stroke links on
    WAIT_FILLED,
    DIGITS,  # digits of the number read
    GROUPS,  # groups they stand in
    PLUS,  # whether a plus sign stands before them
    AFTER,  # where the number's last group ends
) = range(20)
DIGIT: Final = 24
"""Where the digits of a number are kept."""
GROUP: Final = 48
"""Where its groups are kept, :data:`PER_GROUP` each: digits up to its end, where it ends, the sign before it."""
PER_GROUP: Final = 3
MAX_DIGITS: Final = 20
MAX_GROUPS: Final = 10
WORK: Final = GROUP + PER_GROUP * MAX_GROUPS
"""Where there is room to check a wallet."""
STATE: Final = WORK + 192

NOTHING, A_NAME, A_TAG, A_NUMBER = range(4)

FILLER_UNITS, CHARACTER_UNITS, LINE_UNITS = 6, 4, 8
_MOST_BETWEEN: Final = 24
"""Units between a word and the contact behind it: four fillers, or six characters of writing without spaces."""
_MOST_BEHIND: Final = 12
_WIDEST: Final = 24
"""Elements between the two that are no words."""

CANON_ROOM: Final = 192
"""Most code points of one canonical form."""

CANON: Final = (2 * MAX_CONTACTS_PER_TEXT + 1) * CANON_ROOM
"""Code points that the canonical forms of one text may take; a contact whose platform comes late is written twice."""


@expanded
def hush(state: Any) -> None:
    """Forget what was spoken of."""
    state[NAMES] = 0
    state[NUMBERS] = 0
    state[WRITES] = 0
    state[CODES] = 0


@expanded
def speaks(state: Any) -> bool:
    """Return true while something is spoken of."""
    return bool(state[NAMES] != 0 or state[NUMBERS] != 0 or state[WRITES] != 0 or state[CODES] != 0)


@expanded
def begin(state: Any) -> None:
    """Make ready for a text."""
    for i in range(GROUP):
        state[i] = 0


@expanded
def go_on(state: Any, end: int) -> None:
    """Note that what is spoken of goes on behind a word or contact that ends at ``end``."""
    state[LAST] = end
    state[FILLED] = 0
    state[STOPPED] = 0
    state[MARKED] = 0


@expanded
def fill(state: Any, units: int) -> None:
    """Note something that may stand between a word and its contact."""
    state[FILLED] += units
    if state[FILLED] > _MOST_BETWEEN:
        hush(state)
    state[WAIT_FILLED] += units
    if state[WAIT_FILLED] > _MOST_BEHIND:
        state[WAITS] = NOTHING


@expanded
def forget(state: Any) -> None:
    """Note an ordinary word: what came before has nothing to do with what comes."""
    hush(state)
    state[WAITS] = NOTHING


@expanded
def see_gap(code: int, at: int, state: Any) -> None:
    """Note a character that belongs to no word."""
    if code == 0x20:
        return
    if at - state[LAST] > _WIDEST:
        hush(state)
    if at - state[WAIT_END] > _WIDEST:
        state[WAITS] = NOTHING
    if code == 0x3A or code == 0x3D or code == 0x3E or code == 0x2192 or code == 0x27A1 or code == 0x1F449:
        state[MARKED] = 1
        state[STOPPED] = 0
    elif code == 0x0A:
        fill(state, LINE_UNITS)
        state[WAITS] = NOTHING
    elif code == 0x2C or code == 0x3B or code == 0x60C or code == 0x3001:
        state[STOPPED] = 1
        if state[WAITS] != A_NUMBER:
            state[WAITS] = NOTHING
    elif (
        code == 0x2E
        or code == 0x21
        or code == 0x3F
        or code == 0x2026
        or code == 0x3002
        or code == 0x61F
        or code == 0x964
    ):
        state[STOPPED] = 1
        state[WAITS] = NOTHING
    elif code == 0x28 or code == 0x5B:
        state[WAIT_LINKED] = 2
    elif code == 0x2F or code == 0x7C:
        state[WAIT_LINKED] = max(state[WAIT_LINKED], 1)


@expanded
def has_room(state: Any) -> bool:
    """Return true if one more contact may be noted."""
    return bool(state[COUNT] < MAX_CONTACTS_PER_TEXT)


@borrowed
def note(state: Any, out: Any, kind: int, service: int, start: int, end: int, offset: int) -> int:
    """Note a contact whose canonical form was written from ``offset`` on; return its row."""
    row = state[COUNT]
    state[COUNT] += 1
    set_row(state, out, row, kind, service, start, end, offset)
    return int(row)


@borrowed
def set_row(state: Any, out: Any, row: int, kind: int, service: int, start: int, end: int, offset: int) -> None:
    """Write one row of the contact table."""
    out[row, KIND] = kind
    out[row, SERVICE] = service
    out[row, START] = start
    out[row, END] = end
    out[row, OFFSET] = offset
    out[row, LENGTH] = state[CURSOR] - offset


@expanded
def put(state: Any, canon: Any, code: int) -> None:
    """Write one code point of a canonical form."""
    canon[state[CURSOR]] = code
    state[CURSOR] += 1


@expanded
def wait(state: Any, what: int, start: int, end: int, row: int) -> None:
    """Let a name, tag or number wait for a word behind it."""
    state[WAITS] = what
    state[WAIT_START] = start
    state[WAIT_END] = end
    state[WAIT_ROW] = row
    state[WAIT_LINKED] = 0
    state[WAIT_FILLED] = 0
