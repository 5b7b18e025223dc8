"""What the tests of the hook share."""

from tests.hook.databases import address, clock, opened, server_address, store
from tests.hook.services import caller, guard

__all__ = ["address", "caller", "clock", "guard", "opened", "server_address", "store"]
