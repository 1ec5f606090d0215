"""Public pages that a browser keeps and asks about: unchanged ones are answered with 304.

Only a visitor's page has a tag. Whoever has signed in, opened a form or is about to be told something has a session,
and their page is made anew: it may say who they are. So it is with a kiosk.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g, make_response, request, session

from webapp.extensions import current_settings, db, visitor_language
from webapp.formats import today
from webapp.reading import Kept, read

EDITION, MARKS = "edition", "marks"
MOST_MARKS = 5000
"""Pages about which this process knows at a time how things stood a moment ago."""


def revalidated(mark: Callable[[], object], make: Callable[[], str]) -> Response:
    """A page with its tag, or only word that the browser's is still good.

    `mark` tells in one query what a visitor's page is made from (None: there is none); `make` puts the page together.
    """
    tag = None if is_personal() else tag_of(mark())
    if tag is not None and request.if_none_match.contains_weak(tag):
        return Response(status=304, headers=headers(tag))
    response = make_response(make())
    response.headers.update(headers(None if is_personal() else tag))  # a form's token is this browser's alone
    return response


def looked_up(statement: str, **values: Any) -> object:
    """The mark that a statement reads (see `rounds/mark.py`), with the day; None where it finds none. One query.

    It is as old as the settings allow, as in lists, but never from before a phase began or ended.
    """
    most = current_settings().list_seconds

    def look() -> tuple[object, float]:
        rows = read(db.session, statement, values)
        if not rows:
            return None, 0
        return (digest(rows[0].mark), today()), most if rows[0].holds is None else min(rows[0].holds, most)

    kept: Kept = current_app.extensions[MARKS]
    return kept.while_it_holds((statement, *values.values()), look)


def is_personal() -> bool:
    """Whether the page may show what another visitor's does not."""
    return bool(session) or g.get("kiosk") is not None


def tag_of(mark: object) -> str | None:
    """The mark with all else that a visitor's page depends on: the program, its settings, language, address."""
    if mark is None:
        return None
    built = current_app.jinja_env.globals["assets_mark"]
    edition = current_app.extensions[EDITION], built() if callable(built) else built
    return digest(repr((edition, visitor_language(), request.path, request.query_string, mark)))


def digest(words: str) -> str:
    """The words in short."""
    return hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=12).hexdigest()


def headers(tag: str | None) -> dict[str, str]:
    """Have browsers keep a page and ask whether it still holds. One without a tag is not kept."""
    if tag is None:
        return {"Cache-Control": "private, no-store"}
    return {"ETag": f'W/"{tag}"', "Cache-Control": "no-cache", "Vary": "Cookie, Accept-Language"}


def init_app(app: Flask) -> None:
    """Tell this start of the program from others: with it its settings, templates and texts may have changed."""
    app.extensions[EDITION] = secrets.token_hex(8)
    app.extensions[MARKS] = Kept(MOST_MARKS)
