"""T4, T15, T17: signing in tells nobody who is known; a session ends when it should, and a role with it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.accounts.actions import make_link
from webapp.accounts.models import Mail, SignInSession
from webapp.ballots import receipts


def shape(statement: str) -> str:
    """A statement without the names that differ from run to run."""
    return re.sub(r"\s+", " ", statement)


def test_t4_asking_for_a_link_tells_nothing_of_the_address(
    client: FlaskClient, session: Session, queries: list[str]
) -> None:
    """The same answer and the same statements for an address with an account and one without."""
    known = factories.account(session, "planner").email
    session.commit()
    seen = []
    for email in (known, "nobody@example.org"):
        queries.clear()
        answer = client.post("/sign-in", data={"email": email})
        seen.append(
            (answer.status_code, answer.headers["Location"], answer.data, [shape(q) for q in queries])
        )
    assert seen[0] == seen[1]
    assert session.scalars(select(Mail.recipient).order_by(Mail.id)).all() == [known, "nobody@example.org"]


def test_t4_a_receipt_that_is_nobodys_is_looked_for_like_any(client: FlaskClient, queries: list[str]) -> None:
    """What a receipt of eighty bits says is meant for whoever has it; others learn nothing by trying."""
    pages, statements = set(), []
    for number in (1, 2**79):
        code = receipts.code_of(number.to_bytes(10) + bytes(22))
        queries.clear()
        answer = client.get("/receipts", query_string={"code": code})
        pages.add(answer.text.replace(code, ""))
        statements.append([shape(q) for q in queries])
    assert len(pages) == 1
    assert statements[0] == statements[1]


def test_t15_signing_in_gives_a_new_session_and_keeps_nothing_of_the_one_before(
    client: FlaskClient, session: Session
) -> None:
    token = make_link(session, "a@example.org", "/", 20)
    session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["planted"] = "chosen-by-somebody-else", "yes"
    assert client.post(f"/sign-in/{token}").status_code == 302
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != "chosen-by-somebody-else"
        assert "planted" not in cookie


def test_t15_a_kept_cookie_is_worth_nothing_after_signing_out(
    app: Flask, session: Session, sign_in: SignIn
) -> None:
    client = sign_in(factories.account(session))
    kept = client.get_cookie("nasta")
    assert kept is not None
    assert client.post("/sign-out").status_code == 302
    thief = app.test_client()
    thief.set_cookie("nasta", kept.value)
    assert thief.get("/account").headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize(("column", "minutes"), [("seen_at", 61), ("expires_at", 60 * 9)])
def test_t15_a_session_ends_when_idle_and_at_the_end_of_the_day(
    session: Session, sign_in: SignIn, column: str, minutes: int
) -> None:
    client = sign_in(factories.account(session))
    earlier = getattr(SignInSession, column) - timedelta(minutes=minutes)
    session.execute(update(SignInSession).values({column: earlier}))
    session.commit()
    assert client.get("/account").status_code == 302


def test_t15_a_role_that_was_taken_is_gone_at_the_next_request(session: Session, sign_in: SignIn) -> None:
    person = factories.account(session, "planner")
    client = sign_in(person)
    assert client.get("/staff/rounds/new").status_code == 200
    session.execute(text("delete from account_role where account_id = :id"), {"id": person.id})
    session.commit()
    assert client.get("/staff/rounds/new").status_code == 403


def test_t15_t17_a_link_signs_in_once_and_never_after_a_newer_day(
    client: FlaskClient, session: Session
) -> None:
    """The link is the only key of an account without an identity provider: once, and for minutes."""
    token = make_link(session, "planner@example.org", "/", 20)
    old = make_link(session, "planner@example.org", "/", -1)
    session.commit()
    statuses = [client.post(f"/sign-in/{one}").status_code for one in (token, token, old)]
    assert statuses == [302, 400, 400]


def test_t17_whoever_comes_into_the_mail_of_one_official_cannot_open_close_or_annul_a_vote(
    session: Session, sign_in: SignIn
) -> None:
    """Every step of a vote takes a second person, whatever the first one's browser sends."""
    round_ = factories.round_(session, two_people=True)
    factories.project(session, round_, factories.pot(session, round_))
    factories.phase(session, round_, "voting", -2, -1)
    session.commit()
    client = sign_in(factories.account(session, "coordinator"))
    assert (
        client.post(
            f"/staff/rounds/{round_.slug}/vote/steps", data={"step": "annul", "note": "x"}
        ).status_code
        == 302
    )
    step = session.execute(text("select id from vote_step")).scalar_one()
    assert client.post(f"/staff/rounds/{round_.slug}/vote/steps/{step}").status_code in (400, 403, 409)
    assert session.execute(text("select confirmed_at from vote_step")).scalar_one() is None
