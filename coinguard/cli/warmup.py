"""``coinguard warmup``: compile and load everything once, for instance while an image is built."""

from __future__ import annotations

from coinguard.cli import options
from coinguard.cli.lean import stay_lean


def warmup(model: options.Model = None, _debug: options.Debug = False) -> int:
    """Compile the kernels and load the model, and say where the compiled code is kept.

    Run it once after installing, or while building an image, so that the first message need not wait.
    """
    stay_lean()
    import time

    import coinguard
    from coinguard.cli.outcome import Outcome
    from coinguard.cli.terminal import say

    start = time.perf_counter()
    guard = coinguard.load(model)
    guard.check("warm")
    seconds = time.perf_counter() - start
    from coinguard.text.kernel import CACHE

    kept = str(CACHE) if CACHE is not None else "not kept: no private folder is writable; set COINGUARD_CACHE_DIR"
    say((f"model    {guard.bundle_id}", f"kernels  {kept}", f"ready in {seconds:.1f} s"))
    return Outcome.CLEAR
