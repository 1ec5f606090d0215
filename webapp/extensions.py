"""The Flask side of the libraries: database, sign-in, forms, languages."""

from __future__ import annotations

import inspect
import select
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import current_app, request
from flask.sansio.app import App
from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError

from webapp.config import Settings
from webapp.reading import Kept
from webapp.texts import DEFAULT_LANGUAGE, LANGUAGES
from webapp.watched import Watched, connect_seconds, watched

LANGUAGE_COOKIE = "language"
LANGUAGE_COOKIE_SECONDS = 365 * 24 * 3600


class Database(SQLAlchemy):
    """The library's, but for two costs that every request would have."""

    def init_app(self, app: App) -> None:
        """Prepare the application."""
        super().init_app(app)
        # It would start a thread at the end of each request to close asynchronous sessions, of which we have none.
        ours = [one for one in app.teardown_appcontext_funcs if not inspect.iscoroutinefunction(one)]
        app.teardown_appcontext_funcs[:] = ours
        for engine in self._app_state[app].engines.values():
            event.listen(engine, "checkout", replace_if_closed)
            event.listen(engine, "do_connect", connect_watched(app.config["SETTINGS"]))


def connect_watched(settings: Settings) -> Callable[..., Watched]:
    """How an engine connects: with connections that no request waits for without end."""
    kind, seconds = watched(settings), connect_seconds(settings)

    def connect(dialect: object, record: object, words: list[Any], values: dict[str, Any]) -> Watched:
        connected = partial(kind.connect, *words, **{"connect_timeout": seconds, **values})
        return kind.silence.ask(seconds, connected)

    return connect


def replace_if_closed(connection: DBAPIConnection, record: object, proxy: object) -> None:
    """Have the pool replace a connection that the server has closed, after its restart for one.

    A closed one can be read from (the end of the stream), an idle one cannot: seeing that costs no round trip.
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        raise DisconnectionError("the server has closed the connection")


class FormGuard(CSRFProtect):
    """The library's, but that a request which may change nothing is not looked at further."""

    def protect(self, *args: Any, **options: Any) -> None:
        """Refuse a form that this browser was not given. Raises CSRFError."""
        if request.method in current_app.config["WTF_CSRF_METHODS"]:
            super().protect(*args, **options)


db = Database()
babel = Babel()
csrf = FormGuard()
login_manager = LoginManager()


def visitor_language() -> str:
    """The language that the visitor chose, else the best that their browser asks for, else Finnish."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen is not None and chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES)) or DEFAULT_LANGUAGE


def memory() -> Kept:
    """What this process keeps of what seldom changes."""
    kept: Kept = current_app.extensions["kept"]
    return kept


def current_settings() -> Settings:
    """The settings of the application that answers this request."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings
