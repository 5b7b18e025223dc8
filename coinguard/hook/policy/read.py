"""Reading a policy file: all of it is right, or nothing of it is used.

::

    name = "chat"
    mode = "shadow"                # or "act"
    default = "allow"              # where no rule matches
    unknown_account_age = "new"    # or "old"; needed where a rule asks for an account's age

    [failure]                      # what happens when checking can't: chosen, never by accident
    unscorable = "review"          # no text, or over a limit
    model = "allow"                # the guard fails
    store = "apply"                # nothing can be kept: "apply" the policy all the same, or an action for everything

    [actions.mute]                 # your own, beside allow, review and block
    hold = true                    # its messages wait in the queue

    [lists]
    blocked = "block"              # the action for what is on a block-list
    allow = ["domain example.com", "author 184467"]
    block = ["path t.me/free_gems"]

    [[rules]]                      # the first that matches decides
    name = "scams"
    action = "block"
    level = ["scam"]               # any of them; whatever a rule asks for must all hold
    kind = ["free_generator"]      # of coinguard.KINDS
    channel = ["trade-*"]          # ids, * for anything
    role = ["member"]              # any of the author's
    account_younger_than = "7d"
    probability = 0.9              # at least
    signal = ["obfuscation.*"]     # any of them speaks for a scam
    context = ["scam"]             # the level of its company, and whether it is part of a campaign: need a window
    campaign = true
    unless = [{ role = ["moderator"] }, { channel = ["scam-reports"] }]
    shadow = true                  # only says what it would have done

    [[quotas]]
    action = "block"
    most = 500
    per = "hour"                   # or "day"
    then = "review"

    [breaker]                      # or enabled = false
    factor = 5                     # times the most of any hour, or day, of the past
    least = 50
    past_days = 14
    hold = "2h"

    [window]                       # what repeats and campaigns are seen in; without it there is no context
    messages = 50_000
    keep = "12h"
"""

from __future__ import annotations

import hashlib
import tomllib
from fnmatch import fnmatchcase
from glob import escape
from pathlib import Path
from typing import Any, Final, cast

from coinguard.errors import ConfigurationError
from coinguard.hook.decision import ACTIONS, ListEntry
from coinguard.hook.lists import parse_entry
from coinguard.hook.policy.model import (
    APPLY,
    DEFAULT,
    BreakerSettings,
    Condition,
    Failures,
    Period,
    Policy,
    Quota,
    Rule,
    Window,
)
from coinguard.hook.policy.values import Section
from coinguard.ledger.mapping import meant
from coinguard.limits import MAX_POLICY_BYTES
from coinguard.signals.catalogue import CATALOGUE
from coinguard.verdict import KINDS, LEVELS

LONGEST_WINDOW: Final = 24 * 3600
"""Seconds: what dumps call close in time, so that everything in a window is."""
_MOST_MESSAGES: Final = 1_000_000
_LONGEST_HOLD: Final = 7 * 86_400


