"""How a link's weights become a margin, for one link inside another kernel and for a batch.

Weights are fixed-point integers and their sums exact, so a margin does not depend on the order of anything. The host's
margin and the path's evidence are told apart as well as joined, because a link to user pages on a well-known site is
judged by its path alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from coinguard.errors import InstallationError
from coinguard.links.ngrams import HOST_BUCKETS, MAX_FEATURES, PATH_BUCKETS, host_end, host_features, path_features
from coinguard.links.suffixes import hash_step, text_hash
from coinguard.text import kernel as k
from coinguard.text.kernel import inlined

CONSTANTS: Final = ("bias", "host_scale", "host_floor", "path_scale", "path_threshold", "path_cap")
"""The scalars of a link model, as the kernels order them; log-odds, the two scales log-odds per unit of weight."""
MAX_LINK: Final = 2048
"""Code points of a link that :func:`link_margins` decodes; its features reach no further."""

FLOAT64S: Final = types.Array(types.float64, 1, "C", readonly=True)
OUT_MARGINS: Final = types.Array(types.float64, 2, "C")

ENDING_TYPES: Final = (k.INT64S, k.INT64S)
"""The Numba types of :attr:`LinkModel.ending_arrays`."""
ENDING_UNIT: Final = 2.0**-20
"""What the odds of endings are whole multiples of."""

_BIAS, _HOST_SCALE, _HOST_FLOOR, _PATH_SCALE, _PATH_THRESHOLD, _PATH_CAP = range(len(CONSTANTS))


@inlined
def link_parts(
    points: Any, start: int, length: int, host_weights: Any, path_weights: Any, constants: Any, buckets: Any
) -> tuple[float, float]:
    """Return the host's margin and the path's evidence of the canonical link ``points[start:start + length]``.

    Parameters
    ----------
    points
        Code points, ``int32[>= start + length]``.
    start, length
        Where the link lies.
    host_weights, path_weights, constants
        Of a :class:`LinkModel`.
    buckets
        Scratch, ``int32[MAX_FEATURES]``.

    Returns
    -------
    tuple[float, float]
        In log-odds: ``bias + host_scale * sum / sqrt(n)`` over the ``n`` features of the host, and
        ``min(path_cap, max(0, path_scale * sum / sqrt(n) - path_threshold))`` over those of the path, never negative.
    """
    stop = start + length
    end = host_end(points, start, stop)
    host = constants[_BIAS]
    total: Any = 0
    n = host_features(points, start, end, buckets)
    for i in range(n):
        total += np.int64(host_weights[buckets[i]])
    if n > 0:
        host += constants[_HOST_SCALE] * np.float64(total) / np.sqrt(np.float64(n))
    path = 0.0
    total = 0
    n = path_features(points, end, stop, buckets)
    for i in range(n):
        total += np.int64(path_weights[buckets[i]])
    if n > 0:
        path = constants[_PATH_SCALE] * np.float64(total) / np.sqrt(np.float64(n)) - constants[_PATH_THRESHOLD]
        path = min(constants[_PATH_CAP], max(0.0, path))
    return host, path


@inlined
def joined_margin(host: Any, path: Any, constants: Any) -> Any:
    """Return a link's margin: its host's, no lower than the floor, plus its path's evidence.

    Without the floor the path could say nothing on a well-known site for user pages: such hosts lie far below it.
    """
    return max(host, constants[_HOST_FLOOR]) + path


@inlined
def ending_of(points: Any, start: int, stop: int, keys: Any, values: Any) -> int:
    """Return the log-odds of the ending ``points[start:stop]`` in units of 2^-20, 0 if it is none that was learned."""
    value = 0
    for at in range(stop - 1, start - 1, -1):
        value = hash_step(value, int(points[at]))
    slot = (value ^ (value >> 20)) & (keys.size - 1)
    while keys[slot] != 0:
        if keys[slot] == value + 1:
            return int(values[slot])
        slot = (slot + 1) & (keys.size - 1)
    return 0


@inlined
def decoded(buffer: Any, start: int, stop: int, points: Any) -> int:
    """Write the code points of valid UTF-8, as many as ``points`` (int32) holds; returns how many."""
    n = 0
    at = start
    while at < stop and n < len(points):
        byte = np.int64(buffer[at])
        extra = 0 if byte < 0x80 else (1 if byte < 0xE0 else (2 if byte < 0xF0 else 3))
        code = byte if extra == 0 else byte & (0x3F >> extra)
        for i in range(1, extra + 1):
            code = (code << 6) | (np.int64(buffer[at + i]) & 0x3F)
        points[n] = code
        n += 1
        at += extra + 1
    return n


@k.kernel(k.BYTES, k.INT64S, k.INT16S, k.INT16S, FLOAT64S, OUT_MARGINS)
def link_margins(buffer: Any, offsets: Any, host_weights: Any, path_weights: Any, constants: Any, out: Any) -> None:
    """Score canonical links: the host's margin, the path's evidence and the link's margin, into ``float64[n, 3]``.

    Link ``i`` is ``buffer[offsets[i]:offsets[i + 1]]``, valid UTF-8; all values are log-odds.
    """
    points = np.empty(MAX_LINK, np.int32)
    buckets = np.empty(MAX_FEATURES, np.int32)
    for row in range(len(offsets) - 1):
        length = decoded(buffer, offsets[row], offsets[row + 1], points)
        host, path = link_parts(points, 0, length, host_weights, path_weights, constants, buckets)
        out[row, 0] = host
        out[row, 1] = path
        out[row, 2] = joined_margin(host, path, constants)


@k.kernel(k.BYTES, k.INT64S, k.OUT_INT32S, k.OUT_INT64S, k.OUT_INT32S, k.OUT_INT64S)
def _link_features(buffer: Any, offsets: Any, hosts: Any, host_starts: Any, paths: Any, path_starts: Any) -> None:
    points = np.empty(MAX_LINK, np.int32)
    buckets = np.empty(MAX_FEATURES, np.int32)
    at_host = 0
    at_path = 0
    host_starts[0] = 0
    path_starts[0] = 0
    for row in range(len(offsets) - 1):
        length = decoded(buffer, offsets[row], offsets[row + 1], points)
        end = host_end(points, 0, length)
        n = host_features(points, 0, end, buckets)
        for i in range(n):
            hosts[at_host + i] = buckets[i]
        at_host += n
        host_starts[row + 1] = at_host
        n = path_features(points, end, length, buckets)
        for i in range(n):
            paths[at_path + i] = buckets[i]
        at_path += n
        path_starts[row + 1] = at_path


class LinkFeatures(NamedTuple):
    """The buckets of some links, host and path apart, in the layout of a compressed sparse row matrix."""

    hosts: NDArray[np.int32]
    """``[n_host_features]``: buckets below ``HOST_BUCKETS``, link after link."""
    host_starts: NDArray[np.int64]
    """``[n_links + 1]``: where each link's buckets begin in ``hosts``."""
    paths: NDArray[np.int32]
    """``[n_path_features]``: buckets below ``PATH_BUCKETS``, link after link."""
    path_starts: NDArray[np.int64]
    """``[n_links + 1]``: where each link's buckets begin in ``paths``."""


