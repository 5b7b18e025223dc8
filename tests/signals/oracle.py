"""A slow, plain reading of what contacts a text gives, to hold the kernel against: regular expressions over strings."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from coinguard.limits import MAX_CONTACTS_PER_TEXT
from coinguard.links.find import Link, find_links
from coinguard.links.suffixes import STRONG, WEAK, suffix_strengths
from coinguard.signals.contacts.lexicon import folded
from tests.signals import oracle_numbers as numbers
from tests.signals.oracle_links import contact_link, local_before
from tests.signals.oracle_wallets import wallet_of
from tests.signals.oracle_words import Entry, in_run, lexicon, longest, run_at, spread_at, unspaced, word_at

MARKS = ":=>→➡👉"
STOPS = ".!?…。؟।"
COMMAS = ",;،、"


@dataclass
class Found:
    kind: str
    service: str
    value: str
    start: int
    end: int


@dataclass
class Waiting:
    what: str
    start: int
    end: int
    found: Found | None
    linked: int = 0
    filled: int = 0


def small(text: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in text)


def kind_of(service: str) -> str:
    return str(lexicon().services[service]["kind"])


def takes(service: str, what: str) -> bool:
    return what in lexicon().services.get(service, {}).get("takes", ())


def least(service: str) -> int:
    return int(lexicon().services.get(service, {}).get("least", 3))


def cut(name: str, service: str) -> str:
    return name.split(".")[0] if kind_of(service) == "telegram" else name


def name_at(text: str, at: int, inner: str) -> str:
    match = re.compile(rf"[0-9A-Za-z_](?:[0-9A-Za-z_]|[.{inner}](?=[0-9A-Za-z_]))*").match(text, at)
    return match[0][:33] if match else ""


def ends_clause(text: str, end: int) -> bool:
    rest = text[end:]
    if rest and (in_run(rest[0]) or rest[0] in "@/'’"):
        return False
    if len(rest) > 1 and rest[0] == "." and in_run(rest[1]):
        return False
    return not re.match("[0-9A-Za-z_]", rest.lstrip(" "))


def code_at(text: str, at: int) -> str:
    match = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z]|-(?=[0-9A-Za-z]))*").match(text, at)
    return match[0][:17] if match else ""


def email_at(text: str, at: int) -> Found | None:
    """The e-mail address whose at sign stands at ``at``."""
    start = local_start(text, at)
    if start == at:
        return None
    weakest = WEAK if re.search("[A-Za-z]", text[start:at]) else STRONG
    body = re.compile("[0-9A-Za-z_.-]{0,96}").match(text, at + 1)
    assert body
    end = -1
    place = at + 1
    pieces = body[0].split(".")
    for number, piece in enumerate(pieces):
        unread = number == len(pieces) - 1 and len(body[0]) == 96 and at + 97 < len(text)
        if not piece or unread:
            break
        if number and 2 <= len(piece) <= 63 and 0 < suffix_strengths().get(small(piece), 0) <= weakest:
            end = place + len(piece)
        place += len(piece) + 1
    return Found("email", "email", small(text[start:end]), start, end) if end >= 0 else None


def local_start(text: str, at: int) -> int:
    match = re.search(r"[0-9A-Za-z_.+%-]{0,64}\Z", text[:at])
    assert match
    start = match.start()
    if start and (re.match("[0-9A-Za-z_.+%-]", text[start - 1]) or in_run(text[start - 1])):
        return at
    while start < at and not re.match("[0-9A-Za-z_]", text[start]):
        start += 1
    return start if start < at and re.match("[0-9A-Za-z_]", text[at - 1]) else at


class Scan:
    """One pass over a text; the fields are what is known at a place of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.links = find_links(text)
        self.found: list[Found] = []
        self.names = self.numbers = ""
        self.writes = False
        self.codes = 0
        self.last = self.filled = 0
        self.stopped = self.marked = False
        self.waiting: Waiting | None = None

    def room(self) -> bool:
        return len(self.found) < MAX_CONTACTS_PER_TEXT

    def hush(self) -> None:
        self.names = self.numbers = ""
        self.writes = False
        self.codes = 0

    def speaks(self) -> bool:
        return bool(self.names or self.numbers or self.writes or self.codes)

    def forget(self) -> None:
        self.hush()
        self.waiting = None

    def go_on(self, end: int) -> None:
        self.last, self.filled, self.stopped, self.marked = end, 0, False, False

    def fill(self, units: int) -> None:
        self.filled += units
        if self.filled > 24:
            self.hush()
        if self.waiting:
            self.waiting.filled += units
            if self.waiting.filled > 12:
                self.waiting = None

    def note(self, found: Found) -> Found | None:
        if not self.room():
            return None
        self.found.append(found)
        return found

    def note_name(self, start: int, name: str, service: str) -> Found | None:
        name = cut(name, service)
        if len(name) < least(service):
            return None
        at = start > 0 and self.text[start - 1] == "@"
        keeps = at and lexicon().services[service].get("keeps_at")
        value = ("@" if keeps else "") + small(name)
        return self.note(Found(kind_of(service), service, value, start - at, start + len(name)))

    def run(self) -> list[Found]:
        at = link = 0
        while at < len(self.text) and self.room():
            while link < len(self.links) and self.links[link].start < at:
                link += 1
            if link < len(self.links) and self.links[link].start == at:
                at, link = self.link(link)
                continue
            at = self.step(at)
        return sorted(self.found, key=lambda found: (found.start, found.end))

    def step(self, at: int) -> int:
        character = self.text[at]
        if character == "@":
            return self.at_sign(at)
        if character == "$":
            return self.dollar(at)
        if self.starts_digits(at):
            return self.digits(at)
        if in_run(character):
            return self.word(at)
        if unspaced(character):
            return self.character(at)
        self.gap(at)
        return at + 1

    def starts_digits(self, at: int) -> bool:
        if match := re.compile(f"[{numbers.DIGITS}]+").match(self.text, at):
            return not self.text[match.end() :] or not in_run(self.text[match.end()])
        return bool(re.compile(rf"(?:\+\(?|\()[{numbers.DIGITS}]").match(self.text, at))

    def gap(self, at: int) -> None:
        character = self.text[at]
        if character == " ":
            return
        if at - self.last > 24:
            self.hush()
        waiting = self.waiting
        if waiting and at - waiting.end > 24:
            waiting = self.waiting = None
        if character in MARKS:
            self.marked, self.stopped = True, False
        elif character == "\n":
            self.fill(8)
            self.waiting = None
        elif character in COMMAS:
            self.stopped = True
            self.waiting = waiting if waiting and waiting.what == "number" else None
        elif character in STOPS:
            self.stopped = True
            self.waiting = None
        elif waiting and character in "([":
            waiting.linked = 2
        elif waiting and character in "/|":
            waiting.linked = max(waiting.linked, 1)

    def see_word(self, end: int, entry: Entry) -> None:
        if not (entry.service or entry.write or entry.code):
            self.fill(6)
            if self.waiting:
                self.waiting.linked = max(self.waiting.linked, 1)
            if self.speaks():
                self.last = end
            return
        service = entry.service
        if service and self.waiting and self.belongs(end, entry):
            self.waiting.found = self.late(self.waiting, service)
            if self.waiting.found is None:
                self.waiting = None
        if takes(service, "name") or takes(service, "tag") or takes(service, "digits"):
            self.names = service
        if takes(service, "number"):
            old, new = (kind_of(self.numbers) if self.numbers else "phone"), kind_of(service)
            if not self.numbers or (new != "phone" and (old != "whatsapp" or new == "whatsapp")):
                self.numbers = service
        self.writes = self.writes or entry.write
        if entry.code:
            self.codes = max(self.codes, 1 if entry.short else 2)
        self.go_on(end)

    def belongs(self, end: int, entry: Entry) -> bool:
        """Whether what waits belongs to the word that ends at ``end``."""
        waiting = self.waiting
        assert waiting
        if waiting.filled > 12 or not takes(entry.service, waiting.what):
            return False
        if waiting.what == "name" and takes(entry.service, "tag"):
            return False
        if waiting.found and waiting.found.kind not in ("phone", "handle"):
            return False
        follows = re.compile(rf" {{0,2}}(?:[@:=+]|[{numbers.DIGITS}])").match(self.text, end)
        if follows and waiting.linked < 2:
            return False
        if waiting.linked or waiting.what == "tag":
            return True
        doubtful = waiting.what == "name" and (waiting.start <= 1 or entry.short)
        return not doubtful and ends_clause(self.text, end)

    def late(self, waiting: Waiting, service: str) -> Found | None:
        found, kind = waiting.found, kind_of(service)
        written = self.text[waiting.start : waiting.end]
        if waiting.what == "number":
            if found:
                found.kind, found.service = kind, service
                return found
            read = numbers.number_of(written, 0, numbers.groups_at(written, 0))
            if not read:
                return None
            return self.note(Found(kind, service, read.value, waiting.start, waiting.start + read.end))
        if waiting.what == "tag":
            return self.note(Found(kind, service, small(written), waiting.start, waiting.end))
        if not found:
            return self.note_name(waiting.start, written, service)
        if not self.room():
            return None
        name = cut(written, service)
        keeps = "@" if lexicon().services[service].get("keeps_at") else ""
        new = Found(kind, service, keeps + small(name), waiting.start - 1, waiting.start + len(name))
        found.kind, found.service, found.value, found.start, found.end = (
            new.kind, new.service, new.value, new.start, new.end,
        )  # fmt: skip
        return found

    def at_sign(self, at: int) -> int:
        text = self.text
        if at and re.match("[0-9A-Za-z_]", text[at - 1]):
            if self.room() and (email := email_at(text, at)):
                self.note(email)
                self.forget()
                return email.end
            if self.last != at or not self.names:
                self.forget()
                return at + 1
        run = run_at(text, at + 1)
        entry = lexicon().entries.get(folded(run), Entry())
        if run and "_" not in run and len(run) <= 32 and entry.service:
            return at + 1
        name = name_at(text, at + 1, ".")
        end = at + 1 + len(name)
        if re.fullmatch("[0-9.]+", name):
            return at + 1
        if len(name) > 32 or not re.search("[A-Za-z]", name) or (text[end:] and in_run(text[end])):
            self.forget()
            return at + 1
        found = None
        if self.names and not self.stopped and not takes(self.names, "digits"):
            found = self.note_name(at + 1, name, self.names)
            if found:
                self.go_on(end)
                self.waiting = None
                return end
        if self.writes and not self.stopped:
            found = self.note_name(at + 1, name, "handle")
        self.hush()
        self.waiting = Waiting("name", at + 1, end, found)
        return end

    def dollar(self, at: int) -> int:
        text = self.text
        match = re.compile(r"\$[0-9A-Za-z_][0-9A-Za-z_-]*").match(text, at)
        if not match:
            return at + 1
        tag = match[0][:22].rstrip("-")
        end = at + len(tag)
        whole = len(tag) <= 21 and not (text[end:] and (in_run(text[end]) or text[end] == "$"))
        free = not at or not (in_run(text[at - 1]) or text[at - 1] == "$")
        if not (whole and free and re.search("[A-Za-z]", tag)):
            return at + 1
        if self.names and takes(self.names, "tag") and not self.stopped:
            self.note(Found(kind_of(self.names), self.names, small(tag), at, end))
            self.go_on(end)
            return end
        self.hush()
        self.waiting = Waiting("tag", at, end, None)
        return end

    def digits(self, at: int) -> int:
        text = self.text
        run = re.compile(f"[{numbers.DIGITS}]*").match(text, at)
        assert run
        plain = run[0] and not (text[run.end() :] and (in_run(text[run.end()]) or text[run.end()] == "@"))
        if plain and self.names and takes(self.names, "digits") and 5 <= len(run[0]) <= 11:
            self.note_name(at, run[0], self.names)
            self.go_on(run.end())
            return run.end()
        code = code_at(text, at)
        if plain and self.codes and self.is_code(at, code):
            self.note(Found("code", "code", code, at, at + len(code)))
            self.forget()
            return at + len(code)
        if numbers.starts_number(text, at) or (at and self.last == at):
            groups = numbers.without_broken(text, numbers.groups_at(text, at))
            read = numbers.number_of(text, at, groups)
            spoken = self.numbers if not self.stopped or at - self.last <= 3 else ""
            if read and (read.kind != "labelled" or spoken) and self.room():
                service = spoken or "phone"
                found = self.note(Found(kind_of(service), service, read.value, at, read.end))
                self.go_on(read.end)
                self.waiting = Waiting("number", at, read.end, found)
                return read.end
            if read and read.kind == "labelled":
                self.hush()
                self.waiting = Waiting("number", at, read.end, None)
                return read.end
        self.forget()
        at += text[at] in "+("
        while at < len(text) and (numbers.DIGIT.match(text[at]) or in_run(text[at])):
            at += 1
        return at

    def word(self, at: int) -> int:
        text = self.text
        end, entry = word_at(text, at, lambda service: takes(service, "number"))
        if entry.means:
            self.see_word(end, entry)
            return end
        run = run_at(text, at)
        spread = len(run) == 1 and spread_at(text, at)
        if spread:
            self.forget()
            return at + spread
        if not run.isascii():
            self.forget()
            return at + len(run)
        chain = wallet_of(run) if "_" not in run else ""
        if chain:
            caseless = chain == "ethereum" or run[0] in "bB"
            self.note(Found("wallet", chain, small(run) if caseless else run, at, at + len(run)))
            self.forget()
            return at + len(run)
        if self.names and takes(self.names, "name"):
            token = cut(name_at(text, at, ".-"), self.names)
            if self.is_token(at, token):
                more = re.compile(r"#[0-9]{4}(?![0-9])").match(text, at + len(token))
                if more and not (text[more.end() :] and in_run(text[more.end()])):
                    token += more[0]
                self.note_name(at, token, self.names)
                self.go_on(at + len(token))
                return at + len(token)
        code = code_at(text, at)
        if self.codes and "_" not in run and self.is_code(at, code):
            self.note(Found("code", "code", code, at, at + len(code)))
            self.forget()
            return at + len(code)
        self.forget()
        return at + len(run)

    def is_token(self, at: int, token: str) -> bool:
        after = self.text[at + len(token) :]
        if self.stopped or not re.search("[A-Za-z]", token) or not max(5, least(self.names)) <= len(token) <= 32:
            return False
        if not re.match("[A-Za-z_]", token) or (at and self.text[at - 1] in "./#&?"):
            return False
        if after and (in_run(after[0]) or after[0] in "@/:"):
            return False
        if re.search("[0-9_]", token):
            return self.marked or self.filled <= 12
        return self.marked and ends_clause(self.text, at + len(token))

    def is_code(self, at: int, code: str) -> bool:
        after = self.text[at + len(code) :]
        if self.stopped or not 4 <= len(code) <= 16:
            return False
        if (after and (in_run(after[0]) or after[0] in "@/")) or (at and self.text[at - 1] in "./#-"):
            return False
        if not re.search("[A-Za-z]", code):
            return self.codes == 2 and (self.marked or len(code) > 4)
        shouted, numbered = not re.search("[a-z]", code), bool(re.search("[0-9]", code))
        if self.codes == 1:
            return shouted and numbered
        return shouted or numbered or (self.marked and ends_clause(self.text, at + len(code)))

    def character(self, at: int) -> int:
        key = folded(self.text[at])
        entry = lexicon().entries.get(key, Entry())
        if entry.means or entry.part:
            end, entry = longest(self.text, at + 1, False, key)
            if entry.means:
                self.see_word(end, entry)
                return end
        self.fill(4)
        return at + 1

    def link(self, number: int) -> tuple[int, int]:
        link = self.links[number]
        local = local_before(self.text, link)
        first = local_start(self.text, local) if local >= 1 else local
        if local >= 1 and first < local:
            host = re.split("[/?]", link.url)[0][:96]
            self.note(Found("email", "email", small(self.text[first:local]) + "@" + host, first, link.end))
            self.forget()
            return link.end, number + 1
        while number < len(self.links) and self.links[number].start < link.end:
            self.contact(self.links[number])
            number += 1
        self.forget()
        return link.end, number

    def contact(self, link: Link) -> None:
        if found := contact_link(link.url):
            service, value, invite = found
            kind = kind_of(service)
            if invite and kind not in ("telegram", "whatsapp"):
                kind = "invite"
            self.note(Found(kind, service, value, link.start, link.end))


def contacts(text: str) -> list[Found]:
    """The contacts of a readable text, in the order they start in."""
    return [replace(found) for found in Scan(text).run()]
