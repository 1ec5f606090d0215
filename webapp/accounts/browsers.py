"""The browser that asks: links for it, whether it has been used for an account before, and who has typed a postcode in it."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from webapp.access import SignedIn
from webapp.accounts import actions, letters
from webapp.accounts.rules import client_mark
from webapp.extensions import current_settings, db

COOKIE = "known"
SECONDS = 365 * 24 * 3600
MOST = 5
"""Officials' accounts that a browser remembers."""
DECLARED = "declared"
HALF_A_YEAR = 180 * 24 * 3600


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
        _keep(response, COOKIE, _signer().dumps([account.id, *known][:MOST]), SECONDS)


def declared_here() -> tuple[int, datetime] | None:
    """Who has typed a postcode in this browser: the account and when it was made, lest another has its number since."""
    try:
        account_id, made_at = _declared_signer().loads(request.cookies.get(DECLARED, ""), max_age=HALF_A_YEAR)
    except BadSignature:
        return None
    return account_id, datetime.fromisoformat(made_at)


def remember_declared(account_id: int, made_at: datetime, response: Response) -> None:
    """Have the browser remember, signed by us, whose postcode was typed in it, so that they come back as the same person."""
    _keep(response, DECLARED, str(_declared_signer().dumps([account_id, made_at.isoformat()])), HALF_A_YEAR)


def forget_declared(response: Response) -> None:
    """Have the browser forget them: it is shared, or they want to be gone."""
    response.delete_cookie(DECLARED)


def _keep(response: Response, name: str, value: str, seconds: int) -> None:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=secure, path="/")


def _declared_signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        current_settings().secret_key.get_secret_value(), salt="declared in this browser"
    )


def _known() -> list[int]:
    try:
        return list(_signer().loads(request.cookies.get(COOKIE, "")))
    except BadSignature:
        return []


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_settings().secret_key.get_secret_value(), salt="known browser")
