"""What the detectors are set to: one TOML file a typology, with its thresholds, its points, its sentence and its alert rates."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Any, Final

from coinguard.errors import ConfigurationError
from coinguard.resources import asset

TYPOLOGIES: Final = (
    "card_testing",
    "many_instruments",
    "purchase_burst",
    "reseller_funding",
    "regional_arbitrage",
    "off_price_resale",
    "refund_abuse",
    "account_takeover",
    "gift_funnel",
    "circular_gifting",
    "quick_cashout",
    "payout_structuring",
    "bot_farm",
    "minor_spend",
    "promo_abuse",
)

_KEYS: Final = frozenset(
    (
        "title",
        "sentence",
        "variants",
        "welfare",
        "needs",
        "uses",
        "features",
        "thresholds",
        "points",
        "saturation",
        "look_alikes",
        "benign",
    )
)

Threshold = int | float | str | list[str]


@dataclass(frozen=True)
class DetectorSettings:
    """One typology as its file describes it."""

    typology: str
    title: str
    """What the pattern is called in a report."""
    sentence: str
    """What is said of a finding; names in braces are figures of the finding."""
    variants: Mapping[str, str]
    """Sentences for findings of another shape, by the finding's figure ``variant``."""
    needs: tuple[str, ...]
    """Canonical columns and tables without which the detector does not run."""
    uses: tuple[str, ...]
    """Canonical columns and tables without which it runs but sees less."""
    features: tuple[str, ...]
    """Feature tables it reads."""
    values: Mapping[str, Threshold]
    """Thresholds, points and saturations by name, as the detector's SQL refers to them."""
    look_alikes: Mapping[str, str]
    """Honest patterns that look like it, and what lowers or removes it then."""
    benign: Mapping[str, Any]
    """Its measured alert rate on benign data."""
    welfare: bool = False
    """Whether it is a matter of care for a person rather than of fraud."""

    def fill(self, sql: str) -> str:
        """Return a detector's SQL with its thresholds and points put in.

        Raises
        ------
        ConfigurationError
            The SQL names one that the file lacks.
        """
        return fill(sql, self.values, f"data/typologies/{self.typology}.toml")


@dataclass(frozen=True)
class Combination:
    """How findings become cases (``combination.toml``)."""

    floor: float
    """Findings with fewer points are dropped."""
    least_score: float
    """Cases with a lower score are not listed."""
    firm: float
    """Findings of at least so many points pull all their accounts into a common case."""
    rest: float
    """Share of the points of every further finding and typology that is added to the strongest."""
    most: float
    """What further findings of the same typology can add at most."""
    hub_accounts: int
    """An entity with more accounts than this links nothing."""
    severity: Mapping[str, float]
    """Scores from which a case is medium, high or critical."""


@dataclass(frozen=True)
class Settings:
    """What every detector is set to, and how findings become cases."""

    detectors: Mapping[str, DetectorSettings]
    combination: Combination
    features: Mapping[str, Threshold]
    """What the feature tables are set to (``features.toml``)."""
    version: str
    """A hash of every file read, so that a case list can say what it was made with."""

    @classmethod
    def load(cls, folder: Path | None = None) -> Settings:
        """Read a folder of typology files, by default the shipped one.

        Raises
        ------
        ConfigurationError
            A file is missing or wrong; the message says which.
        """
        place = asset("data", "typologies") if folder is None else Path(folder)
        digest = hashlib.sha256()
        detectors = {}
        for typology in TYPOLOGIES:
            content, raw = _read(place / f"{typology}.toml")
            digest.update(raw)
            detectors[typology] = _detector(typology, content, place / f"{typology}.toml")
        combination, raw = _read(place / "combination.toml")
        digest.update(raw)
        combined = _combination(combination, place / "combination.toml")
        features, raw = _read(place / "features.toml")
        digest.update(raw)
        return cls(detectors, combined, _values(features, place / "features.toml"), digest.hexdigest()[:12])


def fill(sql: str, values: Mapping[str, Threshold], where: str) -> str:
    """Return SQL with named values put in where it says ``${name}``.

    Raises
    ------
    ConfigurationError
        The SQL names one that is not among them.
    """
    try:
        return Template(sql).substitute({name: literal(value) for name, value in values.items()})
    except KeyError as missing:
        raise ConfigurationError(f"{missing.args[0]} is used, but not set", where=where) from None


@lru_cache(maxsize=1)
def shipped_features() -> Mapping[str, Threshold]:
    """Return what the feature tables are set to by the shipped ``features.toml``."""
    path = asset("data", "typologies") / "features.toml"
    return _values(_read(path)[0], path)


def literal(value: Threshold) -> str:
    """Return a threshold as an SQL literal.

    >>> literal(3), literal(0.5), literal(["a", "it's"])
    ('3', '0.5', "'a', 'it''s'")
    """
    if isinstance(value, list):
        return ", ".join(literal(item) for item in value)
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value)


def _read(path: Path) -> tuple[dict[str, Any], bytes]:
    try:
        raw = path.read_bytes()
        return tomllib.loads(raw.decode("utf-8")), raw
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as failure:
        raise ConfigurationError(f"the typology file cannot be read ({failure})", where=str(path)) from failure


def _detector(typology: str, content: Mapping[str, Any], path: Path) -> DetectorSettings:
    unknown = sorted(set(content) - _KEYS)
    if unknown:
        raise ConfigurationError(
            f"{unknown[0]!r} is not part of a typology file",
            where=str(path),
            hint=f"It may hold {', '.join(sorted(_KEYS))}",
        )
    for key in ("title", "sentence", "needs", "features"):
        if key not in content:
            raise ConfigurationError(f"it has no {key}", where=str(path))
    values: dict[str, Threshold] = {}
    for group in ("thresholds", "points", "saturation"):
        values |= _values(content.get(group, {}), path)
    return DetectorSettings(
        typology,
        content["title"],
        content["sentence"],
        content.get("variants", {}),
        tuple(content["needs"]),
        tuple(content.get("uses", ())),
        tuple(content["features"]),
        values,
        content.get("look_alikes", {}),
        content.get("benign", {}),
        bool(content.get("welfare", False)),
    )


def _values(content: Mapping[str, Any], path: Path) -> dict[str, Threshold]:
    for name, value in content.items():
        if isinstance(value, bool) or not isinstance(value, int | float | str | list):
            raise ConfigurationError(
                f"{name} is {value!r}", where=str(path), hint="Write a number, a text or a list of texts"
            )
    return dict(content)


def _combination(content: Mapping[str, Any], path: Path) -> Combination:
    names = [field.name for field in fields(Combination)]
    if sorted(content) != sorted(names):
        odd = min(set(content) ^ set(names))
        raise ConfigurationError(
            f"{odd!r} is missing or not part of it", where=str(path), hint=f"It holds {', '.join(names)}"
        )
    return Combination(**content)
