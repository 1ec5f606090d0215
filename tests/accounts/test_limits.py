"""How many sign-in links one network address may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp import behind_proxies, create_app
from webapp.accounts.rules import client_mark
from webapp.config import Settings

DAY = date(2026, 11, 24)


@pytest.fixture
def few_links(app: Flask) -> Iterator[None]:
    """Three links an hour for a client."""
    usual: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = usual.model_copy(update={"sign_in_links_of_client": 3})
    yield
    app.config["SETTINGS"] = usual


def ask(client: FlaskClient, number: int, address: str, forwarded: str | None = None) -> int:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    data = {"email": f"person{number}@example.org"}
    return client.post(
        "/sign-in", data=data, environ_base={"REMOTE_ADDR": address}, headers=headers
    ).status_code


def test_one_client_gets_no_more_links_for_any_address_but_others_do(
    client: FlaskClient, few_links: None
) -> None:
    assert [ask(client, n, "192.0.2.1") for n in range(5)] == [302, 302, 302, 429, 429]
    assert ask(client, 9, "192.0.2.2") == 302


def test_what_a_client_says_of_itself_is_not_believed(client: FlaskClient, few_links: None) -> None:
    answers = [ask(client, n, "192.0.2.1", forwarded=f"198.51.100.{n}") for n in range(5)]
    assert answers == [302, 302, 302, 429, 429]


def test_the_network_address_itself_is_not_kept(client: FlaskClient, session: Session) -> None:
    ask(client, 1, "192.0.2.77")
    kept = session.execute(text("select client, l::text as whole from sign_in_link l")).one()
    assert len(kept.client) == 16 and "192.0.2.77" not in kept.whole


def test_a_proxy_of_ones_own_is_believed_about_its_last_caller_only() -> None:
    app = Flask("proxied")
    behind_proxies(app, 1)
    app.add_url_rule("/", "who", lambda: str(request.remote_addr))
    answer = app.test_client().get(
        "/", headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.5"}, environ_base={"REMOTE_ADDR": "127.0.0.1"}
    )
    assert answer.text == "192.0.2.5"


def test_an_ipv6_network_is_one_client() -> None:
    one = client_mark("2001:db8:1:2::1", "secret", DAY)
    assert one == client_mark("2001:db8:1:2:ffff::9", "secret", DAY)
    assert one != client_mark("2001:db8:1:3::1", "secret", DAY)


def test_the_mark_changes_with_the_day_and_the_secret() -> None:
    marks = {
        client_mark("192.0.2.1", "secret", DAY),
        client_mark("192.0.2.1", "secret", date(2026, 11, 25)),
        client_mark("192.0.2.1", "other", DAY),
    }
    assert len(marks) == 3
    assert client_mark(None, "secret", DAY) is None is client_mark("unix:", "secret", DAY)


def test_with_a_public_address_other_names_are_refused(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    told = create_app(
        settings.model_copy(update={"public_url": "https://budjetti.example", "secret_key": SecretStr("x")})
    )
    client = told.test_client()
    assert client.get("/sign-in/sent", base_url="https://budjetti.example").status_code == 200
    assert client.get("/sign-in/sent", base_url="https://evil.example").status_code == 400
