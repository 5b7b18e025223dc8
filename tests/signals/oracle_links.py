"""How the oracle reads links that are contacts, and e-mail addresses with their signs written out."""

from __future__ import annotations

import re

from coinguard.links.find import Link
from tests.signals.oracle_words import lexicon

CLOSERS = {"(": ")", "[": "]", "{": "}"}


def local_before(text: str, link: Link) -> int:
    """Where the local part of ``name[at]host`` ends, -1 for none."""
    before = text[: link.start]
    if (wrapped := re.search(r" ?([(\[{])[aA][tT]([)\]}]) ?\Z", before)) and CLOSERS[wrapped[1]] == wrapped[2]:
        return wrapped.start()
    if signed := re.search(r" @ \Z", before):
        return signed.start()
    spoken = re.search(r" [aA][tT] \Z", before)
    return spoken.start() if spoken and {"defanged", "split"} & set(link.flags) else -1


def contact_link(url: str) -> tuple[str, str, bool] | None:
    """The service of a canonical link, what it names there, and whether that is an invitation; none for no contact."""
    hosts, services = lexicon().hosts, lexicon().services
    path = url.split("?")[0]
    parts = path.split("/")
    addresses = ["/".join(parts[:size]) for size in range(1, min(4, len(parts)) + 1)]
    known = [address for address in addresses if address in hosts]
    if not known:
        return None
    service, form = hosts[known[-1]]
    rest = url[len(known[-1]) :]
    if form == "query":
        query = re.search("phone=([^&]*)", rest[1:]) if rest else None
        digits = number_in(query[1]) if query else ""
        return (service, digits, False) if digits else None
    part = re.split("[/?]", rest[1:])[0]
    if form == "none" or not rest.startswith("/") or not part:
        return None
    if (form == "number" or (form == "name" and part[0] == "+")) and (digits := number_in(part)):
        return service, digits, False
    if (form == "invite" and part[0] not in "~@") or (form == "name" and part[0] == "+"):
        code = part[1:] if part[0] == "+" else part
        if not re.fullmatch(r"[0-9A-Za-z_.~-]{3,64}", code):
            return None
        return service, ("+" if services[service]["kind"] == "telegram" else "") + code, True
    if form not in ("name", "invite"):
        return None
    name = part[1:] if part[0] in "@~" else part
    if services[service]["kind"] == "telegram":
        name = name.split(".")[0]
    bare = name[1:] if part[0] == "$" else name
    least = services[service].get("least", 3)
    named = re.fullmatch(r"[0-9A-Za-z_.-]*", bare) and re.search("[A-Za-z_]", bare) and least <= len(bare) <= 32
    return (service, name.lower(), False) if named else None


def number_in(part: str) -> str:
    """The digits of a telephone number, in international form unless they start with a trunk prefix; nothing for none."""
    if len(part) > 3 and part[:3].lower() == "%2b":
        part = part[3:]
    if part[:1] in ("+", " "):
        part = part[1:]
    if not re.fullmatch("[0-9]{8,15}", part):
        return ""
    return part if part[0] == "0" else "+" + part
