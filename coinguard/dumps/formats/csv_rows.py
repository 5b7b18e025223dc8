"""Where the rows of a CSV block end, and how many fields each has.

The rules are those of Arrow's own parser, so that both see the same rows: a quote opens a quoted field only as the
field's first byte; inside, two quotes are one; after the closing quote the field goes on as plain text; LF, CR LF and
CR end a row outside quotes. Knowing the rows beforehand is what keeps a line that cannot be parsed apart with its
number, and what stops one unclosed quote at the bound instead of at the end of the file.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from coinguard.text.kernel import BYTES, INT, OUT_INT32S, OUT_INT64S, kernel

UNCLOSED: Final = -1
"""Field count of a line that ends inside a quoted field, and of several lines whose quotes do not fit together."""

_LF: Final = 10
_CR: Final = 13
_QUOTE: Final = 34
_FIELD_START: Final = 0
_PLAIN: Final = 1
_QUOTED: Final = 2
_QUOTE_SEEN: Final = 3


@kernel(BYTES, INT, INT, INT, INT, INT, INT, OUT_INT64S, OUT_INT32S, OUT_INT32S, returns=INT)
def split_rows(
    data: npt.NDArray[np.uint8],
    start: int,
    stop: int,
    delimiter: int,
    expected: int,
    by_line: int,
    final: int,
    ends: npt.NDArray[np.int64],
    fields: npt.NDArray[np.int32],
    lines: npt.NDArray[np.int32],
) -> int:
    """Find rows from ``start`` on and return how many were found.

    Parameters
    ----------
    data, start, stop
        The block, where the first row begins, and where to stop looking.
    delimiter
        The byte between fields.
    expected
        Fields a row should have. A row over several lines with another number ends the search (it is the last one
        found), since a quote may have been left open; 0 to accept any number.
    by_line
        1 to end every row at its first line break, even within quotes.
    final
        1 when nothing follows ``stop``: an unfinished last row counts unless it is inside quotes, and a CR there is a
        whole line break.
    ends
        Out: one past each row's line break. Its length is the most rows that are looked for.
    fields
        Out: fields of each row; 0 for a blank line, :data:`UNCLOSED`.
    lines
        Out: line breaks of each row, those within quotes included.
    """
    found = 0
    state = _FIELD_START
    count = 1
    breaks = 0
    loose = False
    row = start
    position = start
    while position < stop and found < ends.shape[0]:
        byte = data[position]
        position += 1
        if byte in (_LF, _CR):
            if byte == _CR:
                if position == stop and final == 0:
                    break
                if position < stop and data[position] == _LF:
                    position += 1
            breaks += 1
            if state == _QUOTED and by_line == 0:
                continue
            if state == _QUOTED:
                count = UNCLOSED
            elif data[row] in (_LF, _CR):
                count = 0
            elif loose:
                count = UNCLOSED
            ends[found] = position
            fields[found] = count
            lines[found] = breaks
            found += 1
            if expected > 0 and breaks > 1 and count != expected:
                return found
            row, state, count, breaks, loose = position, _FIELD_START, 1, 0, False
        elif state == _QUOTED:
            if byte == _QUOTE:
                state = _QUOTE_SEEN
        elif byte == delimiter:
            state = _FIELD_START
            count += 1
        elif byte == _QUOTE and state in (_FIELD_START, _QUOTE_SEEN):
            state = _QUOTED
        else:
            # A field of several lines that goes on behind its closing quote was opened by a stray one.
            loose = loose or (state == _QUOTE_SEEN and breaks > 0 and expected > 0)
            state = _PLAIN
    if final == 1 and position == stop and row < stop and found < ends.shape[0] and (by_line == 1 or state != _QUOTED):
        ends[found] = stop
        fields[found] = UNCLOSED if state == _QUOTED or loose else count
        lines[found] = breaks
        found += 1
    return found
