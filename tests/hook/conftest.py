"""What the tests of the hook share."""

from tests.hook.databases import address, clock, opened, server_address, store

__all__ = ["address", "clock", "opened", "server_address", "store"]
