"""How templates say a text in the page's language: Babel's gettext, lean because a page says a hundred."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import get_translations
from jinja2 import pass_context
from jinja2.runtime import Context

from webapp.formats import number as in_figures

MOST_KEPT = 20_000
"""Several times the texts of all templates in all languages."""


def catalogue() -> NullTranslations:
    """The texts of the page's language, looked up once in a request."""
    found: NullTranslations | None = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_translations()
    return found


def gettext(text: str) -> str:
    """The text in the page's language. Values are put in, and escaped, by Jinja."""
    return catalogue().gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """The form of the text that suits the number."""
    return catalogue().ngettext(one, many, number)


def with_figures(counted: Callable[..., str]) -> Callable[..., str]:
    """Jinja's `ngettext`, its `%(num)s` written as the language writes it: `1 350`, not `1350`."""

    @pass_context
    def ngettext_in_figures(context: Context, one: str, many: str, count: int, **values: Any) -> str:
        if count >= 1000:
            values.setdefault("num", in_figures(count))
        return counted(context, one, many, count, **values)

    return ngettext_in_figures


def kept(gettext: Callable[..., str]) -> Callable[..., str]:
    """Jinja's `gettext`, its texts kept as it gives them to a page: with no values in them they never change."""
    texts: dict[tuple[NullTranslations, str], str] = {}

    @pass_context
    def said(context: Context, text: str, **values: Any) -> str:
        if values:
            return gettext(context, text, **values)
        key = catalogue(), text
        found = texts.get(key)
        if found is None:
            found = gettext(context, text)
            if len(texts) < MOST_KEPT:
                texts[key] = found
        return found

    return said


def init_app(app: Flask) -> None:
    """Give them to templates, after Babel has given its own."""
    vars(app.jinja_env)["install_gettext_callables"](gettext, ngettext, newstyle=True)
    known = app.jinja_env.globals
    known["ngettext"] = with_figures(cast("Callable[..., str]", known["ngettext"]))
    known["_"] = kept(cast("Callable[..., str]", known["gettext"]))
