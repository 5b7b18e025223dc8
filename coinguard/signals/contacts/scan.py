"""Finding contacts: one scan over the readable view from left to right.

Each code point is read a bounded number of times, so the time is linear in the text, whatever it holds.
"""

from __future__ import annotations

from typing import Any, Final

from coinguard.links.characters import UNSPACED, ZERO, host_kind
from coinguard.signals.contacts import kinds as c
from coinguard.signals.contacts import names, numbers
from coinguard.signals.contacts import state as s
from coinguard.signals.contacts import words as w
from coinguard.signals.contacts.gate import may_hold_contact
from coinguard.signals.contacts.links import note_defanged_email, note_link
from coinguard.signals.contacts.spoken import see_word
from coinguard.signals.contacts.wallets import BITCOIN, ETHEREUM, SHORTEST_WALLET, wallet_of
from coinguard.text.entities import lookup
from coinguard.text.kernel import borrowed, expanded

_NEAR: Final = 3
"""Elements between a word and a number that a full stop may be among: ``tel. 0555``."""
_LEAST_DIGITS: Final = 8


@borrowed
def _is_service(view: Any, n: int, at: int, tables: Any) -> bool:
    """Return true if the run at ``at`` is a word for a service and no name: ``@LINE: coins99``."""
    end, value = w.hash_run(view, n, at, tables[c.LETTERS], w.FNV_OFFSET)
    if end == at or (end < n and w.in_run(view[end])):
        return False
    return lookup(tables[c.WORD_KEYS], tables[c.WORD_VALUES], value) & c.SERVICE_MASK != 0


@borrowed
def _at_sign(view: Any, n: int, at: int, suffixes: Any, tables: Any, state: Any, out: Any, canon: Any) -> int:
    """Read what the at sign at ``at`` belongs to; return where to go on."""
    services = tables[c.SERVICES]
    if at > 0 and w.is_name_code(view[at - 1]):
        end = names.note_email(view, n, at, suffixes, c.OF_EMAIL, state, out, canon)
        if end >= 0:
            s.forget(state)
            return end
        if state[s.LAST] != at or not state[s.NAMES]:
            s.forget(state)
            return at + 1
    start = at + 1
    if _is_service(view, n, start, tables):
        return start
    end = names.name_end(view, n, start, 0x2E)
    length = end - start
    bits = names.name_bits(view, start, end)
    if bits == w.HAS_DIGIT:
        return start  # “at” a number: the number may be what is meant
    if length > names.LONGEST_NAME or not bits & w.HAS_LETTER or (end < n and w.in_run(view[end])):
        s.forget(state)
        return start
    row = ZERO - 1
    if state[s.NAMES] and not state[s.STOPPED] and not services[state[s.NAMES], c.TAKES] & c.DIGITS:
        row = names.note_name(view, start, end, state[s.NAMES], services, state, out, canon)
        if row >= 0:
            s.go_on(state, end)
            state[s.WAITS] = s.NOTHING
            return end
    if state[s.WRITES] and not state[s.STOPPED]:
        row = names.note_name(view, start, end, c.OF_ANY, services, state, out, canon)
    s.hush(state)
    s.wait(state, s.A_NAME, start, end, row)
    return end


@borrowed
def _dollar(view: Any, n: int, at: int, tables: Any, state: Any, out: Any, canon: Any) -> int:
    """Read the cash tag at ``at``, if there is one; return where to go on."""
    end = names.tag_end(view, n, at)
    if end < 0:
        return at + 1
    if state[s.NAMES] and tables[c.SERVICES][state[s.NAMES], c.TAKES] & c.TAG and not state[s.STOPPED]:
        names.note_tag(view, at, end, state[s.NAMES], tables[c.SERVICES], state, out, canon)
        s.go_on(state, end)
        return end
    s.hush(state)
    s.wait(state, s.A_TAG, at, end, -1)
    return end


