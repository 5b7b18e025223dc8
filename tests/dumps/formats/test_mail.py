"""Mails and their HTML: what the author wrote, and what others did."""

from __future__ import annotations

import time

import pytest

from coinguard.dumps.formats.mail import row_of
from coinguard.dumps.formats.markup import parts_of_html, text_of_html
from tests.dumps.formats.exports import Result

FORWARD = "---------- Forwarded message ---------\nFrom: x\nfree coins"
HEAD = b"From: Dee <dee@home.example>\nTo: x@home.example\nSubject: s\nDate: Fri, 20 Nov 2026 18:00:00 +0000\n"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("a &amp; b", "a & b"),
        ("a<br>b<p>c</p>d", "a\nb\nc\nd"),
        ('<a href="https://x.site/a">https://x.site/a/</a>', "https://x.site/a/"),
        ('<a href="https://x.site"><b>tik</b>tok.com</a>', "[tiktok.com](https://x.site)"),
        ('<a href="https://x.site"><img src="i" alt="Claim"></a>', "[Claim](https://x.site)"),
        ('<a href="https://x.site"></a>', "https://x.site"),
        ("<script>x</script><style>y</style><!-- z -->seen", "seen"),
        ('<div style="DISPLAY : none">hidden</div>seen', "seen"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1\n2"),
        ("  spaces \n and\ttabs ", "  spaces \n and\ttabs "),
        ("<p>  spaces \n and\ttabs </p>", "spaces and tabs"),
        ("2 <3 <b>un<i>closed", "2 <3 unclosed"),
    ],
)
def test_html_is_the_text_a_reader_sees_and_where_its_links_lead(html: str, text: str) -> None:
    assert text_of_html(html) == text


def test_what_mail_programs_quote_is_apart() -> None:
    html = (
        '<div>mine</div><div class="gmail_quote">On Friday Dee wrote:'
        "<blockquote>hers<blockquote>older</blockquote></blockquote></div>after"
    )
    parts = parts_of_html(html)
    assert (parts.own, parts.quoted) == ("mine\nafter", "On Friday Dee wrote:\nhers\nolder")


@pytest.mark.parametrize(
    "tag", ["<div>", "<div><b>", "<p><b a={}>", '<p><b a="<{}">', "<table><tr><td>", "<a href={}>", "<b", "<!--"]
)
def test_html_nested_without_end_takes_no_time(tag: str) -> None:
    html = "".join(tag.format(number) for number in range(20_000))
    started = time.process_time()
    text = parts_of_html(html + "deep").own
    assert time.process_time() - started < 10
    assert "deep" in text or tag in ("<b", "<!--")


@pytest.mark.parametrize(
    ("body", "own", "quoted", "forwarded"),
    [
        (b"hi\n> old\n>> older\nbye", "s\nhi\nbye", "old\nolder", None),
        (b"hi\n\nOn Fri, Dee <d@e> wrote:\n> old", "s\nhi", "old", None),
        (b"hi\n\nAm Fr schrieb Dee:\n> alt", "s\nhi", "alt", None),
        (b"hi\n\n-----Original Message-----\nFrom: x\nold", "s\nhi", "-----Original Message-----\nFrom: x\nold", None),
        (
            b"look\n\n" + FORWARD.encode(),
            "s\nlook",
            None,
            FORWARD,
        ),
    ],
)
def test_quotes_and_forwards_in_plain_text_are_apart(
    body: bytes, own: str, quoted: str | None, forwarded: str | None
) -> None:
    row = row_of(HEAD + b"\n" + body)
    assert (row.text, row.quoted, row.forwarded) == (own, quoted, forwarded)


def test_plain_text_that_says_something_else_than_the_html_counts_too() -> None:
    body = (
        b"Content-Type: multipart/alternative; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\nclaim coins at gera-moedas-br.site\n"
        b"--b\nContent-Type: text/html\n\n<p>Nice weather</p>\n--b--\n"
    )
    assert row_of(HEAD + body).text == "s\nNice weather\nclaim coins at gera-moedas-br.site"


def test_an_attached_mail_is_forwarded() -> None:
    body = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nsee\n--b\n"
        b"Content-Type: message/rfc822\n\nSubject: inner\n\nfree coins\n--b--\n"
    )
    row = row_of(HEAD + body)
    assert (row.text, row.forwarded) == ("s\nsee", "free coins")


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: text/plain; charset=no-such-set",
        b"Content-Type: text/plain; charset=idna",
        b"Content-Type: " + b";x=" * 2_000,
        b"Subject: =?utf-8?b?!!!?=",
        b"Subject: =?no-such?q?x?=",
        b"From: " + b"(" * 20_000,
        b"Date: Fri, 99 Nov 99999 99:99:99 +9999",
        b"Content-Transfer-Encoding: base64",
        b"Content-Type: multipart/mixed; boundary=",
        b"Content-Type: multipart/mixed; boundary=never-there",
        b"X-A: \xff",
    ],
)
def test_a_hostile_header_is_no_crash(header: bytes) -> None:
    started = time.process_time()
    row = row_of(header + b"\n" + HEAD + b"\nfree \xff coins\n")
    assert row.author_handle is not None or header.startswith(b"From")
    assert time.process_time() - started < 5


def test_a_mail_of_parts_within_parts_without_end_is_set_aside() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2_000))
    mbox = (
        b"From a Fri Nov 20 18:00:00 2026\n"
        + HEAD
        + deep
        + b"\nx\n\nFrom b Fri Nov 20 18:00:00 2026\n"
        + HEAD
        + b"\nok\n"
    )
    result = Result(mbox)
    assert [message["text"] for message in result.messages][-1] == "s\nok"
    assert len(result.messages) + len(result.rejects) == 2


def test_a_single_mail_is_read_too() -> None:
    result = Result(HEAD + b"Message-ID: <1@x>\n\nFrom the start\n")
    assert [message["text"] for message in result.messages] == ["s\nFrom the start"]
