"""What the kernel skips can't reach its threshold: its answers are those of comparing every text with every phrase."""

from __future__ import annotations

import itertools
import time

from hypothesis import example, given, settings
from hypothesis import strategies as st

from coinguard.limits import MAX_RULE_COMPARISONS
from coinguard.signals.similarity.bound import LONGEST_PHRASE, bound, lowest_threshold, pieces
from coinguard.signals.similarity.compare import nearest
from coinguard.signals.similarity.find import _pairs, find_similar
from coinguard.signals.similarity.table import Phrase, PhraseTable, letters_of_each, phrase_table
from coinguard.text.views import fold

LATIN = "free coins robux get now no human verification selling cheap tiktok half price dm me for a to and generator"
OTHER = "монеты дёшево пиши в лс 免费 领取 金币 低价 出 كوين مجانا अकाउंट フリー コイン 💎 🔥 10,000 $3 50%"
WORDS = LATIN.split() + OTHER.split()
PHRASES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=10).map(
        lambda words: letters_of(" ".join(words))[:LONGEST_PHRASE]
    ),
    min_size=1,
    max_size=12,
    unique=True,
).map(lambda found: [letters for letters in found if len(letters) >= 3])
TEXTS = st.lists(st.sampled_from(WORDS), min_size=0, max_size=60).map(" ".join)
EDITS = st.lists(st.tuples(st.integers(0, 400), st.sampled_from(["", "x", "e", "0", " ", "о", "領"])), max_size=24)


def letters_of(text: str) -> str:
    return letters_of_each([text])[0]


def edited(text: str, edits: list[tuple[int, str]]) -> str:
    """Return a text with letters left out, put in or replaced."""
    for place, letter in edits:
        at = place % (len(text) + 1)
        text = text[:at] + letter + text[at + place % 2 :]
    return text


def table_of(phrases: list[str], threshold: int) -> PhraseTable:
    return phrase_table(
        [Phrase(letters, max(threshold, lowest_threshold(len(letters))), at) for at, letters in enumerate(phrases)]
    )


@settings(max_examples=800)
@given(PHRASES, TEXTS, EDITS, st.integers(70, 100))
@example(["fre"], "fre", [], 90)
@example(["getfrecoinsnow"], "getfrecoinsnow" * 9, [(3, ""), (60, "x"), (61, "x")], 90)
def test_what_is_skipped_could_not_reach_its_threshold(
    phrases: list[str], text: str, edits: list[tuple[int, str]], threshold: int
) -> None:
    table = table_of(phrases, threshold)
    written = edited(text, edits)
    letters = letters_of(written)
    expected = {phrase.rule for phrase in table.phrases if nearest(phrase, letters)}
    assert {match.rule for match in find_similar(written, table)} == expected


@settings(max_examples=400)
@given(PHRASES, st.integers(0, 11), EDITS, TEXTS, TEXTS, st.integers(80, 100))
def test_a_phrase_with_mistakes_among_other_words_is_found_like_by_full_comparison(
    phrases: list[str], chosen: int, edits: list[tuple[int, str]], before: str, after: str, threshold: int
) -> None:
    if not phrases:
        return
    table = table_of(phrases, threshold)
    written = f"{before} {edited(phrases[chosen % len(phrases)], edits[:5])} {after}"
    letters = letters_of(written)
    expected = {phrase.rule for phrase in table.phrases if nearest(phrase, letters)}
    assert {match.rule for match in find_similar(written, table)} == expected


def test_the_bound_is_what_trying_every_number_of_edits_gives() -> None:
    for length in range(3, LONGEST_PHRASE + 1):
        for threshold in (70, 84, 90, 95, 100):
            edits, common, spoilt = 0, length, 0
            for left_out in range(length + 1):
                for put_in in range(left_out + 1):
                    both = 2 * length - left_out + put_in
                    if 100 * (left_out + put_in) <= (100 - threshold) * both:
                        edits = max(edits, left_out + put_in)
                        common = min(common, length - left_out)
                        spoilt = max(spoilt, 2 * left_out + put_in)
            assert bound(length, threshold) == (edits, common, spoilt)


def test_pieces_are_one_more_than_edits_and_do_not_overlap() -> None:
    for length in range(5, LONGEST_PHRASE + 1):
        for threshold in range(lowest_threshold(length), 101):
            cut = pieces(length, threshold)
            assert len(cut) == bound(length, threshold).edits + 1
            assert all(end - start >= 3 for start, end in cut)
            assert all(end <= start for (_, end), (start, _) in itertools.pairwise(cut))


def test_disguises_moved_spaces_and_emoji_make_no_difference() -> None:
    table = table_of([letters_of("get unlimited robux with this generator")], 95)
    for text in (
        "GET UNLIMITED ROBUX with this generator",
        "g3t unl1mited r0bux 💎 withthis gen erator",
        "gеt unlimited rоbux with this generator",
    ):
        assert find_similar(text, table), text


def test_the_place_is_that_of_the_nearest_stretch_in_the_original() -> None:
    table = table_of([letters_of("selling cheap robux dm me")], 90)
    text = "hello 💎💎 everyone, SELLING cheap r0bux!! dm me — thanks"
    (match,) = find_similar(text, table)
    assert text[match.start : match.end] == "SELLING cheap r0bux!! dm me"


def test_a_text_shorter_than_the_phrase_is_compared_as_a_whole() -> None:
    table = table_of([letters_of("selling cheap robux dm me")], 90)
    assert not find_similar("cheap robux", table)
    assert find_similar("selling cheap robux dm", table)


def test_kernel_and_python_hash_alike() -> None:
    table = table_of(["монетыдёшево", "免费领取金币", "frecoins"], 90)
    for phrase in table.phrases:
        assert find_similar(phrase.letters, table)


def test_a_text_made_of_phrases_is_compared_a_bounded_number_of_times() -> None:
    phrases = [f"frecoinsgenerator{chr(97 + at)}{chr(97 + at // 26)}" for at in range(300)]
    table = table_of(phrases, 90)
    text = "free coins generator " * 20_000
    start = time.perf_counter()
    pairs, _ = _pairs(fold(text).skeleton.elements.copy(), table.arrays)
    assert len(pairs) == MAX_RULE_COMPARISONS
    assert find_similar(text, table)
    assert time.perf_counter() - start < 20


def test_many_phrases_on_a_long_text_end_in_bounded_time() -> None:
    phrases = [
        f"coin{chr(0x430 + at % 32)}{chr(0x4E00 + at)}robux{chr(0x4E00 + 3 * at)}generator" for at in range(2_000)
    ]
    table = table_of(phrases, 90)
    start = time.perf_counter()
    assert not find_similar("coin generator robux " * 20_000, table)
    assert time.perf_counter() - start < 60
