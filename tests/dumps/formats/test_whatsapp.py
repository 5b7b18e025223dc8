"""WhatsApp chats, line by line."""

from __future__ import annotations

import pytest

from coinguard.dumps.formats.whatsapp import chat_name
from coinguard.dumps.rows import Bounds
from tests.dumps.formats.exports import Message, Result


def read(*lines: str, kind: str | None = None, **how: object) -> list[Message]:
    return Result("\n".join(lines).encode(), kind=kind, **how).messages


@pytest.mark.parametrize(
    ("line", "author", "text"),
    [
        ("20/11/2026, 18:01 - Dee: hi: there", "Dee", "hi: there"),
        ("20/11/2026, 18:01 - Dee:", "Dee", ""),
        ("20/11/2026 18:01 – Dee: hi", "Dee", "hi"),
        ("[20.11.26, 18:01:02] Dee: hi", "Dee", "hi"),
        ("\u200e[20.11.26, 18:01:02] Dee: \u200eimage omitted", "Dee", "image omitted"),
        ("[20/11/26 6:01:02 p. m.] ~ Dee: hi", "Dee", "hi"),
        ("20/11/2026, 18:01 - \u202a+49 170 1234567\u202c: hi", "+49 170 1234567", "hi"),
        ("20/11/2026, 18:01 - Dee: https://luna-coin-party.site", "Dee", "https://luna-coin-party.site"),
        ("20/11/2026, 18:01 - Dee: free coins <This message was edited>", "Dee", "free coins"),
        ("20/11/2026, 18:01 - Dee: buy coins <dm me>", "Dee", "buy coins <dm me>"),
        (
            "20/11/2026, 18:01 - Dee joined using this group's invite link",
            None,
            "Dee joined using this group's invite link",
        ),
        ('20/11/2026, 18:01 - Dee renamed "a: b" to "c"', None, 'Dee renamed "a: b" to "c"'),
    ],
)
def test_a_line_is_a_time_an_author_and_a_text(line: str, author: str | None, text: str) -> None:
    (message,) = read(line)
    assert (message.get("author_name"), message["text"]) == (author, text)
    assert message["ts"].startswith("2026-11-20T18:01")


def test_a_line_without_a_time_goes_on_with_the_message_before() -> None:
    messages = read("20/11/2026, 18:01 - Dee: a", "", "1/2 done, 10:30 - maybe", "20/11/2026, 18:02 - Sam: b")
    assert [message["text"] for message in messages] == ["a\n\n1/2 done, 10:30 - maybe", "b"]


def test_lines_before_the_first_message_and_messages_without_end_are_set_aside() -> None:
    lines = ["hello", "20/11/2026, 18:01 - Dee: a", *["more and more"] * 200, "20/11/2026, 18:02 - Sam: b"]
    result = Result("\n".join(lines).encode(), kind="whatsapp", bounds=Bounds(10, 64, 1_000))
    assert [message["text"] for message in result.messages] == ["b"]
    assert [(reject.line, reject.problem) for reject in result.rejects] == [
        (1, "stands before the first message"),
        (2, "longer than 1,000 bytes"),
    ]


def test_a_chat_in_another_encoding_is_read() -> None:
    text = "20/11/2026, 18:01 - Zoë: ça va?\n20/11/2026, 18:02 - Sam: ñandú\n"
    for encoding in ("utf-16", "utf-8-sig", "cp1252"):
        messages = Result(text.encode(encoding), kind="whatsapp").messages
        assert [message["text"] for message in messages] == ["ça va?", "ñandú"]


def test_plain_notes_with_a_time_in_them_are_no_chat() -> None:
    from coinguard.dumps.formats.known import known_format
    from coinguard.dumps.formats.shape import Head

    assert known_format(Head(b"20/11/2026, 18:01 - note\n" + b"free coins\n" * 20)) is None


@pytest.mark.parametrize(
    ("name", "chat"),
    [
        ("-", None),
        ("x/WhatsApp Chat with Dee.txt", "Dee"),
        ("WhatsApp Chat - Luna Coins.zip/_chat.txt", "Luna Coins"),
        ("Chat de WhatsApp con Ana.txt.gz", "Ana"),
        ("_chat.txt", None),
    ],
)
def test_the_channel_is_what_the_file_is_called(name: str, chat: str | None) -> None:
    assert chat_name(name) == chat
