"""HTML as the text a reader sees, with where its links lead."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from coinguard.dumps.formats.messages import link_text

_UNSEEN: Final = frozenset(("head", "noscript", "script", "style", "template", "title"))
_BLOCK: Final = re.compile(
    "address|article|aside|blockquote|body|br|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|"
    "section|table|tbody|td|tfoot|th|thead|tr|ul"
)
"""Elements that begin and end a line."""

_FORMATTING: Final = "b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
"""Elements that change how text looks. Where they overlap, HTML opens each of them again in every block that follows."""

_PLAIN_FORMATTING: Final = re.compile(rf"</?(?:{_FORMATTING})(?:[\s/][^<>]*)?>", re.IGNORECASE)
_ANY_FORMATTING: Final = re.compile(rf"<(?:{_FORMATTING})[\s/>]", re.IGNORECASE)
_ANY_TAG: Final = re.compile(r"<[^<>]*>")
_MOST_FORMATTING: Final = 200
"""Such tags, written so that they are not taken out beforehand, that are left to the parser; their cost grows by the square."""

_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_QUOTE_CLASSES: Final = frozenset(
    ("gmail_quote", "gmail_quote_container", "moz-cite-prefix", "protonmail_quote", "yahoo_quoted")
)
_QUOTE_IDS: Final = frozenset(("appendonsend", "divRplyFwdMsg", "reply-intro"))


@dataclass(slots=True)
class HtmlText:
    """The text of an HTML document."""

    own: str = ""
    quoted: str = ""
    """What mail programs mark as taken from another message."""


def text_of_html(html: str) -> str:
    r"""Return the text of a piece of HTML, a line for each block, links as ``[shown](target)``.

    >>> text_of_html('Free coins <a href="http://scam.example">here</a>&#33;<br>now')
    'Free coins [here](http://scam.example)!\nnow'
    """
    return parts_of_html(html).own if "<" in html or "&" in html else html


def parts_of_html(html: str) -> HtmlText:
    """Return the text of a mail's HTML, what it quotes apart."""
    from selectolax.lexbor import LexborHTMLParser

    html = _PLAIN_FORMATTING.sub("", html)
    if len(_ANY_FORMATTING.findall(html)) > _MOST_FORMATTING:
        return HtmlText(_lines([_ANY_TAG.sub("\n", html)]))
    writer = _Writer()
    node: Any = LexborHTMLParser(html).root
    depth = 0
    # By hand and not by recursion: mail nests tables in tables, and hostile mail does so without end.
    while node is not None:
        child = node.child if writer.enter(node, depth) else None
        if child is not None:
            node, depth = child, depth + 1
            continue
        while node is not None:
            writer.leave(depth)
            if node.next is not None:
                node = node.next
                break
            node, depth = node.parent, depth - 1
            if depth < 0:
                node = None
    return writer.text()


@dataclass(slots=True)
class _Writer:
    """Collects text while a document is walked."""

    _own: list[str] = field(default_factory=list)
    _quoted: list[str] = field(default_factory=list)
    _ends: list[tuple[int, Callable[[], None]]] = field(default_factory=list)
    """What is to be done when an element of a depth is left."""
    _in_quote: bool = False

    @property
    def _sink(self) -> list[str]:
        return self._quoted if self._in_quote else self._own

    def enter(self, node: Any, depth: int) -> bool:
        """Take in a node; false when what is in it is not looked at."""
        tag = node.tag
        if tag == "-text":
            self._sink.append(_SPACE.sub(" ", node.text(deep=False)))
            return False
        if not tag or tag.startswith("-") or tag in _UNSEEN:
            return bool(tag == "-document")
        attributes = node.attributes
        if _HIDDEN.search(attributes.get("style") or ""):
            return False
        if not self._in_quote and _is_quote(tag, attributes):
            self._in_quote = True
            self._ends.append((depth, self._end_quote))
        if _BLOCK.fullmatch(tag):
            self._break()
            self._ends.append((depth, self._break))
        elif tag == "a" and attributes.get("href"):
            self._begin_link(depth, attributes["href"])
        elif tag == "img":
            self._sink.append(attributes.get("alt") or "")
        return True

    def leave(self, depth: int) -> None:
        """Do what is to be done at the end of the element of this depth."""
        while self._ends and self._ends[-1][0] >= depth:
            self._ends.pop()[1]()

    def text(self) -> HtmlText:
        """Return what was collected, without spaces around lines and without empty lines."""
        return HtmlText(_lines(self._own), _lines(self._quoted))

    def _break(self) -> None:
        self._sink.append("\n")

    def _begin_link(self, depth: int, target: str) -> None:
        sink = self._sink
        start = len(sink)

        def end() -> None:
            shown = _SPACE.sub(" ", "".join(sink[start:]))
            sink[start:] = [link_text(shown, target)]

        self._ends.append((depth, end))

    def _end_quote(self) -> None:
        self._in_quote = False


def _is_quote(tag: str, attributes: dict[str, str | None]) -> bool:
    classes = (attributes.get("class") or "").split()
    return tag == "blockquote" or not _QUOTE_CLASSES.isdisjoint(classes) or attributes.get("id") in _QUOTE_IDS


def _lines(parts: list[str]) -> str:
    lines = (_SPACE.sub(" ", line).strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
