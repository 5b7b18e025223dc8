"""``python -m coinguard``: the same as the ``coinguard`` command."""

from __future__ import annotations

from coinguard.cli import main

if __name__ == "__main__":
    main()
