"""Texts: marking one for translation, and texts that the city itself writes in several languages."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES: Mapping[str, str] = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
DEFAULT_LANGUAGE = "fi"


def N_(text: str) -> str:
    """Mark a text for translation where it is written; it is translated where it is shown."""
    return text


def cleaned(text: str | None) -> str:
    """The text as it is stored: one kind of line end, no blanks at the ends."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def is_storable(text: str) -> bool:
    """Whether the database can hold the text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


class Texts(dict[str, str]):
    """One text in several languages, `{"fi": ..., "sv": ..., "en": ...}`; a missing one falls back."""

    def in_language(self, language: str) -> str:
        """The text in the language, else in Finnish, else in whichever language it was written."""
        return self.get(language) or self.get(DEFAULT_LANGUAGE) or next((t for t in self.values() if t), "")

    def __str__(self) -> str:
        return self.in_language(DEFAULT_LANGUAGE)


def like_letters(words: str) -> str:
    """The words with LIKE's own signs taken as letters."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