@borrowed
def _digits(view: Any, n: int, at: int, tables: Any, state: Any, out: Any, canon: Any) -> int:
    """Read the number at ``at``, which starts with a digit, a plus sign or a bracket; return where to go on."""
    services = tables[c.SERVICES]
    first_end = at
    while first_end < n and w.digit_of(view[first_end]) >= 0:
        first_end += 1
    plain = first_end > at and not (first_end < n and (w.in_run(view[first_end]) or view[first_end] == 0x40))
    if plain and state[s.NAMES] and services[state[s.NAMES], c.TAKES] & c.DIGITS and 5 <= first_end - at <= 11:
        names.note_name(view, at, first_end, state[s.NAMES], services, state, out, canon)
        s.go_on(state, first_end)
        return first_end
    if plain and state[s.CODES] and names.is_code(view, n, at, names.code_end(view, n, at), state):
        end = names.code_end(view, n, at)
        names.note_code(view, at, end, c.OF_CODE, state, out, canon)
        s.forget(state)
        return end
    glued = at > 0 and state[s.LAST] == at
    if numbers.starts_number(view, at) or glued:
        numbers.read_number(view, n, at, state)
        numbers.drop_broken(view, n, state)
        kind, group, first = numbers.judge(state, tables[c.LENGTHS])
        near = not state[s.STOPPED] or at - state[s.LAST] <= _NEAR
        spoken = state[s.NUMBERS] if near else ZERO
        if kind != numbers.REJECTED and (kind != numbers.LABELLED or spoken) and s.has_room(state):
            offset, end = numbers.put_number(state, canon, kind, group, first)
            service = spoken or c.OF_PHONE
            row = s.note(state, out, services[service, c.OF_KIND], service, at, end, offset)
            s.go_on(state, end)
            s.wait(state, s.A_NUMBER, at, end, row)
            return end
        if kind == numbers.LABELLED:
            end = int(state[s.GROUP + s.PER_GROUP * group + 1])
            s.hush(state)
            s.wait(state, s.A_NUMBER, at, end, -1)
            return end
    s.forget(state)
    at += 1 if view[at] in (0x2B, 0x28) else 0
    while at < n and (w.digit_of(view[at]) >= 0 or w.in_run(view[at])):
        at += 1
    return at


@expanded
def _entry_at(view: Any, n: int, at: int, tables: Any) -> tuple[int, int, int, int]:
    """Look up the run at ``at``: the end of the entry, its value, the end of the run and its bits."""
    keys, values, letters = tables[c.WORD_KEYS], tables[c.WORD_VALUES], tables[c.LETTERS]
    end, bits, value, digits, before = w.read_run(view, n, at, letters)
    if bits & w.HAS_UNDERSCORE:
        return end, ZERO, end, bits
    if end == at + 1:
        spread, spread_value, count = w.spread_word(view, n, at, letters)
        if w.is_spread(count):
            found = lookup(keys, values, spread_value)
            return spread, found if not found & c.SHORT else ZERO, spread, bits | w.FOREIGN
    found = lookup(keys, values, value)
    if found:
        stop, found = w.longest_entry(view, n, end, True, value, found, keys, values, letters)
        if found & c.SHORT and stop == end and not w.is_plain(view, at, end, keys, values):
            found = ZERO
        return stop, found, end, bits
    if digits > at and end - digits >= _LEAST_DIGITS:
        found = lookup(keys, values, before)
        if found & c.SHORT and not w.is_plain(view, at, digits, keys, values):
            found = ZERO
        if tables[c.SERVICES][found & c.SERVICE_MASK, c.TAKES] & c.NUMBER:
            return digits, found, end, bits
    return end, ZERO, end, bits


@expanded
def _word(view: Any, n: int, at: int, tables: Any, state: Any, out: Any, canon: Any) -> int:
    """Read the run at ``at``: a word that speaks of a contact, the contact itself, or neither; return where to go on."""
    services = tables[c.SERVICES]
    stop, found, end, bits = _entry_at(view, n, at, tables)
    if found & c.MEANING:
        see_word(view, n, stop, found, tables, state, out, canon)
        return stop
    if end - at >= SHORTEST_WALLET and not bits & (w.FOREIGN | w.HAS_UNDERSCORE):
        wallet = wallet_of(view, at, end, bits, state[s.WORK :])
        if wallet:
            _note_wallet(view, at, end, wallet, state, out, canon)
            s.forget(state)
            return end
    service = state[s.NAMES]
    if service and services[service, c.TAKES] & c.NAME and not bits & w.FOREIGN:
        token = names.cut(view, at, names.name_end(view, n, at, 0x2D), service, services)
        if names.is_token(view, n, at, token, services, state):
            token = names.with_number_sign(view, n, token)
            names.note_name(view, at, token, service, services, state, out, canon)
            s.go_on(state, token)
            return token
    if state[s.CODES] and not bits & (w.FOREIGN | w.HAS_UNDERSCORE):
        code = names.code_end(view, n, at)
        if names.is_code(view, n, at, code, state):
            names.note_code(view, at, code, c.OF_CODE, state, out, canon)
            s.forget(state)
            return code
    s.forget(state)
    return end


