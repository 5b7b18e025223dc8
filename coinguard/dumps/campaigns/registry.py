"""Ids that stay: which campaign an indicator was seen in first, remembered from one dump to the next."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from coinguard.dumps.campaigns.campaign import Campaign
from coinguard.dumps.context.indicators import Indicator
from coinguard.dumps.outputs import OutputFile
from coinguard.errors import ConfigurationError

FILE: Final = "registry.json"
_FORMAT: Final = 1


@dataclass
class Registry:
    """Known campaigns by their indicators; the file ``registry.json`` of a folder of campaigns.

    A campaign that carries known indicators keeps the id they were seen under first. One that carries those of several is a
    merger: the oldest id stays, the others become names of it. When what was one campaign turns out to be several, the one with
    the founder keeps the id, or the largest, and the others say what they split from.
    """

    owners: dict[str, str] = field(default_factory=dict)
    """Indicator (``kind:value``) to the id of its campaign."""
    since: dict[str, int] = field(default_factory=dict)
    """Id to its age: a number that grows with each new campaign."""
    founders: dict[str, str] = field(default_factory=dict)
    """Id to its founder."""
    aliases: dict[str, str] = field(default_factory=dict)
    """An id that was merged to the one it is known by now."""

    @classmethod
    def read(cls, folder: Path | None) -> Registry:
        """Read the registry of a folder; an empty one where there is none.

        Raises
        ------
        ConfigurationError
            The file is there and is no registry.
        """
        path = folder / FILE if folder is not None else None
        if path is None or not path.exists():
            return cls()
        try:
            content = json.loads(path.read_text("utf-8"))
            if content["format"] != _FORMAT:
                raise ValueError(f"its format is {content['format']}")
            parts = {name: dict(content[name]) for name in ("owners", "since", "founders", "aliases")}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConfigurationError(
                f"the registry of campaigns cannot be read ({error})",
                where=str(path),
                hint="Restore it, or delete it to number campaigns anew",
            ) from error
        return cls(**parts)

    def named(self, campaigns: Sequence[Campaign]) -> list[Campaign]:
        """Return the campaigns in their order, each under the id it is known by, and remember them all."""
        claims: dict[str, list[int]] = defaultdict(list)
        known: list[list[str]] = []
        for number, campaign in enumerate(campaigns):
            ids = {self._current(self.owners[key]) for key in _keys(campaign) if key in self.owners}
            known.append(sorted(ids, key=lambda one: (self.since[one], one)))
            if known[-1]:
                claims[known[-1][0]].append(number)
        heirs = {one: self._heir(one, numbers, campaigns) for one, numbers in claims.items()}
        result = []
        for number, campaign in enumerate(campaigns):
            result.append(self._renamed(campaign, known[number], heirs, number))
        for campaign in sorted(result, key=lambda one: (one.first_seen is None, str(one.first_seen), one.id)):
            self._remember(campaign)
        return result

    def _current(self, known: str) -> str:
        while known in self.aliases:
            known = self.aliases[known]
        return known

    def _heir(self, known: str, numbers: Sequence[int], campaigns: Sequence[Campaign]) -> int:
        founder = self.founders[known]
        return min(
            numbers,
            key=lambda number: (
                founder not in _keys(campaigns[number]), -campaigns[number].messages, campaigns[number].id,
            ),
        )  # fmt: skip

    def _renamed(self, campaign: Campaign, known: Sequence[str], heirs: dict[str, int], number: int) -> Campaign:
        if not known:
            return campaign
        if heirs[known[0]] != number:
            return replace(campaign, split_from=known[0])
        for other in known[1:]:
            if other not in heirs:
                self.aliases[other] = known[0]
        merged = sorted(one for one in self.aliases if self._current(one) == known[0])
        return replace(campaign, id=known[0], merged=tuple(merged))

    def _remember(self, campaign: Campaign) -> None:
        self.since.setdefault(campaign.id, len(self.since))
        self.founders.setdefault(campaign.id, _key(campaign.founder))
        for key in _keys(campaign):
            self.owners[key] = campaign.id

    def write(self, folder: Path) -> None:
        """Write the registry into a folder; it is whole there or not at all."""
        content: dict[str, Any] = {"format": _FORMAT}
        for name in ("owners", "since", "founders", "aliases"):
            content[name] = dict(sorted(getattr(self, name).items()))
        with OutputFile(folder / FILE) as opened:
            opened.file.write(json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n")


def _key(indicator: Indicator) -> str:
    return f"{indicator.kind}:{indicator.value}"


def _keys(campaign: Campaign) -> list[str]:
    """Return what a campaign is known by: what its messages share, and its wording if that founded it."""
    shared = [_key(sighting.indicator) for sighting in campaign.indicators]
    return [*shared, _key(campaign.founder)] if campaign.founder.kind == "wording" else shared
