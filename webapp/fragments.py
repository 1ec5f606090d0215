"""Parts of pages that are put together once and then kept: headings, filters, the words of the map.

    {% call kept_part("filters", frame_mark, chosen) %} ... {% endcall %}

What is inside is put together again for each language and each other set of values. It may depend on nothing else: not
on who is signed in, not on the address.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from flask import Flask, get_template_attribute

from webapp.extensions import memory
from webapp.formats import language
from webapp.translate import gettext


def kept_part(name: str, *values: Hashable, caller: Callable[[], str]) -> str:
    """The part as it was put together for these values in this language."""
    return memory().get((name, language(), *values), caller)


def kept_tags(states: Mapping[str, tuple[str, str]]) -> Mapping[str, str]:
    """The tag of each state, given as words to translate and a kind: for lists, which show one in each row."""

    def make() -> dict[str, str]:
        tag = get_template_attribute("components/tag.html", "tag")
        return {state: tag(gettext(words), kind) for state, (words, kind) in states.items()}

    return memory().get(("tags", language(), *states.items()), make)


def init_app(app: Flask) -> None:
    """Give them to templates."""
    app.jinja_env.globals.update(kept_part=kept_part, kept_tags=kept_tags)
