"""The domains of campaigns as a hosts file: what resolvers and ad blockers read."""

from __future__ import annotations

from collections.abc import Sequence

from coinguard.dumps.campaigns.campaign import Campaign


def domains(campaigns: Sequence[Campaign]) -> list[str]:
    """Return the domains of campaigns with a message of the level ``scam``, the most seen first."""
    seen: dict[str, int] = {}
    for campaign in campaigns:
        for sighting in campaign.indicators if campaign.levels["scam"] else ():
            if sighting.indicator.kind == "domain":
                value = sighting.indicator.value
                seen[value] = seen.get(value, 0) + sighting.messages
    return sorted(seen, key=lambda domain: (-seen[domain], domain))


def to_hosts(campaigns: Sequence[Campaign]) -> str:
    """Return a hosts file that leads the domains nowhere; addresses cannot stand in one and are left out."""
    names = [domain for domain in domains(campaigns) if not _is_address(domain)]
    lines = [f"0.0.0.0 {host}" for name in names for host in (name, f"www.{name}")]
    head = [
        "# Domains of scam campaigns, the most seen first. Look through them before you block them.",
        "# A hosts file has no wildcards: other subdomains need a resolver that blocks whole domains.",
    ]
    return "\n".join([*head, *lines]) + "\n"


def _is_address(domain: str) -> bool:
    return domain.startswith("[") or domain.replace(".", "").isdigit()
