"""How each table of the evaluation is printed: its columns, and what is said above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from coinguard.training.metrics import Rate
from coinguard.training.scorer import Figure

_MISSING: Final = "–"


def percent(value: Figure) -> str:
    """Return a share in percent, with its interval where it has one."""
    if isinstance(value, Rate):
        if value.value is None or value.low is None or value.high is None:
            return _MISSING
        return f"{share(value.value)} ({share(value.low)} to {share(value.high)})"
    return share(value) if isinstance(value, int | float) else _MISSING


def share(value: float) -> str:
    """Return a share in percent, with the digits that its size needs: false-positive rates are set below 1%."""
    digits = 1 if value == 0 or value >= 0.01 else 2 if value >= 0.001 else 3
    return f"{100 * value:.{digits}f}%"


def per_100_000(value: Figure) -> str:
    """Return a share as a count of 100,000, with its interval."""
    if not isinstance(value, Rate) or value.value is None or value.low is None or value.high is None:
        return _MISSING
    return f"{1e5 * value.value:,.0f} ({1e5 * value.low:,.0f} to {1e5 * value.high:,.0f})"


def number(value: Figure) -> str:
    """Return a count, a number with two decimals, a name, or a mark for true."""
    if value is None:
        return _MISSING
    if isinstance(value, bool):
        return "yes" if value else ""
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


@dataclass(frozen=True)
class Table:
    """How one table of the evaluation is printed."""

    key: str
    """Name of the table in the evaluation."""
    title: str
    """Heading above it."""
    says: str
    """What a reader must know to read it."""
    about: tuple[tuple[str, str], ...]
    """Columns that say what a row is about: key and heading."""
    figures: tuple[tuple[str, str, Callable[[Figure], str]], ...]
    """Columns of figures, one for each scorer: key, heading and how it is written."""


_ROWS: Final = (("rows", "rows"), ("campaigns", "campaigns"), ("evaluation_only", "not learnable"))
_LEVELS: Final = (("review", "review or above", percent), ("scam", "scam", percent))

TABLES: Final = (
    Table(
        "false_alarms",
        "Ordinary chat that is flagged",
        "Per 100,000 messages. *Confirmed* counts the rows that somebody read again and found harmless; the others "
        "carry a label that was assumed from their source, and some of them may be lures.",
        (("cut", "by"), ("name", "of"), *_ROWS),
        (
            ("review", "review or above", per_100_000),
            ("scam", "scam", per_100_000),
            ("confirmed_review", "confirmed, review or above", per_100_000),
            ("confirmed_scam", "confirmed, scam", per_100_000),
        ),
    ),
    Table(
        "hard_negatives",
        "Messages that look like lures and are not",
        "*topic*: people who ask, price, beg, complain or warn about coins. *notices*: honest SMS of banks, carriers "
        "and friends. *promotion*: unwanted advertising, which is not the target; its rate is told, not judged.",
        (("cut", "sort"), ("name", "corpus"), *_ROWS),
        _LEVELS,
    ),
    Table(
        "recall",
        "Scams that are caught, rows",
        "At thresholds that flag 1%, 0.1% and 0.01% of the held-out ordinary chat, and at each one's own levels, "
        "which were set on other rows. *landing_page_line* are lines of fake pages, not messages; *other_lure* are "
        "neighbours of the target.",
        (("lure", "lure"), ("name", "corpus"), *_ROWS),
        (
            ("at_0.01", "at 1%", percent),
            ("at_0.001", "at 0.1%", percent),
            ("at_0.0001", "at 0.01%", percent),
            *_LEVELS,
        ),
    ),
    Table(
        "recall",
        "Scams that are caught, campaigns",
        "The mean over campaigns of the share of their rows caught, so that no campaign counts for more than another.",
        (("lure", "lure"), ("name", "corpus"), *_ROWS),
        (
            ("campaigns_at_0.01", "at 1%", percent),
            ("campaigns_at_0.001", "at 0.1%", percent),
            ("campaigns_at_0.0001", "at 0.01%", percent),
            ("campaigns_review", "review or above", percent),
            ("campaigns_scam", "scam", percent),
        ),
    ),
    Table(
        "precision",
        "What a level is worth",
        "*At the base rate*: the share of coin lures among what gets exactly this level, in traffic of coin lures and "
        "ordinary chat. *As sampled*: the share of scams, neighbours included, among all held-out rows that got it; it "
        "depends on how the corpora were mixed. The counts behind it follow.",
        (("level", "level"),),
        (
            ("at_base_rate", "at the base rate", percent),
            ("as_sampled", "as sampled", percent),
            ("flagged_coin_lure", "coin lures", number),
            ("flagged_other_lure", "other lures", number),
            ("flagged_spam", "promotion", number),
            ("flagged_ham", "honest", number),
        ),
    ),
    Table(
        "calibration",
        "Calibration",
        "The line that would calibrate the stated probabilities at the base rate: slope 1 and intercept 0 need no "
        "change, a slope below 1 is too sure of itself. The baseline was never calibrated.",
        (("against", "coin lures against"), ("rows", "rows")),
        (("slope", "slope", number), ("intercept", "intercept", number)),
    ),
    Table(
        "evasion",
        "Disguises",
        "*Hidden*: of the coin lures caught undisguised, the share that is no longer caught in disguise; first where "
        "each scorer flags 0.1% of held-out ordinary chat, then at its own review level. *Chat*: ordinary chat flagged "
        "in the same disguise. Held-out families never taught anything. Links stay whole in every disguise but "
        "defanged links.",
        (("disguise", "disguise"), ("family", "family"), ("held_out", "held out"), ("lures", "lures changed")),
        (
            ("hidden_equal", "hidden at 0.1%", percent),
            ("hidden_review", "hidden at review", percent),
            ("chat_equal", "chat at 0.1%", percent),
            ("chat_review", "chat at review", percent),
        ),
    ),
    Table(
        "ablation",
        "What each group of signals adds",
        "The figures with the points of one group taken off every row, nothing fitted again. Messages: coin lures caught and "
        "coin talk flagged, where 0.1% of ordinary chat is. Links: the trade's scam domains caught at 1% and 0.1% of honest "
        "domains, and at 5% of the honest hosts with the same words.",
        (("group", "left out"),),
        (
            ("lures", "lures", percent),
            ("hard_negatives", "coin talk", percent),
            ("domains", "domains at 1%", percent),
            ("domains_strict", "domains at 0.1%", percent),
            ("trade_words", "among the same words", percent),
        ),
    ),
    Table(
        "written",
        "Scams as people type them in chats, by language",
        "Sets written for coinguard, apart from the phrase packs that teach, at each one's own levels. *Links cut out*: only "
        "the wording was left.",
        (("name", "language"), ("scams", "scams"), ("honest", "honest")),
        (
            ("caught_review", "caught, review or above", percent),
            ("caught_masked", "the same, links cut out", percent),
            ("caught_scam", "caught, scam", percent),
            ("flagged_review", "honest flagged, review or above", percent),
            ("flagged_scam", "honest marked scam", percent),
        ),
    ),
    Table(
        "links",
        "Links that are caught",
        "At thresholds that flag 1% and 0.1% of the honest links of the same sort, and at each one's own levels. A "
        "keyword list decided what is *topic*, so a word list alone does well there.",
        (("kind", "sort"), ("name", "of"), ("rows", "rows"), ("honest", "honest links")),
        (("at_0.01", "at 1%", percent), ("at_0.001", "at 0.1%", percent), *_LEVELS),
    ),
    Table(
        "trade_words",
        "Links among honest hosts that carry the same words",
        "At a threshold that flags 5% of the honest hosts with words such as airdrop, claim or coins. Those hosts are "
        "few, so the threshold itself is uncertain; the intervals include that.",
        (("name", "of"), ("rows", "rows"), ("honest", "honest hosts")),
        (("at_0.05", "at 5%", percent), *_LEVELS),
    ),
    Table(
        "honest_links",
        "Honest links that are flagged",
        "At each one's own levels. Some of these lists hold a few bad addresses.",
        (("name", "of"), ("rows", "rows")),
        _LEVELS,
    ),
)
"""Every table, in the order it is printed."""
