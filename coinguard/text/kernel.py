"""How kernels are compiled: the one place that knows Numba.

A kernel is a plain function over NumPy arrays with an explicit signature. It is compiled when its module is imported (that
is in :func:`coinguard.load`, never in ``import coinguard``), releases the GIL, and is kept in a private folder named by the
hash of every kernel source, so that an edit in a helper file is never missed and two versions never share machine code. With
``NUMBA_DISABLE_JIT=1`` the same functions run as plain Python, for coverage and mutation tests.
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeVar

import numba as untyped_numba
import numpy as np
from numba import types

numba: Any = untyped_numba
"""Numba's decorators keep no types, and its settings have none."""

logger = logging.getLogger("coinguard")

_Function = TypeVar("_Function", bound=Callable[..., Any])
_PACKAGE: Final = Path(__file__).resolve().parent.parent
_KERNEL_FOLDERS: Final = ("text", "links", "signals", "scoring", "dumps/formats", "dumps/sketches")

BYTES: Final = types.Array(types.uint8, 1, "C", readonly=True)
INT16S: Final = types.Array(types.int16, 1, "C", readonly=True)
INT32S: Final = types.Array(types.int32, 1, "C", readonly=True)
INT64S: Final = types.Array(types.int64, 1, "C", readonly=True)
UINT16S: Final = types.Array(types.uint16, 1, "C", readonly=True)
UINT64S: Final = types.Array(types.uint64, 1, "C", readonly=True)
INT32_TABLE: Final = types.Array(types.int32, 2, "C", readonly=True)
INT64_TABLE: Final = types.Array(types.int64, 2, "C", readonly=True)
UINT64_TABLE: Final = types.Array(types.uint64, 2, "C", readonly=True)
OUT_BYTES: Final = types.Array(types.uint8, 1, "C")
OUT_INT32S: Final = types.Array(types.int32, 1, "C")
OUT_INT64S: Final = types.Array(types.int64, 1, "C")
OUT_UINT64S: Final = types.Array(types.uint64, 1, "C")
OUT_INT32_TABLE: Final = types.Array(types.int32, 2, "C")
OUT_INT64_TABLE: Final = types.Array(types.int64, 2, "C")
ZERO: Final[Any] = np.int64(0)
"""Nought as a number and not as a literal, for which Numba would compile every helper once more."""
INT: Final = types.int64
VOID: Final = types.void


def together(*members: Any) -> Any:
    """Return the Numba type of a tuple of these types, for arrays that one argument carries."""
    tuple_of: Any = types.Tuple
    return tuple_of(members)


def source_hash() -> str:
    """Return the hash (16 hex digits) of every kernel source and of the compiler that reads them."""
    digest = hashlib.sha256(f"{version('numba')} {version('llvmlite')} {sys.version}".encode())
    for folder in _KERNEL_FOLDERS:
        for path in sorted((_PACKAGE / folder).rglob("*.py")):
            digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _candidates() -> Iterator[Path]:
    """Folders that machine code may be kept in, best first."""
    if named := os.environ.get("COINGUARD_CACHE_DIR"):
        yield Path(named)
        return
    if xdg := os.environ.get("XDG_CACHE_HOME"):
        yield Path(xdg) / "coinguard"
    home = os.environ.get("HOME") or os.environ.get("USERPROFILE")
    if home:
        yield Path(home) / ".cache" / "coinguard"
    if sys.prefix != sys.base_prefix:
        yield Path(sys.prefix) / "var" / "cache" / "coinguard"


def _private(folder: Path) -> bool:
    """Make ``folder`` if need be; true if it is a folder of ours that nobody else can write to.

    Numba unpickles what it finds in its cache, so a folder that others can write to would let them run code here.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
        if hasattr(os, "getuid") and (status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) & 0o077):
            return False
        probe = folder / f".probe-{os.getpid()}"
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError:
        return False
    return True


def _open_cache() -> Path | None:
    """Choose the cache folder and tell Numba; null where nothing private is writable."""
    name = f"kernels-{source_hash()}"
    for parent in _candidates():
        folder = parent / name
        if _private(folder):
            numba.config.CACHE_DIR = str(folder)
            return folder
    return None


CACHE: Final = _open_cache()
"""Where this process keeps its machine code; null when it keeps none."""

if CACHE is None:
    logger.warning(
        "no private folder is writable, so kernels are compiled anew in each process; "
        "set COINGUARD_CACHE_DIR to a folder of your own to keep them."
    )
elif not any(CACHE.iterdir()):
    logger.warning("compiling kernels for the first time; this takes about two minutes, once.")


def kernel(*signature: Any, returns: Any = VOID) -> Callable[[_Function], _Function]:
    """Compile a function for exactly one signature, without the GIL, checked against nothing but that signature.

    Parameters
    ----------
    signature
        The Numba types of the arguments, from this module.
    returns
        The Numba type of the result.
    """

    def bind(function: _Function) -> _Function:
        compiled: _Function = numba.njit(returns(*signature), nogil=True, cache=CACHE is not None)(function)
        return compiled

    return bind


def inlined(function: _Function) -> _Function:
    """Mark a helper that kernels call; it is compiled as a part of them."""
    compiled: _Function = numba.njit(nogil=True)(function)
    return compiled


def expanded(function: _Function) -> _Function:
    """Mark a helper that allocates nothing; it is expanded wherever it is called, and its arrays are not counted.

    Folding calls a helper or two for every letter. Passing five arrays on the stack and counting references to each costs
    three times what the helpers do.
    """
    compiled: _Function = numba.njit(nogil=True, no_cfunc_wrapper=True, forceinline=True, _nrt=False)(function)
    return compiled


def borrowed(function: _Function) -> _Function:
    """Mark a helper that allocates nothing; it is compiled apart, as :func:`inlined`, and its arrays are not counted."""
    compiled: _Function = numba.njit(nogil=True, no_cfunc_wrapper=True, _nrt=False)(function)
    return compiled
