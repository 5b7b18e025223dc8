"""Languages: which one a text is in, for reports that count them, and what it is called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

_NAMES: Final = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German",
    "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "jv": "Javanese", "km": "Khmer", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "ms": "Malay", "nb": "Norwegian",
    "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "th": "Thai",
    "tl": "Filipino", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip

_ANSWERED_IN: Final = {"tl": "fil", "ms": "id"}

_CERTAIN: Final = 0.3
"""Below it a language is a guess. Of 4,400 written scams in 22 languages 93.5% are answered in theirs, 0.4% in another, and the
rest in English: Hindi, Urdu and Filipino in Latin letters or mixed with English, most of them."""


def language_name(code: str) -> str:
    """Return what a language is called in English; its code where that is not known.

    Examples
    --------
    >>> language_name("id"), language_name("qqq")
    ('Indonesian', 'qqq')
    """
    return _NAMES.get(code, code)


def languages_of(texts: Iterable[str]) -> list[str]:
    """Return the language of each text as an ISO 639-1 code, disguises undone; ``und`` for one without words."""
    return [language for language, _ in _classified(texts)]


def readers_language(text: str, known: Collection[str]) -> str | None:
    """Return the language to answer a text in: one of ``known``, or none where it isn't clearly written in one of them.

    Filipino is known as ``fil``; what is written in Malay is answered in Indonesian, if in nothing closer.
    """
    language, certainty = next(_classified([text]))
    answer = language if language in known else _ANSWERED_IN.get(language)
    return answer if answer in known and certainty >= _CERTAIN else None


def _classified(texts: Iterable[str]) -> Iterator[tuple[str, float]]:
    """Yield the language of each text and how certain that is, from 0 to 1."""
    from coinguard.text.views import fold

    for text in texts:
        readable = fold(text).readable.text
        yield _identifier().classify(readable) if any(map(str.isalpha, readable)) else ("und", 0.0)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Loading it takes longer than checking a thousand messages: only for those who ask for languages.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: Any = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted(_NAMES.keys() & set(identifier.nb_classes)))
    return identifier
