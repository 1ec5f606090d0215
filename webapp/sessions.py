"""The session of a browser, in a signed cookie as Flask keeps it."""

from __future__ import annotations

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer

SIGNER = "session_signer"


class Sessions(SecureCookieSessionInterface):
    """Flask's, but that it prepares nothing for a visitor who has no cookie, and what checks signatures only once."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs and checks cookies with the application's key."""
        if SIGNER not in app.extensions:
            app.extensions[SIGNER] = super().get_signing_serializer(app)
        signer: URLSafeTimedSerializer | None = app.extensions[SIGNER]
        return signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the browser's cookie holds, empty where it has none or its signature is wrong."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send what has changed. For a visitor without anything in the session it is enough that caches are told."""
        if session or session.modified:
            super().save_session(app, session, response)
        elif session.accessed and "Cookie" not in response.headers.get("Vary", ""):
            response.vary.add("Cookie")
