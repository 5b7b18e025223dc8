"""Whose words a link carries, found by comparing it with every rule in turn."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coinguard.links.scope import FIRST_PARTY, NO_SCOPE, USER_CONTENT, Rule

_IRREGULAR = re.compile(r"//|/\.{1,2}(?:[./]|$)|%(?:[46][1-9A-Fa-f]|[57][0-9Aa]|3[0-9]|2[DEFdef]|40|5[Cc])")


def names_host(rule: Rule, host: str) -> bool:
    return host == rule.host or (rule.domain and host.endswith("." + rule.host))


def names_path(rule: Rule, path: str) -> bool:
    if not rule.exact:
        path = path.lower()
    wanted = rule.path if rule.exact else rule.path.lower()
    if wanted == "/":
        return not path
    if wanted.endswith(("/@", "/$")):
        return path.startswith(wanted)
    return not wanted or path == wanted or path.startswith(wanted + "/")


def scope_by_comparison(link: str, rules: Sequence[Rule]) -> tuple[int, int, int]:
    address = link.partition("?")[0]
    host, slash, rest = address.partition("/")
    path = slash + rest
    fitting = [rule for rule in rules if names_host(rule, host) and names_path(rule, path)]
    if not fitting:
        return NO_SCOPE, -1, -1
    best = max(fitting, key=lambda rule: (len(rule.path), len(rule.host)))
    scope = USER_CONTENT if best.scope == FIRST_PARTY and _IRREGULAR.search(path) else best.scope
    return scope, best.brand, best.entry
