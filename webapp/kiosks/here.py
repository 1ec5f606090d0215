"""The kiosk that answers this request, and what it does not show."""

from __future__ import annotations

from flask import Response, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from webapp.access import PASS
from webapp.extensions import db
from webapp.kiosks.queries import kiosk_of
from webapp.kiosks.rules import COOKIE, START, KioskView, is_shown


def kiosk_here() -> KioskView | None:
    """The kiosk that this browser is, or None. One query the first time, none in other browsers."""
    key = request.cookies.get(COOKIE)
    if key is None:
        return None
    if "kiosk" not in g:
        g.kiosk = None  # also for the page that says that the database is away
        g.kiosk = kiosk_of(db.session, key)
    found: KioskView | None = g.kiosk
    return found


def show_nothing_else() -> ResponseReturnValue | None:
    """Lead a kiosk back to its start from whatever it does not show."""
    kiosk = kiosk_here()
    if kiosk is None or request.endpoint is None:
        return None
    if is_shown(kiosk, request.endpoint, request.view_args or {}, PASS in session):
        return None
    return redirect(url_for(START), 303)


def keep_nothing(response: Response) -> Response:
    """Have a kiosk keep no page: going back must not show what the voter before saw."""
    if g.get("kiosk") is not None and request.endpoint not in ("static", "theme.theme", "tiles.backdrop"):
        response.headers["Cache-Control"] = "no-store"
    return response
