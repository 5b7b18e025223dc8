"""The parts of a canonical URL, by the public suffix list, hosting providers' own suffixes included."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tldextract import TLDExtract

_IPV4: Final = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|\d{8,10}", re.ASCII)
_CACHED: Final = 65_536


@dataclass(frozen=True, slots=True)
class LinkParts:
    """What a canonical URL is made of. Absent parts are empty."""

    host: str
    """The whole host, as in the URL."""
    subdomain: str
    """What stands before the registrable domain, without the dot between."""
    registrable_domain: str
    """What somebody registered or was given: ``coins.top``, ``freecoins.pages.dev``; empty for addresses and bare suffixes."""
    public_suffix: str
    """The suffix under which names are registered or given: ``top``, ``co.uk``, ``pages.dev``; empty if it is unknown."""
    private_suffix: bool
    """True if that suffix belongs to a company (``pages.dev``), not to a registry."""
    path: str
    """The path with its leading slash."""
    query: str
    """The query without its question mark."""
    is_ip: bool
    """True if the host is an address."""
    punycode_decoded: str
    """The host with its ``xn--`` labels as the letters they stand for."""


@lru_cache(maxsize=1)
def _extractor() -> TLDExtract:
    """Return the splitter over tldextract's own snapshot, which never asks the network."""
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _decoded(label: str) -> str:
    """Return an ``xn--`` label as the letters it stands for; any other, or a broken one, as it is."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, OverflowError, ValueError):
        return label


@lru_cache(maxsize=_CACHED)
def _host_parts(host: str) -> tuple[str, str, str, bool, bool, str]:
    """Return subdomain, registrable domain, suffix, whether it is private, whether it is an address, decoded host."""
    if host.startswith("[") or _IPV4.fullmatch(host):
        return "", "", "", False, True, host
    found = _extractor().extract_str(host)
    domain = f"{found.domain}.{found.suffix}" if found.domain and found.suffix else ""
    decoded = ".".join(_decoded(label) for label in host.split("."))
    return found.subdomain, domain, found.suffix, found.is_private, False, decoded


def parts(canonical_url: str) -> LinkParts:
    """Return the parts of a canonical URL, as :func:`coinguard.links.canonical.canonicalise` gives it."""
    address, _, query = canonical_url.partition("?")
    host, slash, path = address.partition("/")
    subdomain, domain, suffix, private, is_ip, decoded = _host_parts(host)
    return LinkParts(host, subdomain, domain, suffix, private, slash + path, query, is_ip, decoded)
