"""The policy file: everything in it is checked, and what it says is done."""

from __future__ import annotations

import copy
import textwrap
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coinguard import ConfigurationError, Reason, Verdict
from coinguard.hook.policy import Case, parse_policy, read, read_policy
from coinguard.hook.policy.read import _policy
from coinguard.hook.policy.values import Section
from coinguard.resources import asset
from tests.hook.fakes import BASE, SCAMS, policy

SCAM = Verdict("scam", 0.99, 5.0, "free_generator", (Reason("link.host", 3.0, "It resembles one."),), "m")
DOUBT = Verdict("review", 0.6, 1.0, "account_trade", (Reason("link.host", -1.0, "It does not."),), "m")
CLEAR = Verdict("clear", 0.01, -4.0, None, (), "m")


def problem(text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        parse_policy(text.encode(), "chat.toml")
    return str(caught.value)


def rule(conditions: str, more: str = "") -> str:
    return f'{more}[[rules]]\nname = "it"\naction = "block"\n{conditions}\n'


def test_the_shipped_example_can_be_read() -> None:
    example = read_policy(asset("data", "policies", "example.toml"))
    assert [one.name for one in example.rules][:2] == ["scams-from-new-accounts", "scams"]
    assert example.decide(Case(verdict=SCAM, roles=frozenset(["moderator"])))[:2] == ("review", "scams-by-the-team")
    assert example.decide(Case(verdict=SCAM, age=30 * 86_400.0))[:2] == ("block", "scams")
    assert example.decide(Case(verdict=SCAM))[:2] == ("mute", "scams-from-new-accounts")
    assert example.decide(Case(verdict=CLEAR))[:2] == ("allow", "default")


@pytest.mark.parametrize("key", ["unscorable", "model", "store", "blocked", "default", "mode", "name"])
def test_nothing_that_matters_has_a_default(key: str) -> None:
    lines = [line for line in BASE.splitlines() if not line.startswith(f"{key} ")]
    assert f"it has no {key!r}" in problem("\n".join(lines))


@pytest.mark.parametrize("section", ["failure", "lists", "breaker"])
def test_no_section_that_matters_can_be_left_out(section: str) -> None:
    parts = BASE.split("\n[")
    assert f"it has no {section!r}" in problem("\n[".join(part for part in parts if not part.startswith(section)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BASE.replace("mode", "moed"), "it has no 'mode'. There is a 'moed', which is no setting"),
        (BASE + rule('levels = ["scam"]'), "there is no setting 'levels'. Did you mean 'level'?"),
        (BASE + rule('level = ["scram"]'), "it cannot be 'scram'. Did you mean 'scam'?"),
        (BASE + rule('kind = ["free_generators"]'), "Did you mean 'free_generator'?"),
        (BASE + rule('signal = ["link.hots"]'), "there is no signal 'link.hots'. Did you mean 'link.host'?"),
        (BASE + rule('level = "scam"'), "'scam' is no list of texts"),
        (BASE + rule("level = []"), "[] is no list of texts"),
        (BASE + rule("probability = 1.5"), "it cannot be 1.5. Write a number above 0 and up to 1"),
        (BASE + rule("probability = true"), "it cannot be True"),
        (BASE + rule("shadow = true"), "it asks for nothing, so it would match everything"),
        (BASE + rule('level = ["scam"]\nunless = [{}]'), "it asks for nothing"),
        (BASE + rule('level = ["scam"]\nunless = [{ rol = ["x"] }]'), "Did you mean 'role'?"),
        (BASE + rule('account_younger_than = "7d"'), "nobody said what an account of unknown age is"),
        (BASE + rule('context = ["scam"]'), "there is no window to see a context in"),
        (BASE + rule('level = ["scam"]').replace('"block"\nlevel', '"blok"\nlevel'), "Did you mean 'block'?"),
        (BASE + SCAMS + SCAMS, "'scams' is taken"),
        (BASE.replace('store = "apply"', 'store = "aply"'), "Did you mean 'apply'?"),
        (BASE.replace('unscorable = "review"', 'unscorable = "apply"'), "it cannot be 'apply'"),
        (BASE.replace("enabled = false", "factor = 5"), "it has no 'least'"),
        (BASE.replace("enabled = false", "enabled = false\nfactor = 5"), "there is no setting 'factor'"),
        (BASE + '[actions.Mute]\nhold = true\n', "'Mute' is no name"),
        (BASE + '[actions.mute]\n', "it has no 'hold'"),
        (BASE + '[actions.block]\nhold = true\n', "'block' is there already"),
        (BASE + '[window]\nmessages = 5\nkeep = "1h"\n', "it cannot be 5"),
        (BASE + '[window]\nmessages = 500\nkeep = "2d"\n', "that is longer than a day"),
        (BASE + '[window]\nmessages = 500\nkeep = "2 days"\n', "'2 days' is no duration"),
        (BASE + '[[quotas]]\naction = "block"\nmost = 5\nper = "week"\nthen = "review"\n', "it cannot be 'week'"),
        (BASE + '[[quotas]]\naction = "block"\nmost = 5\nper = "day"\nthen = "block"\n', "Name another action"),
        (BASE.replace("blocked =", 'allow = ["domain co.uk"]\nblocked ='), "anybody can have a name under co.uk"),
        (BASE.replace("blocked =", 'allow = ["domain com"]\nblocked ='), "anybody can have a name under com"),
        (BASE.replace("blocked =", 'block = ["domain com"]\nblocked ='), "'com' is no domain"),
        (BASE.replace("blocked =", 'allow = ["domian a.com"]\nblocked ='), "Did you mean 'domain'?"),
        (BASE.replace("blocked =", 'block = ["domain a.com", "domain A.com."]\nblocked ='), "listed twice"),
        (BASE.replace("blocked =", 'block = ["path a.com"]\nblocked ='), "has no path"),
        (BASE + "[rules]\n", "it is no list. Write [[rules]] before each of them"),
        ("failure = 3\n" + BASE.replace("[failure]", "[failures]"), "it is no section"),
        ("mode = ", "the policy is not valid TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_what_may_have_been_meant(text: str, said: str) -> None:
    told = problem(text)
    assert said in told
    assert told.startswith("chat.toml")


def test_the_policy_in_the_modules_own_words_can_be_read() -> None:
    written = textwrap.dedent((read.__doc__ or "").split("::\n\n")[1])
    found = parse_policy(written.encode())
    assert found.rules[0].when.campaign is True
    assert len(found.rules[0].unless) == 2
    assert found.quotas


def test_quotas_may_not_lead_round_in_a_circle() -> None:
    quota = '[[quotas]]\naction = "{}"\nmost = 5\nper = "day"\nthen = "{}"\n'
    assert "lead from" in problem(BASE + quota.format("block", "review") + quota.format("review", "block"))


def test_a_policy_that_cannot_be_read_says_so(tmp_path: object) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_policy(asset("data") / "no-such-policy.toml")


def test_the_first_rule_that_matches_decides() -> None:
    rules = rule('level = ["scam", "review"]') + SCAMS
    assert policy(rules).decide(Case(verdict=SCAM))[:2] == ("block", "it")
    assert policy(SCAMS).decide(Case(verdict=DOUBT))[:2] == ("review", "doubtful")


def test_a_rule_in_shadow_says_what_it_would_have_done_and_the_next_is_asked() -> None:
    rules = rule('level = ["scam"]\nshadow = true') + SCAMS.replace("block", "review")
    action, name, shadow = policy(rules).decide(Case(verdict=SCAM))
    assert (action, name) == ("review", "scams")
    assert [(one.rule, one.action) for one in shadow] == [("it", "block")]


@pytest.mark.parametrize(
    ("conditions", "case", "matches"),
    [
        ('kind = ["free_generator"]', Case(verdict=SCAM), True),
        ('kind = ["account_trade"]', Case(verdict=SCAM), False),
        ('channel = ["trade-*"]', Case(verdict=CLEAR, channel="trade-eu"), True),
        ('channel = ["trade-*"]', Case(verdict=CLEAR, channel="Trade-eu"), False),
        ('channel = ["trade-*"]', Case(verdict=CLEAR), False),
        ('channel = ["a[b]?"]', Case(verdict=CLEAR, channel="a[b]?"), True),
        ('channel = ["a[b]?"]', Case(verdict=CLEAR, channel="abc"), False),
        ('role = ["guest"]', Case(verdict=CLEAR, roles=frozenset(["guest", "x"])), True),
        ('role = ["guest"]', Case(verdict=CLEAR), False),
        ("probability = 0.5", Case(verdict=DOUBT), True),
        ("probability = 0.7", Case(verdict=DOUBT), False),
        ('signal = ["link.*"]', Case(verdict=SCAM), True),
        ('signal = ["link.host"]', Case(verdict=DOUBT), False),  # it speaks against a scam there
        ('level = ["scam"]\nunless = [{ role = ["mod"], channel = ["x"] }]', Case(verdict=SCAM, channel="x"), True),
        (
            'level = ["scam"]\nunless = [{ role = ["mod"] }, { channel = ["x"] }]',
            Case(verdict=SCAM, channel="x"),
            False,
        ),
    ],
)  # fmt: skip
def test_conditions_hold_when_all_that_they_ask_for_does(conditions: str, case: Case, matches: bool) -> None:
    assert (policy(rule(conditions)).decide(case)[1] == "it") is matches


@pytest.mark.parametrize(("unknown", "matches"), [("new", True), ("old", False)])
def test_an_account_of_unknown_age_is_what_the_owner_said(unknown: str, matches: bool) -> None:
    text = f'unknown_account_age = "{unknown}"\n' + BASE + rule('account_younger_than = "7d"')
    chosen = parse_policy(text.encode())
    assert (chosen.decide(Case(verdict=CLEAR))[1] == "it") is matches
    assert chosen.decide(Case(verdict=CLEAR, age=3_600))[1] == "it"
    assert chosen.decide(Case(verdict=CLEAR, age=8 * 86_400))[1] == "default"


def test_the_version_changes_with_any_change_of_the_file() -> None:
    assert policy().version != policy(SCAMS + "# a remark\n").version
    assert policy().version == policy().version
    assert policy().version.startswith("test-")


EXAMPLE = tomllib.loads(asset("data", "policies", "example.toml").read_text("utf-8"))
WORDS = st.text(max_size=5)
ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**12),
    st.floats(),
    WORDS,
    st.lists(WORDS, max_size=3),
    st.dictionaries(WORDS, st.integers(), max_size=2),
    st.lists(st.dictionaries(WORDS, WORDS, max_size=2), max_size=2),
)


def places(content: object, way: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    if isinstance(content, dict):
        return [p for key, value in content.items() for p in [(*way, key), *places(value, (*way, key))]]
    if isinstance(content, list):
        return [p for key, value in enumerate(content) for p in [(*way, key), *places(value, (*way, key))]]
    return []


@given(st.sampled_from(places(EXAMPLE)), ANYTHING)
def test_whatever_stands_anywhere_is_taken_or_refused_with_its_place(way: tuple[object, ...], value: object) -> None:
    content = copy.deepcopy(EXAMPLE)
    inner: Any = content
    for step in way[:-1]:
        inner = inner[step]
    inner[way[-1]] = value
    problem = ""
    try:
        _policy(Section(content, "chat.toml"), "0")
    except ConfigurationError as error:
        problem = str(error)
    assert not problem or problem.startswith("chat.toml")
