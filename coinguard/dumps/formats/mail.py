"""One e-mail: what its author wrote, what is quoted from others, and what is passed on."""

from __future__ import annotations

import contextlib
import email
import email.policy
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message as Mail
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any, Final

from coinguard.dumps.formats.markup import HtmlText, parts_of_html
from coinguard.dumps.formats.messages import Row, joined

_HEADER_CHARACTERS: Final = 8_192
"""Characters of a header that are looked at; the parsers of structured headers are slow on hostile ones."""

_SPLIT: Final = re.compile(
    r"^\s*(?P<forwarded>-{2,}\s*(?:Forwarded message|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado"
    r"|Mensagem encaminhada|Пересылаемое сообщение|Begin forwarded message)[^\n]*|Begin forwarded message:)"
    r"|^\s*(?P<original>-{2,}\s*(?:Original Message|Ursprüngliche Nachricht|Message d'origine|Mensaje original"
    r"|Mensagem original|Исходное сообщение)[^\n]*|_{20,}\s*$)",
    re.IGNORECASE | re.MULTILINE,
)
"""Lines behind which mail programs put another message."""

_ATTRIBUTION: Final = re.compile(
    r"^.{0,200}\b(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|пишет|написал\(а\))(?:\s.{0,100})?:\s*$"
)
"""The line that mail programs put before a quote."""

_LITTLE_NEW: Final = 0.1
"""Share of the plain text's words that the HTML may lack and still be the same text."""

_WORD: Final = re.compile(r"\w+")


def row_of(data: bytes) -> Row:
    """Return a mail as a message.

    Parameters
    ----------
    data
        The mail as it was sent, without the line that separates it from others.

    Raises
    ------
    RecursionError
        Its parts are nested too deeply.
    """
    mail = email.message_from_bytes(data, policy=email.policy.compat32)
    name, address = _address(_header(mail, "From"))
    own, quoted, forwarded = _body(mail)
    return Row(
        text=joined(_header(mail, "Subject"), own) or "",
        author_id=address.lower() or None,
        author_name=name or None,
        author_handle=address or None,
        ts=_time(_header(mail, "Date")),
        channel_id=_header(mail, "List-Id") or _address(_header(mail, "To"))[1] or None,
        message_id=_header(mail, "Message-ID") or None,
        reply_to=_header(mail, "In-Reply-To") or None,
        quoted=quoted or None,
        forwarded=forwarded or None,
        embeds=joined(*(_decoded(part.get_filename()) for part in mail.walk() if part.get_filename())),
    )


def _body(mail: Mail[Any, Any]) -> tuple[str, str, str]:
    """Return what the author wrote, what is quoted, and what is forwarded."""
    plain: list[str] = []
    html = HtmlText()
    attached: list[str] = []
    for part, forwarded in _parts(mail):
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html") or part.get_content_disposition() == "attachment":
            continue
        text = _content(part)
        if forwarded:
            attached.append(parts_of_html(text).own if kind == "text/html" else text.strip())
        elif kind == "text/html":
            found = parts_of_html(text)
            html = HtmlText(joined(html.own, found.own) or "", joined(html.quoted, found.quoted) or "")
        else:
            plain.append(text)
    own, quoted, passed_on = _split("\n".join(plain))
    html_own, html_quoted, html_passed_on = _split(html.own)
    if html.quoted:
        mark = _SPLIT.match(html.quoted)
        rest = html.quoted
        html_quoted, html_passed_on = (html_quoted, rest) if mark and mark["forwarded"] else (rest, html_passed_on)
    own = html_own if html_own and not _says_more(own, html_own) else joined(html_own, own) or ""
    return own, html_quoted or quoted, joined(html_passed_on or passed_on, *attached) or ""


def _parts(mail: Mail[Any, Any]) -> Iterator[tuple[Mail[Any, Any], bool]]:
    """Yield the parts of a mail, and whether each belongs to a mail that is attached."""
    stack: list[tuple[Mail[Any, Any], bool]] = [(mail, False)]
    while stack:
        part, forwarded = stack.pop()
        if part.is_multipart():
            inner = forwarded or part.get_content_type() == "message/rfc822"
            children: Any = part.get_payload()
            stack.extend((child, inner) for child in reversed(children))
        else:
            yield part, forwarded


def _content(part: Mail[Any, Any]) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        text = data.decode(charset, "replace")
    except (LookupError, ValueError):
        text = data.decode("utf-8", "replace")
    return text.replace("\r\n", "\n")


def _split(text: str) -> tuple[str, str, str]:
    """Return what stands before quotes and forwards in a plain text, the quotes, and what is forwarded."""
    mark = _SPLIT.search(text)
    behind = ""
    if mark:
        text, behind = text[: mark.start()], text[mark.start() :].strip()
    own: list[str] = []
    quoted: list[str] = []
    for line in text.split("\n"):
        if line.startswith(">"):
            if own and _ATTRIBUTION.match(own[-1]):
                own.pop()
            quoted.append(line.lstrip("> "))
        else:
            own.append(line.rstrip())
    if mark and mark["original"]:
        quoted.append(behind)
        behind = ""
    return "\n".join(own).strip(), "\n".join(quoted).strip(), behind


def _says_more(plain: str, html: str) -> bool:
    """Tell whether a mail's plain text has words that its HTML lacks: the two need not say the same."""
    words = set(_WORD.findall(plain.lower()))
    return len(words - set(_WORD.findall(html.lower()))) > _LITTLE_NEW * len(words)


def _header(mail: Mail[Any, Any], name: str) -> str:
    """Return a header as text on one line, an empty one when there is none."""
    return _decoded(mail.get(name))


def _address(value: str) -> tuple[str, str]:
    """Return name and address of a header that names somebody, empty ones when it is not to be understood."""
    try:
        return parseaddr(value)
    except RecursionError:
        return "", ""


def _decoded(value: Any) -> str:
    text = str(value or "")[:_HEADER_CHARACTERS]
    # What cannot be decoded is shown as it stands.
    with contextlib.suppress(HeaderParseError, LookupError, ValueError):
        text = str(make_header(decode_header(text)))
    return " ".join(text.encode("utf-8", "replace").decode().split())


def _time(value: str) -> str | None:
    try:
        time = parsedate_to_datetime(value)
        utc: datetime = time.astimezone(UTC) if time.tzinfo else time
    except (ValueError, TypeError, OverflowError):
        return None
    known = time.tzinfo is not None or value.rstrip().endswith("-0000")
    return utc.replace(tzinfo=None).isoformat() + ("Z" if known else "")
