"""The hot path: fold, n-grams, windows and named evidence of a batch of texts, in one kernel that holds no lock.

:func:`measure` reads every text and :func:`measure_links` rows that are a link each; :mod:`coinguard.scoring.evidence` reads
again the few that somebody will look at, for the words that counted and the kind of scam they speak of.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from coinguard.limits import MAX_CONTACTS_PER_TEXT, MAX_LINK_CODE_POINTS, MAX_LINKS_PER_TEXT, MAX_OFFERS_PER_TEXT
from coinguard.links.find import SPAN_COLUMNS, canon_capacity, find_in_view
from coinguard.links.hosts import MAX_LABELS
from coinguard.links.margins import LinkModel
from coinguard.links.suffixes import suffix_table
from coinguard.message import SCORED_FIELDS
from coinguard.rules.book import NO_RULES, RuleBook
from coinguard.scoring.steps import (
    SPARE,
    ask_hits,
    contact_hits,
    link_hits,
    longest,
    read_link,
    without_vouched,
)
from coinguard.signals.asks import parts as p
from coinguard.signals.asks.lexicon import ASK_TYPE, ask_tables
from coinguard.signals.asks.scan import asks_in_view
from coinguard.signals.authors import AUTHOR_TYPE, NOTHING, author_finding, brand_authors, new_author_scratch
from coinguard.signals.catalogue import FIRST_AUTHOR, FIRST_UNDONE, NUMBER
from coinguard.signals.contacts import kinds as c
from coinguard.signals.contacts.lexicon import CONTACT_TYPE, contact_tables
from coinguard.signals.contacts.scan import contacts_in_view
from coinguard.signals.contacts.state import CANON, STATE
from coinguard.signals.hits import END, ONE, RAW_HITS, SIGNAL, START, add_hit, new_hits
from coinguard.signals.links import (
    MODEL_TYPE,
    TABLES_TYPE,
    LinkTables,
    new_marks,
    new_scratch,
)
from coinguard.signals.offers.evidence import offer_hits
from coinguard.signals.offers.kinds import OFFER_COLUMNS
from coinguard.signals.offers.lexicon import OFFER_TYPE, offer_tables
from coinguard.signals.offers.scan import new_offer_scratch, offers_in_view
from coinguard.signals.similarity.scan import LETTERS, PAIRS, new_pairs, new_similar_scratch, similar_pairs
from coinguard.signals.similarity.table import TABLE_TYPE as PHRASES_TYPE
from coinguard.text import kernel as k
from coinguard.text.fold import capacity, fold_row
from coinguard.text.ngrams import PER_CODE_POINT, skeleton_ngrams
from coinguard.text.table import unicode_table
from coinguard.text.undone import UNDONE
from coinguard.text.views import TABLES
from coinguard.text.windows import BLOCK, strongest_window

WHOLE: Final = 24
"""Bytes from which wording counts in full. "!coins" is a command and "coins" an answer: a word or two is no offer."""
CHUNK: Final = 2048
"""Rows that one worker takes at a time."""

VOUCHED: Final = tuple(np.int64(NUMBER[code]) for code in ("scope.official", "scope.brand_page", "owner.allowed"))
"""Signals whose stretch of the text says nothing of its wording: the link that somebody vouches for, or a brand's own host."""
_OFFICIAL, _BRAND_PAGE, _ALLOWED = VOUCHED
AUTHOR_FIELDS: Final = (SCORED_FIELDS.index("author_name"), SCORED_FIELDS.index("author_handle"))
"""The fields that are read as somebody's name."""
_NAME, _HANDLE = (np.int64(field) for field in AUTHOR_FIELDS)

OUT_FLOAT64S: Final = types.Array(types.float64, 1, "C")


