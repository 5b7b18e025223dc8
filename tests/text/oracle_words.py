"""The oracle's skeleton view, word by word."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby, pairwise

from coinguard.text.alphabets import CYRILLIC_FORMS
from coinguard.text.spread import _REGIONS
from tests.text.oracle_rows import Element, Row, Undone, row

_CLASS = {
    "other": "O", "letter": "L", "digit": "D", "mark": "M", "space": "S", "punctuation": "P", "symbol": "Y", "emoji": "E",
    "invisible": "I", "bidi": "I", "control": "C",
}  # fmt: skip
_LONE = "[LD]M*(?![LDM])"
_SPREAD = [re.compile(f"(?=L){_LONE}(?:[^LDMO]{{{gap}}}{_LONE})+") for gap in (1, 2, 3)]
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff](?: ?[\U0001f1e6-\U0001f1ff])*")
_REGION_CODES = {chr(0x41 + first) + second for first, seconds in enumerate(_REGIONS) for second in seconds}
_DIGITS_DRAWN = "oizeasgtbg"
_NATIVE = {"latin", "greek", "cyrillic", "lookalike"}


def skeleton(view: list[Element], counts: dict[str, int], undone: Undone) -> list[Element]:
    """Return the skeleton of a readable view."""
    return _Skeleton(view, counts, undone).fold()


def _folded(char: str) -> str:
    return "i" if char == "l" else char


class _Skeleton:
    def __init__(self, view: list[Element], counts: dict[str, int], undone: Undone) -> None:
        self.view = view
        self.text = "".join(element.char for element in view)
        self.classes = "".join(_CLASS[row(char).kind] for char in self.text)
        self.counts = counts
        self.undone = undone
        self.out: list[Element] = []
        self.word = 0
        """Where in the output the last word begins."""

    def fold(self) -> list[Element]:
        i = 0
        while i < len(self.view):
            i = self._step(i)
        return self.out

    def _step(self, i: int) -> int:
        if self.classes[i] in "LD" or self._sign_starts(i):
            spread = self._spread(i)
            end = spread or self._word_end(i)
            self._fold_word(i, end, joined=bool(spread))
            return end
        if flags := _FLAGS.match(self.text, i):
            self._flags(i, flags.end())
            return flags.end()
        self._sign(i)
        return i + 1

    # where words end

    def _sign_letter(self, i: int) -> str:
        return row(self.text[i]).looks_like if i < len(self.text) and self.classes[i] in "YP" else ""

    def _sign_starts(self, i: int) -> bool:
        return self.classes[i + 1 : i + 2] == "L" and self._sign_letter(i) != "" and not row(self.text[i]).loose

    def _spread(self, i: int) -> int:
        """Return the end of the word spread apart from ``i`` on, 0 where there is none."""
        for pattern in _SPREAD:
            if found := pattern.match(self.classes, i):
                break
        else:
            return 0
        places = [i + m.start() for m in re.finditer("[LD]", found.group())]
        letters = [chr(ord(self.text[k]) | 0x20) for k in places]
        script = row(self.text[i]).script
        if len(letters) < (3 if script == "latin" else 4):
            return 0
        changes = sum(a != b for a, b in pairwise(letters))
        if len(letters) >= 4 and changes >= 2 and script in _NATIVE | {"common"}:
            self.undone.count("split_letters", self.view[i].start, self.view[found.end() - 1].end)
        return found.end()

    def _word_end(self, i: int) -> int:
        if re.match(r"\\[nrt][^\x00-\x7f]", self.text[i - 1 : i + 2] if i else ""):
            return i + 1
        end = i + 1
        while end < len(self.view):
            more = re.compile("[LDM]*").match(self.classes, end)
            assert more is not None
            joint = self._joint_end(i, more.end())
            if joint == more.end():
                return joint
            end = joint
        return end

    def _joint_end(self, i: int, j: int) -> int:
        """Return the end of what at ``j`` joins the word from ``i`` with the letters after it."""
        if j >= len(self.view) or self.classes[j - 1] not in "LM":
            return j
        quiet = re.compile("['’]?").match(self.text, j)
        assert quiet is not None
        unseen = re.compile("I*").match(self.classes, quiet.end())
        assert unseen is not None
        if unseen.end() > j:
            return unseen.end() if self.classes[unseen.end() : unseen.end() + 1] in ("L", "M") else j
        end = j
        while self._sign_letter(end):
            end += 1
        if end == j:
            return j
        signs = self.text[j:end]
        if len(signs) >= 2 and j - i >= 2 and not any(row(sign).loose for sign in signs):
            return end
        left_too_long = (signs[0] == "|" and j - i > 2) or (signs[0] == "!" and j - i > 1)
        return end if len(signs) <= 2 and not left_too_long and self.classes[end : end + 1] == "L" else j

    # what letters stand for

    def _meaning(self, i: int, j: int) -> str:
        letters = [row(self.text[k]) for k in range(i, j) if self.classes[k] == "L"]
        chars = [self.text[k] for k in range(i, j) if self.classes[k] == "L"]
        scripts = [letter.script for letter in letters]
        if all(script == "latin" for script in scripts):
            return "themselves"
        meaning, evidence = self._judge(letters, chars, scripts)
        if evidence:
            self.undone.count("lookalike_letters", self.view[i].start, self.view[j - 1].end)
        return meaning

    def _judge(self, letters: list[Row], chars: list[str], scripts: list[str]) -> tuple[str, bool]:
        latin = scripts.count("latin")
        look = sum(script in _NATIVE and script != "latin" for script in scripts)
        drawn = [x for x in letters if x.script != "latin" and x.looks_like]
        exact = sum(not x.loose and x.script in _NATIVE for x in drawn)
        east = sum(x.script == "east_asian" for x in drawn)
        alphabets = set(scripts) & _NATIVE
        counts = self.counts
        if latin and look:
            if len(list(groupby(scripts))) == 2:
                if alphabets == {"latin", "greek"} and look == 1 and exact == 0 and scripts[0] != "latin":
                    return "themselves", False
                whole_text = 4 * counts["other"] > counts["latin"]
                if whole_text and latin > 1 and (scripts[0] == "latin" or look > latin):
                    return "themselves", False
            turned = all(x.isascii() and _cyrillic(x) for x, s in zip(chars, scripts, strict=True) if s == "latin")
            if alphabets == {"latin", "cyrillic"} and look > latin and exact < look and turned:
                return "cyrillic", True
            return "latin", 2 * len(drawn) >= look
        if not look:
            whole = east >= 2 and len(letters) >= 3 and len(drawn) + latin == len(letters)
            return ("latin", True) if whole else ("themselves", False)
        if len(alphabets) > 1 or ({"hebrew", "indic"} & set(scripts) and len(drawn) > look):
            return "latin", len(drawn) == len(letters)
        if len(drawn) < len(letters):
            return "themselves", False
        if exact == look and counts["other"] == 0 and counts["latin"] > 2 * counts["exact"]:
            return "latin", len(letters) > 1
        seen = "lookalike_letters" in self.undone.found
        odd = alphabets == {"lookalike"} and len(letters) >= 3
        among_latin = counts["latin"] >= counts["exact"] + counts["other"]
        if among_latin and (odd or (seen and 2 * exact >= look and len(letters) > 1)):
            return "latin", True
        return "themselves", False

    # the letters of a word

    def _fold_word(self, i: int, j: int, *, joined: bool) -> None:
        meaning = self._meaning(i, j)
        letters = self.classes.count("L", i, j)
        self._space(i)
        runs: list[str] = []
        """The letters in turn, empty where a run of the same letter is broken."""
        k = i
        while k < j:
            if self.classes[k] != "D":
                cell = self._cell(k, i, j, meaning, joined)
                if cell:
                    # l and i are one letter of a skeleton, and still two letters of a stretched word
                    letter = chr(ord(self.text[k]) | 0x20) if cell == "i" else cell
                    runs.append(letter if len(cell) == 1 else "")
                for char in cell:
                    self._emit(char, k)
                k += 1
                continue
            end, drawn, evidence = self._digits(k, i, j, meaning, letters, joined)
            if evidence:
                self.undone.count("digits_as_letters", self.view[i].start, self.view[j - 1].end)
            if not drawn and len(self.out) > self.word:
                self._space(k)
            for d in range(k, end):
                self._emit(_DIGITS_DRAWN[row(self.text[d]).value] if drawn else "0", d)
            if not drawn and end < j:
                self._space(end)
            runs.append("")
            k = end
        stretched = any(char and len(list(run)) >= 3 for char, run in groupby(runs))
        if stretched and len(self.out) > self.word + 1:
            self.undone.count("stretched_letters", self.view[i].start, self.view[j - 1].end)
        while self.out and self.out[-1].char == " ":
            self.out.pop()

    def _cell(self, k: int, i: int, j: int, meaning: str, joined: bool) -> str:
        char, known = self.text[k], row(self.text[k])
        if self.classes[k] not in "LM":
            return "" if joined else known.looks_like
        if self.classes[k] == "L" and known.looks_like:
            around = i < k < j - 1 and row(self.text[k - 1]).script == row(self.text[k + 1]).script == "latin"
            if meaning == "latin" or around:
                return known.looks_like
        if meaning == "cyrillic" and char.isascii():
            return _cyrillic(char)
        return known.skeleton

    def _digits(self, k: int, i: int, j: int, meaning: str, letters: int, joined: bool) -> tuple[int, bool, bool]:
        """Return the end of the digits at ``k``, whether they are letters, and whether that tells of a disguise."""
        if joined:
            return k + 1, True, False
        end = k + 1
        while end < j and self.classes[end] == "D":
            end += 1
        if letters < 2 or end - k > 2 or meaning == "cyrillic":
            return end, False, False
        before = k > i and (meaning == "latin" or row(self.text[k - 1]).script == "latin")
        after = end < j and (meaning == "latin" or row(self.text[end]).script == "latin")
        values = [row(x).value for x in self.text[k:end]]
        vowels = set(values) <= {0, 1, 3} or (values[0] in (0, 1, 3) and values[-1] in (0, 1, 3))
        if before and after:
            arabic = values[-1] == 3 and self.text[end] in "aeiouAEIOU"
            return end, True, vowels and not arabic
        if before and end == j:
            return end, (len(values) == 2 and values[0] == values[1] and vowels) or values == [0], False
        return end, after and k == i and values == [0] and letters > 2, False

    # signs

    def _flags(self, i: int, end: int) -> None:
        places = [k for k in range(i, end) if self.text[k] != " "]
        letters = [chr(ord(self.text[k]) - 0x1F1E6 + 0x41) for k in places]
        apart = [self.view[b].start != self.view[b - 1].end or b - a > 1 for a, b in pairwise(places)]
        pairs = ["".join(letters[p : p + 2]) for p in range(0, len(letters) - 1, 2)]
        flags = all(pair in _REGION_CODES for pair in pairs) and not any(apart[::2])
        if len(letters) > 2 and (all(apart) or len(letters) % 2 or not flags):
            self._space(i)
            for k, letter in zip(places, letters, strict=True):
                self._emit(_folded(letter.lower()), k)
            self.undone.count("styled_letters", self.view[i].start, self.view[end - 1].end)
            return
        for k in places:
            self._sign(k)

    def _sign(self, i: int) -> None:
        sign = self.text[i] if self.classes[i] == "E" else row(self.text[i]).skeleton if self.classes[i] in "YP" else ""
        if len(sign) != 1:
            return
        if self.out and self.out[-1].char == sign:
            self.out[-1] = self.out[-1]._replace(end=self.view[i].end)
            return
        self._space(i)
        self.out.append(Element(sign, self.view[i].start, self.view[i].end))

    def _space(self, k: int) -> None:
        if self.out:
            self.out.append(Element(" ", self.view[k].start, self.view[k].start))
        self.word = len(self.out)

    def _emit(self, char: str, k: int) -> None:
        if len(self.out) > self.word and self.out[-1].char == char:
            self.out[-1] = self.out[-1]._replace(end=self.view[k].end)
        else:
            self.out.append(Element(char, self.view[k].start, self.view[k].end))


@cache
def _cyrillic(char: str) -> str:
    form = CYRILLIC_FORMS[ord(char.lower()) - 0x61] if char.isalpha() else 0
    return chr(form) if form else ""