def read_policy(path: Path) -> Policy:
    """Read a policy file.

    Raises
    ------
    ConfigurationError
        It cannot be read, or something in it is wrong, missing or unknown; the message says where, and what may have been
        meant.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"the policy cannot be read ({error.strerror})", where=str(path)) from error
    return parse_policy(data, str(path))


def parse_policy(data: bytes, where: str = "policy") -> Policy:
    """Return what the bytes of a policy file say; see :func:`read_policy`."""
    if len(data) > MAX_POLICY_BYTES:
        raise ConfigurationError(f"the policy is larger than {MAX_POLICY_BYTES:,} bytes", where=where)
    try:
        content = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"the policy is not valid TOML ({error})", where=where) from error
    return _policy(Section(content, where), hashlib.sha256(data).hexdigest()[:12])


def _policy(top: Section, digest: str) -> Policy:
    name = top.name("name", 'Give the policy a name, such as name = "chat"')
    mode = top.choice("mode", ("act", "shadow"), 'Write mode = "shadow" to watch first, or "act"')
    actions = _actions(top)
    window = _window(top)
    unknown_is_new, chosen = _unknown_age(top)
    rules = _rules(top, actions, window, chosen)
    blocked, lists = _lists(top, actions)
    policy = Policy(
        name=name,
        shadow=mode == "shadow",
        default=top.choice("default", actions, "Say what happens where no rule matches"),
        blocked=blocked,
        failures=_failures(top, actions),
        rules=rules,
        actions=actions,
        breaker=_breaker(top),
        quotas=_quotas(top, actions),
        window=window,
        lists=lists,
        unknown_is_new=unknown_is_new,
        version=f"{name}-{digest}",
        where=top.where,
    )
    top.finish()
    return policy


def _actions(top: Section) -> dict[str, bool]:
    found = {action: action == "review" for action in ACTIONS}
    if not top.has("actions"):
        return found
    section = top.section("actions", "")
    for name in section.keys():  # noqa: SIM118 - a section is no mapping
        own = section.section(section.checked_name(name, name), "")
        if name in found:
            raise ConfigurationError(f"{name!r} is there already", where=own.where, hint="Choose another name")
        found[name] = own.switch("hold", "Say whether its messages wait in the queue: hold = true or false")
        own.finish()
    return found


def _failures(top: Section, actions: dict[str, bool]) -> Failures:
    section = top.section("failure", "Say what happens when checking can't: [failure] with unscorable, model and store")
    why = "Choose to let messages through, to hold or to block them then"
    found = Failures(
        unscorable=section.choice("unscorable", actions, why),
        model=section.choice("model", actions, why),
        store=section.choice("store", [APPLY, *actions], f"{why}, or {APPLY!r} the policy though nothing is kept"),
    )
    section.finish()
    return found


def _lists(top: Section, actions: dict[str, bool]) -> tuple[str, tuple[ListEntry, ...]]:
    section = top.section("lists", 'Say what happens to what a block-list names: [lists] with blocked = "block"')
    blocked = section.choice("blocked", actions, 'Write blocked = "block", or another action')
    entries: dict[tuple[str, str], ListEntry] = {}
    for which in ("allow", "block"):
        for word in section.words(which):
            kind, _, value = word.strip().partition(" ")
            entry = parse_entry(which, kind, value, where=f"{section.where} {which}", added_by=top.where)
            if entries.setdefault((entry.kind, entry.value), entry) is not entry:
                raise section.fail(which, f"{entry.kind} {entry.value} is listed twice", "Keep one of the two")
    section.finish()
    return blocked, tuple(entries.values())


def _unknown_age(top: Section) -> tuple[bool, bool]:
    """Return whether an unknown age counts as new, and whether the owner said so."""
    if not top.has("unknown_account_age"):
        return False, False
    return top.choice("unknown_account_age", ("new", "old"), "") == "new", True


def _rules(top: Section, actions: dict[str, bool], window: Window | None, age_chosen: bool) -> tuple[Rule, ...]:
    rules: list[Rule] = []
    for section in top.sections("rules"):
        name = section.name("name", "Give the rule a name: decisions are told by it")
        if name == DEFAULT or any(rule.name == name for rule in rules):
            raise section.fail("name", f"{name!r} is taken", "Choose another name")
        section.where = f"{top.where} [[rules]] {name!r}"
        action = section.choice("action", actions, "Say what is done: an action")
        shadow = section.has("shadow") and section.switch("shadow", "")
        unless = section.sections("unless")
        when, *exceptions = (_condition(one) for one in (section, *unless))
        rules.append(Rule(name, action, when, tuple(exceptions), shadow))
        for condition in (when, *exceptions):
            if condition.younger_than is not None and not age_chosen:
                hint = 'Write unknown_account_age = "new" or "old" at the top of the file'
                raise section.fail("account_younger_than", "nobody said what an account of unknown age is", hint)
            if (condition.contexts or condition.campaign is not None) and window is None:
                raise section.fail("context", "there is no window to see a context in", "Add a [window]")
    return tuple(rules)


def _condition(section: Section) -> Condition:
    condition = Condition(
        levels=section.words_of("level", LEVELS),
        kinds=section.words_of("kind", KINDS),
        channels=section.words("channel", lambda _, word: escape(word).replace("[*]", "*")),
        roles=frozenset(section.words("role")),
        younger_than=section.seconds("account_younger_than", "") if section.has("account_younger_than") else None,
        probability=section.number("probability", "", above=0, at_most=1) if section.has("probability") else None,
        signals=_signals(section),
        contexts=section.words_of("context", LEVELS),
        campaign=section.switch("campaign", "") if section.has("campaign") else None,
    )
    section.finish()
    if condition == Condition():
        hint = "Ask for a level, kind, channel, role, signal, context, …; what holds for all is the default"
        raise ConfigurationError("it asks for nothing, so it would match everything", where=section.where, hint=hint)
    return condition


def _signals(section: Section) -> frozenset[str]:
    """Return the codes that the file names, patterns such as ``obfuscation.*`` written out."""
    codes = [signal.code for signal in CATALOGUE]
    found: set[str] = set()
    for pattern in section.words("signal"):
        named = {code for code in codes if fnmatchcase(code, pattern)}
        if not named:
            raise section.fail("signal", f"there is no signal {pattern!r}", meant(pattern, codes))
        found |= named
    return frozenset(found)


def _quotas(top: Section, actions: dict[str, bool]) -> tuple[Quota, ...]:
    quotas: list[Quota] = []
    for section in top.sections("quotas"):
        quota = Quota(
            action=section.choice("action", actions, "Say which action is counted"),
            most=int(section.number("most", "Say how often it may be taken", above=0, at_most=10**9, whole=True)),
            per=cast("Period", section.choice("per", ("hour", "day"), 'Write per = "hour" or "day"')),
            then=section.choice("then", actions, "Say what is done once it is used up"),
        )
        section.finish()
        if quota.then == quota.action:
            raise section.fail("then", f"it is {quota.then!r} as well", "Name another action")
        if any((one.action, one.per) == (quota.action, quota.per) for one in quotas):
            raise section.fail("action", f"{quota.action!r} has a quota per {quota.per} already", "Keep one of the two")
        quotas.append(quota)
    _without_circle(quotas, top)
    return tuple(quotas)


def _without_circle(quotas: list[Quota], top: Section) -> None:
    """Raise where used-up quotas would send a message round in a circle."""
    following = {name: {quota.then for quota in quotas if quota.action == name} for name in (q.action for q in quotas)}
    for start in following:
        reached: set[str] = set()
        waiting = [start]
        while waiting:
            fresh = following.get(waiting.pop(), set()) - reached
            reached |= fresh
            waiting += fresh
        if start in reached:
            hint = "Let the last of them be an action without a quota"
            raise top.fail("[[quotas]]", f"they lead from {start!r} back to {start!r}", hint)


def _breaker(top: Section) -> BreakerSettings | None:
    section = top.section(
        "breaker", "Say when a rule that acts on far more than its past is stopped, or enabled = false"
    )
    if section.has("enabled") and not section.switch("enabled", ""):
        section.finish()
        return None
    found = BreakerSettings(
        factor=section.number("factor", "Say how far beyond its past is too far", above=1, at_most=1_000),
        least=int(section.number("least", "Say how few are never too many", above=0, at_most=10**9, whole=True)),
        past_days=int(section.number("past_days", "Say how far its past goes back", above=0, at_most=90, whole=True)),
        hold=section.seconds("hold", "Say how long its actions go to review"),
    )
    section.finish()
    if found.hold > _LONGEST_HOLD:
        raise section.fail("hold", "that is longer than 7 days", "Hold for less, and change the policy meanwhile")
    return found


def _window(top: Section) -> Window | None:
    if not top.has("window"):
        return None
    section: Any = top.section("window", "")
    window = Window(
        messages=int(section.number("messages", "Say how many at most", above=99, at_most=_MOST_MESSAGES, whole=True)),
        keep=section.seconds("keep", "Say for how long"),
    )
    section.finish()
    if window.keep > LONGEST_WINDOW:
        raise section.fail(
            "keep", "that is longer than a day", "Write up to '24h'; whole dumps are for 'coinguard scan'"
        )
    return window