# Messages and bare links share one kernel, because what is said of a link takes long to compile.
@k.kernel(
    k.BYTES, k.INT64S, k.INT64S, k.INT, k.INT, types.boolean, *TABLES, k.INT16S, k.INT16S, k.UINT64S, MODEL_TYPE, TABLES_TYPE,
    CONTACT_TYPE, OFFER_TYPE, ASK_TYPE, AUTHOR_TYPE, PHRASES_TYPE, OUT_FLOAT64S, OUT_FLOAT64S, k.OUT_INT32S,
    returns=k.together(RAW_HITS, PAIRS, LETTERS),
)  # fmt: skip
def _measure(
    buffer: Any,
    offsets: Any,
    fields: Any,
    begin: int,
    stop: int,
    bare: bool,
    pages: Any,
    rows: Any,
    sequences: Any,
    compose_keys: Any,
    compose_values: Any,
    entity_keys: Any,
    entity_values: Any,
    text_weights: Any,
    phrase_weights: Any,
    suffixes: Any,
    model: Any,
    link_tables: Any,
    contact_tables: Any,
    offer_tables: Any,
    ask_tables: Any,
    author_tables: Any,
    phrases: Any,
    margins: Any,
    phrase_margins: Any,
    counts: Any,
) -> Any:
    tables = (pages, rows, sequences, compose_keys, compose_values, entity_keys, entity_values)
    room = capacity(longest(offsets, begin, stop))
    raw = np.empty((3, room), np.int32)
    view = np.empty((3, room), np.int32)
    skeleton = np.empty((3, room), np.int32)
    undone = np.empty((len(UNDONE), 3), np.int32)
    buckets = np.empty(room * PER_CODE_POINT, np.int32)
    ends = np.empty(room * PER_CODE_POINT, np.int32)
    words = np.empty(room + 1, np.uint64)
    sums = np.empty(room // BLOCK + 1, np.int64)
    numbers = np.empty(room // BLOCK + 1, np.int64)
    spans = np.empty((MAX_LINKS_PER_TEXT, SPAN_COLUMNS), np.int32)
    canon = np.empty(canon_capacity(room) + MAX_LINK_CODE_POINTS + SPARE, np.int32)
    labels = np.empty((MAX_LABELS, 4), np.int64)
    scratch, marks, name_scratch = new_scratch(), new_marks(), new_author_scratch()
    state = np.empty(STATE, np.int64)
    contacts = np.empty((MAX_CONTACTS_PER_TEXT, c.COLUMNS), np.int32)
    values = np.empty(CANON, np.int32)
    tokens, offer_state = new_offer_scratch()
    offers = np.empty((MAX_OFFERS_PER_TEXT, OFFER_COLUMNS), np.int64)
    asks, ask_state = np.empty((p.NOTED, p.COLUMNS), np.int32), np.zeros(p.STATE, np.int64)
    hits, n_hits = new_hits(), 0
    similar, (pairs, letters), n_pairs, n_letters = new_similar_scratch(len(phrases[5]), room), new_pairs(), 0, 0
    for row in range(begin, stop):
        n = 0
        if bare:
            links = read_link(buffer, offsets[row], offsets[row + 1], suffixes, labels, view, spans, canon)
            counts[row] = links
        else:
            n_view, n = fold_row(buffer, offsets[row], offsets[row + 1], tables, raw, view, skeleton, undone)
            for what in range(len(UNDONE)):
                if undone[what, 0]:
                    first, last, times = undone[what, 1], undone[what, 2], int(undone[what, 0])
                    hits = add_hit(hits, n_hits, row, -1, FIRST_UNDONE + what, first, last, -1, times * ONE)
                    n_hits += 1
            links = find_in_view(view[0], n_view, suffixes, spans, canon)
            n_contacts = contacts_in_view(
                view[0], n_view, canon, spans, links, suffixes, contact_tables, state, values, contacts
            )
            if n_contacts > 0:
                hits, n_hits = contact_hits(view, row, contacts, n_contacts, hits, n_hits)
            n_offers, n_tokens = offers_in_view(
                view[0], n_view, spans, links, offer_tables, tokens, offer_state, offers
            )
            if n_offers > 0:
                hits, n_hits = offer_hits(view, row, offers, n_offers, tokens, n_tokens, offer_tables, hits, n_hits)
            if asks_in_view(view[0], n_view, spans, links, ask_tables, ask_state, asks) > 0:
                hits, n_hits = ask_hits(view, row, asks, hits, n_hits)
            if fields[row] == _NAME or fields[row] == _HANDLE:
                found, brand = author_finding(
                    view[0], n_view, link_tables[0], link_tables[3], author_tables, name_scratch
                )
                if found != NOTHING:
                    hits = add_hit(hits, n_hits, row, -1, FIRST_AUTHOR + found - 1, -1, -1, brand, ONE)
                    n_hits += 1
        if links > 0:
            before = n_hits
            hits, n_hits = link_hits(view, row, spans, links, canon, model, link_tables, scratch, marks, hits, n_hits)
            for hit in range(before, n_hits):
                signal = hits[hit, SIGNAL]
                if not bare and signal in (_OFFICIAL, _BRAND_PAGE, _ALLOWED):
                    n = without_vouched(skeleton, n, hits, hit, hit + 1, START, END)
        if not bare:
            pairs, n_pairs, letters, n_letters = similar_pairs(
                skeleton, n, row, phrases, similar, pairs, n_pairs, letters, n_letters
            )
            m, _ = skeleton_ngrams(skeleton, n, buckets, ends, words)
            margins[row], _, counts[row] = strongest_window(text_weights, buckets, ends, m, n, sums, numbers)
            phrase_margins[row], _, _ = strongest_window(phrase_weights, buckets, ends, m, n, sums, numbers)
    return hits[:n_hits].copy(), pairs[:n_pairs].copy(), letters[:, :n_letters].copy()


class TextWeights(NamedTuple):
    """The weights of n-grams, ``int16[BUCKETS]`` each: two models that read the same n-grams."""

    wording: NDArray[np.int16]
    """Learnt from collected messages."""
    phrases: NDArray[np.int16]
    """Learnt from phrase packs."""


@dataclass(frozen=True)
class Measured:
    """What the kernels found in a batch of ``n`` texts."""

    margins: NDArray[np.float64]
    """``[n]``: the strongest window's margin by the weights of wording, in units of one of them."""
    phrases: NDArray[np.float64]
    """``[n]``: the same by the weights of phrases; it may be another window."""
    windows: NDArray[np.int32]
    """``[n]``: how many windows the text has."""
    raw: NDArray[np.int64]
    """``[m, 7]``: everything else, as :mod:`coinguard.signals.hits` lays it out, by row."""
    similar: NDArray[np.int64]
    """The same of wording that comes close to phrases of rules; what a hit is about is a rule, by its number."""


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="coinguard")


def in_chunks(rows: int, work: Callable[[int, int], Any]) -> list[Any]:
    """Call ``work(first, last)`` for every chunk of ``rows`` on all cores; return the results in order of the rows."""
    starts = range(0, rows, CHUNK)
    if len(starts) <= 1:
        return [work(0, rows)]
    return list(_pool().map(lambda start: work(start, min(rows, start + CHUNK)), starts))


def shares_of(sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how much the wording of texts of so many bytes counts, from 0 to 1."""
    return np.minimum(1.0, sizes / WHOLE)


def measure(
    buffer: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    weights: TextWeights,
    links: LinkModel,
    tables: LinkTables,
    fields: NDArray[np.int64] | None = None,
    rules: RuleBook = NO_RULES,
) -> Measured:
    """Measure the texts ``buffer[offsets[i]:offsets[i + 1]]``, valid UTF-8; a row's result depends on that row alone.

    ``fields`` says what each text is, an index into ``SCORED_FIELDS``; by default what somebody wrote. ``rules`` are those whose
    phrases are looked for.
    """
    rows = len(offsets) - 1
    fields = np.zeros(rows, np.int64) if fields is None else fields
    margins, phrases = np.empty(rows), np.empty(rows)
    windows = np.empty(rows, np.int32)
    unicode, suffixes, model, compared = unicode_table(), suffix_table(), links.arrays, tables.arrays

    def work(first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        found, pairs, letters = _measure(
            buffer, offsets, fields, first, last, False, *unicode, *weights, suffixes, model, compared,
            contact_tables(), offer_tables(), ask_tables(), brand_authors().arrays, rules.phrases.arrays, margins, phrases,
            windows,
        )  # fmt: skip
        return found, rules.hits(pairs, letters)

    raw, similar = zip(*in_chunks(rows, work), strict=True)
    share = shares_of(np.diff(offsets))
    return Measured(margins * share, phrases * share, windows, np.concatenate(raw), np.concatenate(similar))


def measure_links(
    buffer: NDArray[np.uint8], offsets: NDArray[np.int64], links: LinkModel, tables: LinkTables
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Measure rows that are a link or domain each, and the links inside those that lead elsewhere.

    Returns
    -------
    tuple
        The raw hits, by row, and how many links each row holds, ``int32[n]``: 0 where there is none, not even itself.
    """
    rows = len(offsets) - 1
    numbers = np.empty(rows, np.int32)
    unicode, suffixes, model, compared = unicode_table(), suffix_table(), links.arrays, tables.arrays
    no_weights, no_margins, no_fields = np.zeros(1, np.int16), np.empty(0), np.zeros(0, np.int64)

    def work(first: int, last: int) -> NDArray[np.int64]:
        found: NDArray[np.int64] = _measure(
            buffer, offsets, no_fields, first, last, True, *unicode, no_weights, no_weights, suffixes, model, compared,
            contact_tables(), offer_tables(), ask_tables(), brand_authors().arrays, NO_RULES.phrases.arrays, no_margins,
            no_margins, numbers,
        )[0]  # fmt: skip
        return found

    return np.concatenate(in_chunks(rows, work)), numbers
