"""How values are shown: money, times, and the city's own texts, as filters for templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache

from babel.numbers import format_decimal
from flask import Flask, g, has_app_context
from flask_babel import force_locale, format_date, format_datetime, get_locale, get_timezone, gettext

from webapp.texts import DEFAULT_LANGUAGE, Texts

NO_BREAK = "\u00a0"
INSIDE_A_FIGURE = re.compile(r" (?<=\d )(?=\d{3}(?!\d)|[€%])")
"""A blank at which a sum such as `20 000 €` would break over two lines; written so that the blank is sought first."""


def language() -> str:
    """The language of this page: fi, sv or en. Looked up once: a page asks a dozen times."""
    if not has_app_context():
        return DEFAULT_LANGUAGE
    found: str | None = g.get("language")
    if found is None:
        locale = get_locale()
        found = g.language = str(locale.language) if locale else DEFAULT_LANGUAGE
    return found


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """Within it every text, number and day is in this language, whatever the visitor's: for letters and files."""
    try:
        with force_locale(wanted):
            forget_language()
            yield
    finally:
        forget_language()


def forget_language() -> None:
    """Have the language and its texts (see `translate.catalogue`) looked up anew."""
    g.pop("language", None)
    g.pop("catalogue", None)


def today() -> date:
    """The day in the city."""
    return datetime.now(get_timezone()).date()


def in_language(texts: Texts | dict[str, str] | None) -> str:
    """A text of the city's in the language of this page."""
    return "" if texts is None else Texts(texts).in_language(language())


def unbroken(words: str) -> str:
    """The words with their figures held together: `20 000 €` never breaks over two lines."""
    return INSIDE_A_FIGURE.sub(NO_BREAK, words)


def shown(texts: Texts | dict[str, str] | None) -> str:
    """A text of the city's as pages show it: in their language, its figures held together."""
    return unbroken(in_language(texts))


def euros(cents: int | None) -> str:
    """Whole cents as `12 345 €`; cents are shown only where there are any."""
    if cents is None:
        return ""
    said = language()
    amount = decimal(cents / 100, said, "#,##0.00") if cents % 100 else decimal(cents // 100, said, "#,##0")
    return f"{amount}{NO_BREAK}€" if said != "en" else f"€{amount}"


def euros_and_cents(cents: int | None) -> str:
    """Whole cents always with two decimals, so that small sums stand below each other: `5,00 €`."""
    if cents is None:
        return ""
    said = language()
    amount = decimal(cents / 100, said, "#,##0.00")
    return f"{amount}{NO_BREAK}€" if said != "en" else f"€{amount}"


def number(value: float) -> str:
    """A number with the language's own thousands and decimal marks."""
    return decimal(value, language())


@lru_cache(maxsize=5000)
def decimal(value: float, said: str, pattern: str | None = None) -> str:
    """A number as a language writes it. Babel reads its pattern anew for each, and a list shows the same ones often."""
    return format_decimal(value, pattern, said).replace(" ", NO_BREAK)


def day(value: date | datetime | None) -> str:
    """A day: `24.11.2026`, or `24 November 2026` in English."""
    if value is None:
        return ""
    return str(format_date(value, "d MMMM yyyy" if language() == "en" else "d.M.yyyy"))


def moment(value: datetime | None) -> str:
    """A day and a time in the city's zone: `24.11.2026 klo 16.00`."""
    if value is None:
        return ""
    clock = format_datetime(value, "HH:mm" if language() == "en" else "H.mm")
    words = str(gettext("%(day)s at %(clock)s", day=day(value), clock=clock))
    return words.replace(f" {clock}", f"{NO_BREAK}{clock}")


def init_app(app: Flask) -> None:
    """Make the filters known to templates."""
    app.jinja_env.filters.update(
        in_language=shown,
        unbroken=unbroken,
        euros=euros,
        euros_and_cents=euros_and_cents,
        number=number,
        day=day,
        moment=moment,
    )
