"""How findings become cases: what is linked, how it adds up, what a budget keeps, and which id a case has."""

from __future__ import annotations

from fractions import Fraction

import duckdb
import pytest

from coinguard.errors import ConfigurationError, InputError
from coinguard.ledger.cases import Budget
from coinguard.ledger.cases.combine import case_score, severity, typology_points
from coinguard.ledger.cases.findings import Finding
from coinguard.ledger.cases.linking import Groups, link
from coinguard.ledger.cases.table import case_id
from coinguard.ledger.evaluate.truth import account_scores, agreement, average_precision
from coinguard.ledger.schema import create_table_sql
from coinguard.ledger.settings import DetectorSettings, Settings, literal
from tests.ledger.story import Story, about

HOUR = 1 / 24


def finding(*accounts: str, points: float = 3.0, typology: str = "card_testing", first: int = 1) -> Finding:
    return Finding(typology, tuple(sorted(accounts)), (first,), 100, points, {})


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(create_table_sql("events"))
    return connection


def see(con: duckdb.DuckDBPyConnection, account: str, device: str) -> None:
    con.execute(
        "INSERT INTO events (event_id, account_id, device_id) VALUES (?, ?, ?)", [f"{account}{device}", account, device]
    )


def grouped(con: duckdb.DuckDBPyConnection, *findings: Finding, hub: int = 5) -> list[set[str]]:
    return [{account for found in group for account in found.account_ids} for group in link(con, findings, hub, 1.5)]


def test_firm_findings_about_one_account_are_one_case(con: duckdb.DuckDBPyConnection) -> None:
    assert grouped(con, finding("a", "b"), finding("b", "c", typology="bot_farm")) == [{"a", "b", "c"}]


def test_a_weak_finding_about_a_crowd_does_not_drag_it_into_a_strong_case(con: duckdb.DuckDBPyConnection) -> None:
    crowd = finding(*"abcdefgh", points=0.7, typology="gift_funnel")
    assert grouped(con, finding("a"), crowd) == [{"a"}, set("abcdefgh")]


def test_weak_findings_about_the_same_accounts_add_up(con: duckdb.DuckDBPyConnection) -> None:
    assert grouped(con, finding("a", points=0.7), finding("a", points=0.8, typology="bot_farm")) == [{"a"}]


def test_findings_of_one_kind_are_linked_by_a_shared_device(con: duckdb.DuckDBPyConnection) -> None:
    see(con, "a", "phone")
    see(con, "b", "phone")
    assert grouped(con, finding("a"), finding("b")) == [{"a", "b"}]
    assert grouped(con, finding("a"), finding("b", typology="bot_farm")) == [{"a"}, {"b"}]


def test_a_hub_links_nothing(con: duckdb.DuckDBPyConnection) -> None:
    for account in "abcdefg":
        see(con, account, "shop")
    assert grouped(con, finding("a"), finding("b")) == [{"a"}, {"b"}]


def test_sets_do_not_depend_on_the_order_of_joining() -> None:
    one, other = Groups(5), Groups(5)
    for pair in ((0, 1), (3, 4), (1, 3)):
        one.join(pair)
    for pair in ((4, 3), (3, 1), (1, 0)):
        other.join(pair)
    assert one.sets() == other.sets() == [[0, 1, 3, 4], [2]]


def test_evidence_adds_up_over_linked_accounts_but_ever_less() -> None:
    several = [finding(name, points=2.0) for name in "abcdefghij"]
    assert typology_points(several[:1], 0.5, 6.0) == {"card_testing": 2.0}
    assert typology_points(several[:3], 0.5, 6.0) == {"card_testing": 4.0}
    assert typology_points(several, 0.5, 6.0) == {"card_testing": 8.0}


def test_the_strongest_typology_names_the_case_and_the_others_add_to_it() -> None:
    points = typology_points([finding("a", points=1.0), finding("a", points=3.0, typology="bot_farm")], 0.5, 6.0)
    assert list(points) == ["bot_farm", "card_testing"]
    assert case_score(points, 0.5) == 3.5


def test_severities_begin_where_the_file_says() -> None:
    levels = Settings.load().combination.severity
    assert severity(levels["medium"] - 0.1, levels) == "low"
    assert [severity(levels[name], levels) for name in levels] == list(levels)


def test_an_id_is_made_of_the_first_event_and_its_account_alone() -> None:
    assert case_id("e1", "ann") == case_id("e1", "ann")
    assert case_id("e1", "ann") != case_id("e1", "ben")
    assert case_id("e1", "x") != case_id("e1x", "")


def test_a_case_keeps_its_id_while_it_grows() -> None:
    def told(turns: int) -> str:
        story = Story()
        for number in range(turns):
            story.attempt("eve", 5 + number * HOUR, f"card{number}", code="lost_or_stolen", bin_country="BR")
        return str(about(story.cases(), "card_testing")["case_id"])

    assert told(8) == told(20)


@pytest.mark.parametrize("text", ["", "0/1000", "2", "-1/10", "two in a thousand", "1/0"])
def test_what_is_no_share_is_no_budget(text: str) -> None:
    with pytest.raises(InputError, match="is no budget"):
        Budget.parse(text)


def test_a_budget_leaves_out_the_case_that_would_break_it() -> None:
    story = Story()
    for number in range(8):
        story.account(f"kid{number}", age="13-15")
        story.buy(f"kid{number}", 5 + number, 1400)
    everything = story.cases()
    people = len({row["account_id"] for row in story.events} | story.accounts.keys())
    some = story.cases(budget=Budget(Fraction(3, people)))
    assert len(everything) == 8
    assert [case["case_id"] for case in some] == [case["case_id"] for case in everything][:3]


def test_a_threshold_that_a_file_lacks_is_named() -> None:
    detector = DetectorSettings("card_testing", "t", "s.", {}, (), (), (), {"known": 3}, {}, {})
    assert detector.fill("SELECT ${known}") == "SELECT 3"
    with pytest.raises(ConfigurationError, match="unknown"):
        detector.fill("SELECT ${unknown}")
    assert literal("it's") == "'it''s'"


PLANTED = [
    {"typology": "bot_farm", "difficulty": "easy", "account_ids": ["a", "b"], "usd_loss": 10.0},
    {"typology": "minor_spend", "difficulty": "hard", "account_ids": ["c"], "usd_loss": 30.0},
]


def test_a_planted_case_is_found_by_half_of_its_accounts() -> None:
    cases = [{"typology": "bot_farm", "account_ids": ["a", "x"], "score": 2.0}]
    result = agreement(PLANTED, cases, 1000, None)
    assert (result.recall, result.named, result.account_precision, result.money) == (0.5, 1.0, 0.5, 0.25)
    assert result.recall_by_difficulty == {"easy": 1.0, "hard": 0.0}


def test_average_precision_counts_the_silent_accounts_as_tied_last() -> None:
    scores = account_scores([{"account_ids": ["a", "x"], "score": 2.0}, {"account_ids": ["b"], "score": 3.0}])
    assert average_precision(["a", "b"], scores, 1000) == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert average_precision(["z"], scores, 1000) == pytest.approx(1 / 1000)