def packed(links: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return canonical links as the kernels read them: one UTF-8 buffer, and the offsets ``int64[n + 1]`` into it."""
    encoded = [link.encode() for link in links]
    offsets = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(link) for link in encoded], out=offsets[1:])
    return np.frombuffer(b"".join(encoded), np.uint8), offsets


def link_features(buffer: NDArray[np.uint8], offsets: NDArray[np.int64]) -> LinkFeatures:
    """Return the buckets of the canonical links ``buffer[offsets[i]:offsets[i + 1]]`` (valid UTF-8)."""
    links = len(offsets) - 1
    # A code point starts at most six features; the rest is what every host has: its suffixes, shape and ends.
    room = 6 * int(offsets[-1] - offsets[0]) + 64 * links
    hosts, paths = np.empty(room, np.int32), np.empty(room, np.int32)
    host_starts, path_starts = np.empty(links + 1, np.int64), np.empty(links + 1, np.int64)
    _link_features(buffer, offsets, hosts, host_starts, paths, path_starts)
    return LinkFeatures(hosts[: host_starts[-1]].copy(), host_starts, paths[: path_starts[-1]].copy(), path_starts)


@dataclass(frozen=True, eq=False)
class LinkModel:
    """The learned weights of links: two arrays for a weights file and six scalars for a manifest.

    Raises
    ------
    InstallationError
        If an array has the wrong type or length, or a scalar is missing or not finite.
    """

    host_weights: NDArray[np.int16]
    """``[HOST_BUCKETS]``, in units of ``host_scale`` log-odds."""
    path_weights: NDArray[np.int16]
    """``[PATH_BUCKETS]``, in units of ``path_scale`` log-odds."""
    parameters: Mapping[str, float]
    """The scalars named in ``CONSTANTS``."""
    endings: Mapping[str, float] = field(default_factory=dict)
    """Log-odds of public suffixes: how much commoner each is among malicious hosts than among honest ones."""

    def __post_init__(self) -> None:
        for name, array, buckets in (
            ("host_weights", self.host_weights, HOST_BUCKETS),
            ("path_weights", self.path_weights, PATH_BUCKETS),
        ):
            if array.dtype != np.int16 or array.shape != (buckets,):
                raise InstallationError(
                    f"{name} should be int16[{buckets}], not {array.dtype}{list(array.shape)}",
                    where="link model",
                    hint="Reinstall coinguard, or train the model again with this version",
                )
        missing = [name for name in CONSTANTS if not np.isfinite(self.parameters.get(name, np.nan))]
        if missing:
            raise InstallationError(
                f"{', '.join(missing)} missing or not a finite number",
                where="link model",
                hint="Reinstall coinguard, or train the model again with this version",
            )

    @property
    def constants(self) -> NDArray[np.float64]:
        """``float64[6]``: the parameters as the kernels take them."""
        return np.array([self.parameters[name] for name in CONSTANTS], np.float64)

    @cached_property
    def ending_arrays(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The endings as :func:`ending_of` reads them: keys by open addressing, 0 where empty, and their odds."""
        size = 1 << max(4, (2 * len(self.endings)).bit_length())
        keys, values = np.zeros(size, np.int64), np.zeros(size, np.int64)
        for ending, odds in self.endings.items():
            value = text_hash(ending[::-1])
            slot = (value ^ (value >> 20)) & (size - 1)
            while keys[slot]:
                slot = (slot + 1) & (size - 1)
            keys[slot], values[slot] = value + 1, round(odds / ENDING_UNIT)
        return keys, values

    @cached_property
    def arrays(self) -> tuple[NDArray[Any], ...]:
        """Everything, as the kernels that look for signals take it."""
        return (self.host_weights, self.path_weights, self.constants, *self.ending_arrays)

    def margins(self, links: Sequence[str]) -> NDArray[np.float64]:
        """Return ``float64[n, 3]`` of canonical links: the host's margin, the path's evidence and the link's margin."""
        buffer, offsets = packed(links)
        out = np.empty((len(links), 3), np.float64)
        link_margins(buffer, offsets, self.host_weights, self.path_weights, self.constants, out)
        return out
