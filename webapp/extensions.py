"""The Flask side of the libraries: database, sign-in, forms, languages."""

from __future__ import annotations

from flask import current_app, request
from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect

from webapp.config import Settings
from webapp.texts import DEFAULT_LANGUAGE, LANGUAGES

LANGUAGE_COOKIE = "language"
LANGUAGE_COOKIE_SECONDS = 365 * 24 * 3600

db = SQLAlchemy()
babel = Babel()
csrf = CSRFProtect()
login_manager = LoginManager()


def visitor_language() -> str:
    """The language that the visitor chose, else the best that their browser asks for, else Finnish."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen is not None and chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES)) or DEFAULT_LANGUAGE


def current_settings() -> Settings:
    """The settings of the application that answers this request."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings
