"""JSON documents of any size, read value by value.

Parsers that stream JSON stop at the first byte they do not like, and real exports have such bytes. Here a document is only cut
into its values; each is parsed alone, so that one that cannot be parsed is set aside and the rest of the file is read. What
nobody asks for is passed over without being held.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NoReturn, TypeAlias

import numpy as np

from coinguard.dumps.formats.json_scan import CLOSED, POSITION, VALUE, find_values, new_state
from coinguard.dumps.formats.lines import gathered
from coinguard.dumps.formats.objects import loaded
from coinguard.dumps.rows import Bounds, BrokenInputError, Reject

Plan: TypeAlias = Mapping[str, "Plan"]
"""Where the wanted values are: key to the plan behind it, ``*`` for every key, ``[]`` for the elements of an array; an empty
plan wants the value itself."""

ELEMENTS: Final = "[]"
ANY_KEY: Final = "*"

_SPACE: Final = b" \t\r\n"
_VALUES_AT_ONCE: Final = 4_096
_KEPT_BYTES: Final = 1 << 16
"""Bytes of the longest value that is kept as context."""

_PASSED_OVER: Final = Reject(0, "passed over", "")


class JsonCursor:
    """A place in a stream of JSON; no more than a block and one value are held.

    Parameters
    ----------
    blocks
        The document as UTF-8.
    bounds
        How much is read at a time, and how long a value may be.
    """

    def __init__(self, blocks: Iterable[bytes], bounds: Bounds) -> None:
        self._blocks = gathered(blocks, bounds.block_bytes)
        self._longest = bounds.line_bytes
        self._data = b""
        self._position = 0
        self._value_at = 0
        self._bytes_before = 0
        self._lines_before = 0
        self._broken: BrokenInputError | None = None
        self._cut_off = False

    def peek(self) -> bytes:
        """Return the next byte that is no white space, and stand on it; nothing at the end of the input."""
        while True:
            while self._position < len(self._data):
                byte = self._data[self._position : self._position + 1]
                if byte not in _SPACE:
                    return byte
                self._position += 1
            if not self._read(len(self._data)):
                return b""
            self._position = 0

    def take(self, expected: bytes) -> None:
        """Step over a byte.

        Raises
        ------
        BrokenInputError
            Another one stands here, or the input ends.
        """
        if self.peek() != expected:
            self.fail(f"{expected.decode()} was expected")
        self._position += 1

    def value(self) -> bytes | Reject:
        """Return the value that stands here and step behind it; as a reject if it is too long or the input breaks off in it.

        Raises
        ------
        BrokenInputError
            No value stands here.
        """
        return self._one(self._longest)

    def small_value(self) -> bytes | None:
        """Return the value that stands here and step behind it; null if it is too long to be kept as context."""
        value = self._one(_KEPT_BYTES)
        if self._cut_off:
            self.fail("the end of a value was expected")
        return value if isinstance(value, bytes) else None

    def pass_over(self) -> None:
        """Step behind the value that stands here without holding it."""
        self._one(0)
        if self._cut_off:
            self.fail("the end of a value was expected")

    def elements(self) -> Iterator[bytes | Reject]:
        """Yield the values of an array, from behind its opening bracket to behind the closing one.

        Those that are too long come as rejects, and so does one that the input breaks off in.

        Raises
        ------
        BrokenInputError
            The input ends, or the wrong bracket closes the array.
        """
        return self._values(_VALUES_AT_ONCE, self._longest)

    def reject(self, problem: str, content: bytes) -> Reject:
        """Return the reject for the value that was just given."""
        line, byte = self._place(self._value_at)
        return Reject.of(line, problem, content, byte)

    def fail(self, problem: str) -> NoReturn:
        """Raise what is wrong here, with line and byte."""
        if self._position >= len(self._data):
            self.finish()
            raise BrokenInputError(
                "its JSON breaks off in line {:,}, at byte {:,}".format(*self._place(self._position))
            )
        line, byte = self._place(self._position)
        raise BrokenInputError(f"its JSON is damaged in line {line:,}, at byte {byte:,}: {problem}")

    def finish(self) -> None:
        """Raise how the input broke, if it did; at its end."""
        if self._broken is not None:
            raise self._broken

    def _one(self, longest: int) -> bytes | Reject:
        if self.peek() not in b"]},:":
            for value in self._values(1, longest):
                return value
        return self.fail("a value was expected")

    def _values(self, at_once: int, longest: int) -> Iterator[bytes | Reject]:
        state = new_state()
        state[POSITION] = self._position
        starts, ends = np.empty(at_once, np.int64), np.empty(at_once, np.int64)
        dropped: Reject | None = None
        while not state[CLOSED]:
            data = self._data
            found = find_values(np.frombuffer(data or b" ", np.uint8), len(data), state, starts, ends)
            self._position = int(state[POSITION])
            for start, end in zip(starts[:found].tolist(), ends[:found].tolist(), strict=True):
                self._value_at = start
                if dropped is None and end - start <= longest:
                    yield data[start:end]
                else:
                    yield dropped or self._too_long(data[start:end], longest)
                    dropped = None
            if found == at_once or state[CLOSED]:
                continue
            within = int(state[VALUE]) >= 0
            kept = int(state[VALUE]) if within and dropped is None else len(data)
            if len(data) - kept > longest:
                self._value_at = kept
                dropped, kept = self._too_long(data[kept:], longest), len(data)
            if not self._read(kept):
                self._position = len(data)
                self._cut_off = True
                if within:
                    self._value_at = kept
                    yield dropped or self.reject("the input breaks off in this value", data[kept:])
                self.fail("a value was expected")
            state[VALUE] = 0 if within else -1
            state[POSITION] = len(data) - kept
        if state[CLOSED] != ord("]"):
            self._position -= 1
            self.fail("] was expected")

    def _read(self, kept_from: int) -> bool:
        """Read a block behind what is kept of this one; false at the end, where all is kept."""
        block = next(self._blocks, None)
        if isinstance(block, BrokenInputError):
            self._broken, block = block, None
        if block is None:
            return False
        self._bytes_before += kept_from
        self._lines_before += self._data.count(b"\n", 0, kept_from)
        self._data = self._data[kept_from:] + block
        return True

    def _place(self, position: int) -> tuple[int, int]:
        """Return the line, counted from 1, and the byte, counted from 0, of a position in the block."""
        return self._lines_before + self._data.count(b"\n", 0, position) + 1, self._bytes_before + position

    def _too_long(self, content: bytes, longest: int) -> Reject:
        if longest != self._longest:
            return _PASSED_OVER
        return self.reject(f"longer than {longest:,} bytes", content)


class Around:
    """What stands around a value of a document."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        """The keys that lead to it."""
        self.objects: list[dict[str, Any]] = []
        """What was kept of each object around it, the outermost first."""

    def kept(self, key: str) -> Any:
        """Return what an object around it has under a kept key, the innermost that has it; null without one."""
        return next((kept[key] for kept in reversed(self.objects) if key in kept), None)


class Walk:
    """The wanted values of a document, in its order, each with what stands around it.

    Parameters
    ----------
    cursor
        At the beginning of a document; several documents behind each other are read as they come.
    plan
        Where the wanted values are.
    kept
        Keys whose values are kept for the values behind them in the same object, or further in.
    """

    def __init__(self, cursor: JsonCursor, plan: Plan, kept: frozenset[str] = frozenset()) -> None:
        self._cursor = cursor
        self._plan = plan
        self._kept = kept
        self.around = Around()
        """What stands around the value just given."""
        self.arrived = False
        """Whether the document has the places that values are wanted from, be there any or none."""

    def __iter__(self) -> Iterator[bytes | Reject]:
        """Yield each wanted value as its JSON text.

        Raises
        ------
        BrokenInputError
            Behind the last whole value, when the document breaks off or is damaged.
        """
        while self._cursor.peek():
            if self._cursor.peek() not in b"{[":
                self._cursor.fail("an object or an array was expected")
            yield from self._descend(self._plan)
        self._cursor.finish()

    def _descend(self, plan: Plan) -> Iterator[bytes | Reject]:
        """Yield what is wanted of the value that the cursor stands on, and step behind it."""
        opening = self._cursor.peek()
        self.arrived = self.arrived or not plan or not plan.get(ELEMENTS, True)
        if not plan:
            yield self._cursor.value()
        elif opening == b"[" and ELEMENTS in plan:
            self._cursor.take(b"[")
            yield from self._in_array(plan[ELEMENTS])
        elif opening == b"{" and plan.keys() != {ELEMENTS}:
            self._cursor.take(b"{")
            yield from self._in_object(plan)
        else:
            self._cursor.pass_over()

    def _in_array(self, plan: Plan) -> Iterator[bytes | Reject]:
        if not plan:
            yield from self._cursor.elements()
            return
        while (byte := self._cursor.peek()) != b"]":
            if byte == b",":
                self._cursor.take(byte)
            else:
                yield from self._descend(plan)
        self._cursor.take(b"]")

    def _in_object(self, plan: Plan) -> Iterator[bytes | Reject]:
        kept: dict[str, Any] = {}
        self.around.objects.append(kept)
        while (byte := self._cursor.peek()) != b"}":
            if byte == b",":
                self._cursor.take(byte)
                continue
            if byte != b'"':
                self._cursor.fail("a key was expected")
            key = loaded(self._cursor.small_value() or b'""')
            self._cursor.take(b":")
            behind = plan.get(key, plan.get(ANY_KEY)) if isinstance(key, str) else None
            if behind is not None:
                self.around.keys.append(key)
                yield from self._descend(behind)
                self.around.keys.pop()
            elif key in self._kept:
                if value := self._cursor.small_value():
                    kept[key] = loaded(value)
            else:
                self._cursor.pass_over()
        self._cursor.take(b"}")
        self.around.objects.pop()
