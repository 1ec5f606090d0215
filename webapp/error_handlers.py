"""Refusals and faults as pages in the visitor's language; their words are in error_pages.py."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import psycopg
import structlog
from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from geo.errors import GeometryError
from webapp.access import current_account
from webapp.areas.words import status_for
from webapp.database_refusals import refusal_of
from webapp.error_pages import REFUSALS, TITLES, WORDS, geometry_words, words_of
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db

C = RefusalCode
log = structlog.get_logger()
WAYS_ON = {
    C.CODE_FIRST: ("codes.enter", _l("Enter your code and vote")),
    C.SECOND_FACTOR_FIRST: ("factor.ask", _l("Confirm that it is you")),
    C.CONFIRM_FIRST: ("factor.ask", _l("Confirm that it is you")),
    C.LAYER_FILE_GONE: ("layer_versions.index", _l("See the boundary layers")),
}
"""Where a refusal's page leads instead of the front page."""
ASKED_AT = {
    C.SIGN_IN_FIRST: "accounts.sign_in",
    C.SECOND_FACTOR_FIRST: "factor.ask",
    C.CONFIRM_FIRST: "factor.ask",
}
"""Where a browser is sent that only has to say who it is; from there it comes back."""
KEPT_HEADERS = ("Allow", "Retry-After")
"""Headers that tell a program what it may do instead."""


def init_app(app: Flask) -> None:
    """Have every refusal and fault answered by a page in the visitor's language."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(GeometryError, unreadable)
    app.register_error_handler(CSRFError, csrf_failed)
    app.register_error_handler(SecurityError, other_host)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(DBAPIError, database_error)
    app.register_error_handler(psycopg.OperationalError, database_away)
    app.register_error_handler(Exception, fault)


def refused(refusal: Refusal) -> ResponseReturnValue:
    """Turn a refusal into its page, or into the page that asks who it is when only that is missing."""
    db.session.rollback()
    if refusal.code in ASKED_AT and request.method == "GET":
        back = request.full_path if request.query_string else request.path
        return redirect(f"{url_for(ASKED_AT[refusal.code])}?{urlencode({'next': back})}")
    return page(REFUSALS[refusal.code][0], words_of(refusal), WAYS_ON.get(refusal.code))


def unreadable(error: GeometryError) -> ResponseReturnValue:
    """A place or a layer that cannot be used."""
    db.session.rollback()
    return page(status_for(error.code), geometry_words(error))


def csrf_failed(error: CSRFError) -> ResponseReturnValue:
    """A form that was open too long or came from elsewhere."""
    return page(400, str(_l("The page had been open too long. Go back, load it again and send once more.")))


def other_host(error: SecurityError) -> ResponseReturnValue:
    """A request under a name that is not ours: no page, as its links would lead there."""
    return Response("This is not the name of this service.\n", 400, mimetype="text/plain")


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Any other HTTP error, keeping redirects as they are."""
    if error.code is None or error.code < 400:
        return error.get_response()
    if error.code == 405 and request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
        return redirect(page_above(request.path))
    answer = page(error.code, str(WORDS.get(error.code, WORDS[400])))
    answer.headers.extend((name, value) for name, value in error.get_headers() if name in KEPT_HEADERS)
    return answer


def database_error(error: DBAPIError) -> ResponseReturnValue:
    """What the database turns down by name is refused, also at commit; a database away, full or overloaded is 503 'not saved'; else a fault."""
    refusal = refusal_of(error)
    if refusal is not None:
        return refused(refusal)
    state = getattr(error.orig, "sqlstate", None) or ""
    resting = isinstance(error, OperationalError) or state[:2] in ("08", "53", "57", "40")
    if not resting:
        return fault(error)
    return database_away(error.orig)


def database_away(error: BaseException | None) -> ResponseReturnValue:
    """The same for what is read without SQLAlchemy, such as tiles."""
    log.warning("database_unavailable", sqlstate=getattr(error, "sqlstate", None))
    return page(503, str(WORDS[503]))


def fault(error: Exception) -> ResponseReturnValue:
    """A fault of ours: noted with its trace, said plainly, nothing kept."""
    log.error("fault", exc_info=error)
    return page(InternalServerError.code or 500, str(WORDS[500]))


def page(status: int, words: str, way_on: tuple[str, object] | None = None) -> Response:
    """The error page of a status, with a way on (endpoint, words). It must render even when the database is away."""
    if status < 500:
        recognise()
    g.no_account = True
    title = str(TITLES.get(status, TITLES[400]))
    body = render_template(
        "errors/error.html", status=status, title=title, words=words, way_on=way_on, way_back=way_back()
    )
    return Response(body, status=status, headers={"Cache-Control": "no-store"})


def way_back() -> str | None:
    """The page of ours whose form was sent, where one can look again; None where there is none to be had."""
    page, here = urlsplit(request.referrer or ""), urlsplit(request.host_url)
    if request.method != "POST" or (page.scheme, page.netloc) != (here.scheme, here.netloc):
        return None
    if not is_page(page.path):
        return None
    return f"{page.path}?{page.query}" if page.query else page.path


def page_above(path: str) -> str:
    """The nearest page above an address that only takes forms: a browser comes to such a one by its history, or by
    choosing a language on the page that answered a form."""
    while path and not is_page(path):
        path = path.rpartition("/")[0]
    return path or "/"


def is_page(path: str) -> bool:
    """Whether a browser may open the address."""
    try:
        current_app.url_map.bind(urlsplit(request.host_url).netloc).match(path, method="GET")
    except HTTPException:
        return False
    return True


def recognise() -> None:
    """Look up who asks, so that the page's header is theirs. Where that cannot be done it is a visitor's."""
    try:
        current_account()
    except (DBAPIError, psycopg.OperationalError):
        db.session.rollback()
