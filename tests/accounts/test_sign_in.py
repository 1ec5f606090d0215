"""Signing in by a one-time link, signing out for good, and roles."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.access import Permission
from webapp.accounts.actions import hash_of
from webapp.accounts.sign_in import account_of_session
from webapp.addresses import own_page
from webapp.extensions import db


def ask_for_link(client: FlaskClient, email: str = "aino@example.org", next_path: str = "/account") -> str:
    assert client.post("/sign-in", data={"email": email, "next": next_path}).status_code == 302
    found = re.findall(r"/sign-in/([\w-]{40,})", client.get("/outbox").text)
    return str(found[0])


def test_a_link_signs_in_once_and_leads_where_one_was_going(client: FlaskClient) -> None:
    token = ask_for_link(client)
    assert client.get(f"/sign-in/{token}").status_code == 200
    answer = client.post(f"/sign-in/{token}")
    assert answer.headers["Location"] == "/account"
    assert "aino@example.org" in client.get("/account").text
    assert client.post(f"/sign-in/{token}").status_code == 400


def test_the_page_says_once_to_which_address_the_link_went(client: FlaskClient) -> None:
    ask_for_link(client)
    assert "Lähetimme viestin osoitteeseen aino@example.org." in client.get("/sign-in/sent").text
    assert "aino@example.org" not in client.get("/sign-in/sent").text, "whoever comes next is not told"


def test_opening_the_link_spends_nothing(client: FlaskClient) -> None:
    token = ask_for_link(client)
    for _ in range(3):
        client.get(f"/sign-in/{token}")
    assert client.get("/account").status_code == 302
    assert client.post(f"/sign-in/{token}").status_code == 302


def test_an_old_link_and_a_made_up_one_are_refused(client: FlaskClient, session: Session) -> None:
    token = ask_for_link(client)
    session.execute(text("update sign_in_link set expires_at = now() - interval '1 minute'"))
    session.commit()
    assert client.post(f"/sign-in/{token}").status_code == 400
    assert client.post("/sign-in/not-one-of-ours").status_code == 400


def test_a_sixth_link_within_an_hour_is_refused(client: FlaskClient) -> None:
    answers = [client.post("/sign-in", data={"email": "a@example.org"}).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]


@pytest.mark.parametrize(
    "email", ["", "aino", "aino@", "a\0b@example.org", "x" * 300 + "@example.org", "a b@c.fi"]
)
def test_what_is_no_address_is_refused_with_words(client: FlaskClient, session: Session, email: str) -> None:
    assert client.post("/sign-in", data={"email": email}).status_code == 400
    assert session.scalar(text("select count(*) from sign_in_link")) == 0


def seen(session: Session) -> bool:
    return bool(session.scalar(text("select seen_at > now() - interval '1 minute' from sign_in_session")))


def test_being_there_is_noted_once_a_minute(session: Session, sign_in: SignIn) -> None:
    browser = sign_in(factories.account(session))
    session.execute(text("update sign_in_session set seen_at = now() - interval '2 minutes'"))
    session.commit()
    assert browser.get("/account").status_code == 200
    assert seen(session)


def test_being_there_is_not_noted_in_a_transaction_of_the_request(
    app: Flask, session: Session, sign_in: SignIn
) -> None:
    sign_in(factories.account(session))
    session.execute(text("update sign_in_session set key_hash = :hash"), {"hash": hash_of("key")})
    session.execute(text("update sign_in_session set seen_at = now() - interval '2 minutes'"))
    session.commit()
    with app.test_request_context():
        db.session.execute(text("select 1"))
        assert account_of_session("key") is not None
    assert not seen(session)


def test_signing_out_ends_the_session_so_that_a_kept_cookie_is_worth_nothing(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    browser = sign_in(factories.account(session))
    cookie = browser.get_cookie("nasta")
    assert cookie is not None
    browser.post("/sign-out")
    client.set_cookie("nasta", cookie.value)
    assert client.get("/account").status_code == 302


def test_erasing_empties_the_account(session: Session, sign_in: SignIn) -> None:
    person = factories.account(session, name="Poistuva")
    assert sign_in(person).post("/account/erase").status_code == 302
    row = session.execute(text("select email, name from account where id = :id"), {"id": person.id}).one()
    assert (row.email, row.name) == (None, None)


def test_a_coordinator_gives_and_takes_roles_but_never_the_last_of_its_kind(
    session: Session, sign_in: SignIn
) -> None:
    boss = factories.account(session, "coordinator")
    browser = sign_in(boss)
    browser.post("/staff/accounts", data={"email": "uusi@example.org", "role": "planner"})
    role = session.scalar(
        text(
            "select role from account_role r join account a on a.id = account_id where email = 'uusi@example.org'"
        )
    )
    assert role == "planner"
    assert browser.post(f"/staff/accounts/{boss.id}/revoke", data={"role": "coordinator"}).status_code == 409


def test_only_the_coordinator_manages_accounts(session: Session, sign_in: SignIn) -> None:
    assert sign_in(factories.account(session, "planner")).get("/staff/accounts").status_code == 403
    assert Permission.MANAGE_ACCOUNTS


def test_the_list_of_accounts_takes_the_same_queries_for_one_and_many(
    session: Session, sign_in: SignIn, queries: list[str]
) -> None:
    browser = sign_in(factories.account(session, "coordinator"))
    counts = []
    for _ in range(2):
        queries.clear()
        assert browser.get("/staff/accounts").status_code == 200
        counts.append(len(queries))
        for _n in range(5):
            factories.account(session, "official")
        session.commit()
    assert counts[0] == counts[1] <= 3


@pytest.mark.parametrize(
    "address", ["//evil.example", "https:evil", "/\\evil", "javascript:x", "https://a@b", "//[", "/\t/evil"]
)
def test_t14_nobody_is_sent_elsewhere(address: str) -> None:
    assert own_page(address) == "/"