@borrowed
def _note_wallet(view: Any, start: int, end: int, wallet: int, state: Any, out: Any, canon: Any) -> None:
    """Note a wallet; where case carries nothing, its canonical form is in lower case."""
    if not s.has_room(state):
        return
    offset = state[s.CURSOR]
    caseless = wallet == ETHEREUM or (wallet == BITCOIN and view[start] | 0x20 == 0x62)
    for at in range(start, end):
        s.put(state, canon, names.small(view[at]) if caseless else view[at])
    s.note(state, out, c.WALLET, c.OF_BITCOIN + wallet - BITCOIN, start, end, offset)


@expanded
def _character(view: Any, n: int, at: int, tables: Any, state: Any, out: Any, canon: Any) -> int:
    """Read a character of writing without spaces: an entry may start anywhere in it; return where to go on."""
    keys, values, letters = tables[c.WORD_KEYS], tables[c.WORD_VALUES], tables[c.LETTERS]
    value = w.step(w.FNV_OFFSET, w.fold(view[at], letters))
    found = lookup(keys, values, value)
    if found:
        stop, found = w.longest_entry(view, n, at + 1, False, value, found, keys, values, letters)
        if found & c.MEANING:
            see_word(view, n, stop, found, tables, state, out, canon)
            return stop
    s.fill(state, s.CHARACTER_UNITS)
    return at + 1


@borrowed
def _link(
    view: Any, links: Any, spans: Any, n_links: int, link: int, tables: Any, state: Any, out: Any, canon: Any
) -> tuple[int, int]:
    """Read a link and those inside it; return where to go on in the view and among the links."""
    services = tables[c.SERVICES]
    first, last = spans[link, 0], spans[link, 1]
    offset, length = spans[link, 3], spans[link, 4]
    if note_defanged_email(view, first, last, spans[link, 2], links, offset, length, c.OF_EMAIL, state, out, canon):
        s.forget(state)
        return last, link + 1
    while link < n_links and spans[link, 0] < last:
        start = spans[link, 3]
        note_link(
            links, start, start + spans[link, 4], spans[link, 0], spans[link, 1],
            tables[c.HOST_KEYS], tables[c.HOST_VALUES], services, state, out, canon,
        )  # fmt: skip
        link += 1
    s.forget(state)
    return last, link


@expanded
def starts_digits(view: Any, n: int, at: int) -> bool:
    """Return true if a telephone number, or any number at all, may start at ``at``."""
    code = view[at]
    if w.digit_of(code) >= 0:
        end = at + 1
        while end < n and w.digit_of(view[end]) >= 0:
            end += 1
        return end == n or not w.in_run(view[end])
    opens = code == 0x2B or code == 0x28
    if not opens or at + 1 == n:
        return False
    second = view[at + 1]
    return w.digit_of(second) >= 0 or (code == 0x2B and second == 0x28 and at + 2 < n and w.digit_of(view[at + 2]) >= 0)


@expanded
def contacts_in_view(
    view: Any,
    n: int,
    links: Any,
    spans: Any,
    n_links: int,
    suffixes: Any,
    tables: Any,
    state: Any,
    canon: Any,
    out: Any,
) -> int:
    """Find the contacts of one message; return how many there are, about in the order they stand in.

    Parameters
    ----------
    view
        int32, the code points of the message's readable view.
    n
        How many of them are the message's.
    links, spans, n_links
        The canonical links, their table and their number, as :func:`coinguard.links.find.find_in_view` gives them.
    suffixes
        :func:`coinguard.links.suffixes.suffix_table`.
    tables
        The arrays of :class:`coinguard.signals.contacts.lexicon.ContactTables`.
    state
        int64, ``STATE`` long: room to work in.
    canon
        int32, ``CANON`` long: gets the canonical forms.
    out
        int32, ``MAX_CONTACTS_PER_TEXT`` rows of ``COLUMNS``: gets the contacts.
    """
    if not may_hold_contact(view, n, n_links):
        return 0
    s.begin(state)
    link = ZERO
    at = ZERO
    while at < n and s.has_room(state) and state[s.CURSOR] + s.CANON_ROOM <= len(canon):
        while link < n_links and spans[link, 0] < at:
            link += 1
        if link < n_links and spans[link, 0] == at:
            at, link = _link(view, links, spans, n_links, link, tables, state, out, canon)
            continue
        code = view[at]
        if code == 0x40:
            at = _at_sign(view, n, at, suffixes, tables, state, out, canon)
        elif code == 0x24:
            at = _dollar(view, n, at, tables, state, out, canon)
        elif starts_digits(view, n, at):
            at = _digits(view, n, at, tables, state, out, canon)
        elif w.in_run(code):
            at = _word(view, n, at, tables, state, out, canon)
        elif code >= 0x80 and host_kind(code) == UNSPACED:
            at = _character(view, n, at, tables, state, out, canon)
        else:
            s.see_gap(code, at, state)
            at += 1
    return int(state[s.COUNT])
