"""Where the values of a JSON array end, found without reading what is in them.

Only brackets, quotes and backslashes are looked at. A value is handed on as bytes and parsed alone, so that one broken value
costs itself and not the rest of a file, and so that an array of any length is read in memory for one value.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from coinguard.text.kernel import BYTES, INT, OUT_INT64S, kernel

POSITION: Final = 0
"""The next byte to look at."""
VALUE: Final = 1
"""Where the value being read began, -1 between values."""
DEPTH: Final = 2
"""Brackets open within it."""
STRING: Final = 3
"""1 within a string, 2 behind a backslash in one."""
CLOSED: Final = 4
"""The bracket that ended the array, 0 while it goes on."""
STATES: Final = 5

_QUOTE: Final = 34
_COMMA: Final = 44
_BACKSLASH: Final = 92
_OPEN: Final = (91, 123)
_CLOSE: Final = (93, 125)
_SPACE: Final = (32, 9, 10, 13)


def new_state() -> npt.NDArray[np.int64]:
    """Return the state at the beginning of an array, behind its bracket."""
    state = np.zeros(STATES, np.int64)
    state[VALUE] = -1
    return state


@kernel(BYTES, INT, OUT_INT64S, OUT_INT64S, OUT_INT64S, returns=INT)
def find_values(
    data: npt.NDArray[np.uint8],
    stop: int,
    state: npt.NDArray[np.int64],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
) -> int:
    """Find the next whole values and return how many were found.

    Missing and doubled commas are passed over: what stands between two values is never a value's fault.

    Parameters
    ----------
    data, stop
        The bytes, and one past the last of them to look at.
    state
        In and out: where the search is; see the names above. A value that is not whole at ``stop`` is gone on with.
    starts, ends
        Out: where each value begins, and one past its end. Their length is the most that are looked for.
    """
    position = state[POSITION]
    value = state[VALUE]
    depth = state[DEPTH]
    string = state[STRING]
    found = 0
    while position < stop and found < ends.shape[0]:
        byte = data[position]
        if string != 0:
            if string == 2:
                string = 1
            elif byte == _BACKSLASH:
                string = 2
            elif byte == _QUOTE:
                string = 0
                if depth == 0:
                    starts[found], ends[found] = value, position + 1
                    found += 1
                    value = -1
        elif value < 0:
            if byte in _CLOSE:
                state[CLOSED] = byte
                position += 1
                break
            if byte != _COMMA and byte not in _SPACE:
                value = position
                if byte == _QUOTE:
                    string = 1
                elif byte in _OPEN:
                    depth = 1
        elif byte == _QUOTE:
            string = 1
        elif byte in _OPEN:
            depth += 1
        elif depth > 0 and byte in _CLOSE:
            depth -= 1
            if depth == 0:
                starts[found], ends[found] = value, position + 1
                found += 1
                value = -1
        elif depth == 0 and (byte == _COMMA or byte in _SPACE or byte in _CLOSE):
            starts[found], ends[found] = value, position
            found += 1
            value = -1
            continue
        position += 1
    state[POSITION] = position
    state[VALUE] = value
    state[DEPTH] = depth
    state[STRING] = string
    return found
