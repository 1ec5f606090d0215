"""The browser that asks: links for it, and whether it has been used for an account before."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from webapp.access import SignedIn
from webapp.accounts import actions, letters
from webapp.accounts.rules import client_mark
from webapp.extensions import current_settings, db

COOKIE = "known"
SECONDS = 365 * 24 * 3600
MOST = 5
"""Officials' accounts that a browser remembers."""


def mail_link(email: str, next_path: str) -> None:
    """Mail a sign-in link that leads to the page. Raises Refusal(TOO_MANY_LINKS)."""
    settings = current_settings()
    mark = client_mark(request.remote_addr, settings.secret_key.get_secret_value(), datetime.now(UTC).date())
    client = actions.Client(mark, settings.sign_in_links_of_client) if mark else None
    token = actions.make_link(db.session, email, next_path, settings.sign_in_link_minutes, client)
    letters.send_link(db.session, email, token)


def tell_of_new_browser(account: SignedIn) -> None:
    """Write to an official who has signed in with a browser that was not used for the account before."""
    if account.roles and account.email and account.id not in _known():
        letters.tell_of_account(db.session, account.email, account.language, letters.NEW_BROWSER)


def remember(account: SignedIn, response: Response) -> None:
    """Have the browser remember, signed by us, that it was used for the official's account."""
    if account.roles:
        known = [one for one in _known() if one != account.id]
        value = _signer().dumps([account.id, *known][:MOST])
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        response.set_cookie(
            COOKIE, value, max_age=SECONDS, httponly=True, samesite="Lax", secure=secure, path="/"
        )


def _known() -> list[int]:
    try:
        return list(_signer().loads(request.cookies.get(COOKIE, "")))
    except BadSignature:
        return []


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_settings().secret_key.get_secret_value(), salt="known browser")
