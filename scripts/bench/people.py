"""People to send requests as: accounts that have signed in, with the cookies of their browsers."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import login_user
from flask_wtf.csrf import generate_csrf
from pydantic import SecretStr
from sqlalchemy import text

from scripts.bench.city import HOME, City
from webapp import create_app
from webapp.access import SignedIn
from webapp.accounts.actions import hash_of
from webapp.config import Settings
from webapp.extensions import db

BROWSER = {"User-Agent": "nasta-bench"}
ACCOUNTS = text(
    """
    insert into account (email)
    select cast(:tag as text) || '-' || n || '@nasta.example' from generate_series(1, cast(:count as int)) n
    on conflict do nothing
    """
)
FOUND = text(
    "select id, email from account where email like :tag || '-%@nasta.example' order by id limit :count"
)
SESSIONS = text(
    """
    insert into sign_in_session (key_hash, account_id, expires_at)
    values (:key_hash, :account, now() + interval '1 day')
    on conflict (key_hash) do update set seen_at = now(), expires_at = excluded.expires_at
    """
)


@dataclass(frozen=True)
class Person:
    """Someone signed in: the account, the headers that the browser sends, the token of its forms."""

    account_id: int
    email: str
    headers: dict[str, str]
    csrf_token: str


def application(city: City) -> Flask:
    """The application in this process, with the same secrets as the one that is measured."""
    settings = Settings(
        database_url=city.url,
        environment="production",
        secret_key=SecretStr("bench"),
        key_folder=HOME / "keys",
    )
    return create_app(settings)


def sign_in(app: Flask, count: int, tag: str = "bench") -> list[Person]:
    """So many people whose addresses begin with the tag, each signed in anew."""
    with app.app_context():
        values = {"count": count, "tag": tag}
        db.session.execute(ACCOUNTS, values)
        accounts = [(int(row.id), str(row.email)) for row in db.session.execute(FOUND, values)]
        rows = [{"key_hash": hash_of(f"{tag}-{account}"), "account": account} for account, _ in accounts]
        db.session.execute(SESSIONS, rows)
        db.session.commit()
    return [person(app, account, email, f"{tag}-{account}") for account, email in accounts]


def person(app: Flask, account_id: int, email: str, key: str) -> Person:
    """The cookie and the form token, made as signing in makes them."""
    with app.test_request_context(headers=BROWSER, environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        login_user(SignedIn(key, account_id, "", None, "fi", ()))
        token = generate_csrf()
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None
        cookie = serializer.dumps(dict(session))
    return Person(account_id, email, {**BROWSER, "Cookie": f"nasta={cookie}"}, token)
