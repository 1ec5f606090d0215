"""Parts of pages that are put together once and then kept: headings, filters, the words of the map.

    {% call kept_part("filters", frame_mark, chosen) %} ... {% endcall %}

What is inside is put together again for each language and each other set of values. It may depend on nothing else: not
on who is signed in, not on the address.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from flask import Flask

from webapp.extensions import memory
from webapp.formats import language


def kept_part(name: str, *values: Hashable, caller: Callable[[], str]) -> str:
    """The part as it was put together for these values in this language."""
    return memory().get((name, language(), *values), caller)


def init_app(app: Flask) -> None:
    """Give it to templates."""
    app.jinja_env.globals["kept_part"] = kept_part
