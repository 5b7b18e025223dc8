"""ZIP archives, honest and hostile."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from contextlib import closing

import pytest

from coinguard.dumps.archives import Archive, is_safe_name
from coinguard.dumps.sources import Source
from coinguard.errors import InputError
from tests.dumps.formats.exports import Pipe, Result, data_of, expected_of

CHAT = "20/11/2026, 18:01 - Dee: free coins\n20/11/2026, 18:02 - Sam: no\n"


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def test_names_that_lead_out_of_the_archive_are_refused_and_the_rest_is_read() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    result = Result(zipped(("../../etc/cron.txt", CHAT), ("/abs.txt", CHAT), (link, "/etc/passwd"), ("chat.txt", CHAT)))
    assert [message["text"] for message in result.messages] == ["free coins", "no"]
    assert [(reject.content, reject.problem) for reject in result.rejects] == [
        ("../../etc/cron.txt", "a file of the archive is not read: its name leads out of the archive"),
        ("/abs.txt", "a file of the archive is not read: its name leads out of the archive"),
        ("link.txt", "a file of the archive is not read: a link"),
    ]


@pytest.mark.parametrize("name", ["..", "a/../../b", "/a", "c:\\windows", "a\\..\\b", "", "a:b", "a\0b"])
def test_a_hostile_name_is_not_safe(name: str) -> None:
    assert not is_safe_name(name)
    assert is_safe_name("general/2026-11-20.json")


def test_what_unpacks_to_far_more_than_text_does_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coinguard.dumps.archives._ALLOWED_BYTES", 1 << 20)
    bomb = CHAT.encode() + b"20/11/2026, 18:02 - Sam: gg\n" * 100_000
    packed = zipped(("chat.txt", bomb))
    assert len(packed) * 200 < len(bomb)
    result = Result(packed)
    assert result.broken == "in its file chat.txt, it unpacks to more than 200 times its packed size"
    assert result.messages[0]["text"] == "free coins"


def test_files_that_share_their_bytes_are_refused() -> None:
    data = bytearray(zipped(("a.txt", CHAT), ("b.txt", CHAT)))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    result = Result(bytes(data))
    assert len(result.messages) == 2
    assert [reject.problem for reject in result.rejects] == [
        "a file of the archive is not read: shares its bytes with another file"
    ]


def test_an_encrypted_file_is_named() -> None:
    data = bytearray(zipped(("secret.txt", CHAT), ("chat.txt", CHAT)))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    result = Result(bytes(data))
    assert [reject.problem for reject in result.rejects] == ["a file of the archive is not read: it is encrypted"]
    assert len(result.messages) == 2


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_without_its_end_is_read_from_its_front(compression: int) -> None:
    data = zipped(("a.txt", CHAT), ("b.txt", CHAT * 50), compression=compression)
    result = Result(data[: data.index(b"b.txt") + 40])
    assert [message["text"] for message in result.messages][:2] == ["free coins", "no"]
    assert "its table of contents, which lies at its end, is missing or damaged" in (result.broken or "")
    assert "in its file b.txt, it breaks off" in (result.broken or "")


def test_an_archive_written_to_a_pipe_and_cut_off_is_read_from_its_front() -> None:
    class Unseekable(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.data += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    out = Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name in ("a.txt", "b.txt", "c.txt"):
            archive.writestr(name, CHAT)
    data = bytes(out.data)
    assert len(Result(data).messages) == 6
    assert len(Result(data[: data.index(b"PK\x01\x02")]).messages) == 6


def test_damage_in_one_file_leaves_the_others() -> None:
    data = bytearray(zipped(("a.txt", CHAT), ("b.txt", CHAT), compression=zipfile.ZIP_STORED))
    data[data.index(b"free coins")] ^= 0x20
    result = Result(bytes(data))
    # The damage shows at the file's end, so its last message is in doubt.
    assert [message["channel_id"] for message in result.messages] == ["a", "b", "b"]
    assert result.broken == "in its file a.txt, its bytes are not those that were packed"


def test_a_line_of_an_archive_is_found_by_its_file() -> None:
    day = b'[{"type":"message","user":"U1","text":"a","ts":"1795190400.1"},\n{"type":"message",oops},\n3]'
    result = Result(zipped(("users.json", "[]"), ("general/2026-11-20.json", day)))
    assert [(reject.line, reject.problem) for reject in result.rejects] == [
        (2, "in general/2026-11-20.json: not JSON (Expecting property name enclosed in double quotes)"),
        (3, "in general/2026-11-20.json: not a message as this format writes them"),
    ]
    assert [(message["text"], message["channel_id"]) for message in result.messages] == [("a", "general")]


def test_an_export_lies_among_everything_else_in_an_archive() -> None:
    tiktok = data_of("tiktok_user_data.json")
    photo = b"\xff\xd8\xff" + bytes(99)
    result = Result(zipped(("readme.txt", "hello"), ("photo.jpg", photo), ("user_data_tiktok.json", tiktok)))
    assert result.messages == expected_of("tiktok_user_data.json")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (zipped(("[Content_Types].xml", "<x/>")), "a spreadsheet"),
        (zipped(("notes.txt", "hello")), "no messages of a format that is known"),
        (zipped(("inner.zip", zipped(("chat.txt", CHAT)))), "no messages of a format that is known"),
        (b"PK\x03\x04", "nothing of it can be read"),
    ],
)
def test_an_archive_without_messages_is_an_error(data: bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        Result(data)


def test_the_members_of_an_archive_from_a_pipe_are_inputs_of_their_own() -> None:
    with closing(Source("x.zip", Pipe(zipped(("a/b.json", json.dumps([1])))))) as whole:
        archive = Archive(whole)
        (member,) = archive.members
        with closing(archive.open(member)) as source:
            assert (source.name, source.head, source.bytes_total) == ("x.zip/a/b.json", b"[1]", None)
