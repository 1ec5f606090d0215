"""How templates say a text in the page's language: Babel's gettext, lean because a page says a hundred."""

from __future__ import annotations

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import get_translations


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


def init_app(app: Flask) -> None:
    """Give them to templates, after Babel has given its own."""
    vars(app.jinja_env)["install_gettext_callables"](gettext, ngettext, newstyle=True)
    # The extension's `_` looks `gettext` up and calls it: one step less for the word that every line has.
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"]
