"""Languages: which one a text is in, for reports that count them, and what it is called."""

from __future__ import annotations

from collections.abc import Iterable
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
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    from coinguard.text.views import fold

    identifier: Any = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(sorted(_NAMES.keys() & set(identifier.nb_classes)))
    readable = (fold(text).readable.text for text in texts)
    return [identifier.classify(text)[0] if any(map(str.isalpha, text)) else "und" for text in readable]
