"""Webhooks: the platform is told of what is held or acted upon, signed, again and again until it has heard.

Signed as the Standard Webhooks specification (1.0) says, so that its libraries in any language can tell a true one. Requests go
to the one address that the owner configured: redirects are not followed, and nothing in a message is ever contacted.
"""

from __future__ import annotations

from coinguard.hook.webhooks.deliver import Deliverer, telling
from coinguard.hook.webhooks.signing import sign, verify
from coinguard.hook.webhooks.target import Target, announced, read_target

__all__ = ["Deliverer", "Target", "announced", "read_target", "sign", "telling", "verify"]
