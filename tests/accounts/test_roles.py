"""Giving roles: who is told, in which language; the coordinator's list; the command."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn


def last_mail(session: Session) -> str:
    row = session.execute(text("select subject, body from mail order by id desc limit 1")).one()
    return f"{row.subject}\n{row.body}"


@pytest.mark.parametrize(("language", "word"), [("fi", "Hei"), ("sv", "Hej"), ("en", "Hello")])
def test_who_gets_a_role_is_told_in_their_own_language(
    session: Session, sign_in: SignIn, language: str, word: str
) -> None:
    factories.account(session, email="elsa@example.org", language=language)
    browser = sign_in(factories.account(session, "coordinator"))
    browser.post("/staff/accounts", data={"email": "Elsa@example.org", "role": "planner"})
    assert word in last_mail(session)


def test_the_command_gives_the_role_and_writes_with_a_link(app: Flask, session: Session) -> None:
    session.commit()
    answer = app.test_cli_runner().invoke(
        args=["accounts", "grant", "ensi@example.org", "coordinator", "--language", "sv"]
    )
    assert answer.exit_code == 0, answer.output
    assert "http://127.0.0.1:8000/sign-in?next=/staff" in last_mail(session)
    assert "Hej" in last_mail(session)
    made = session.execute(text("select language from account where email = 'ensi@example.org'")).one()
    assert made.language == "sv"


def test_the_command_refuses_what_is_no_address(app: Flask, session: Session) -> None:
    assert app.test_cli_runner().invoke(args=["accounts", "grant", "ensi", "planner"]).exit_code == 2


def test_the_list_is_narrowed_by_role_and_by_words(session: Session, sign_in: SignIn) -> None:
    factories.account(session, "gis", email="kartta@example.org")
    factories.account(session, email="a_b@example.org")
    factories.account(session, email="axb@example.org")
    browser = sign_in(factories.account(session, "coordinator", email="boss@example.org"))
    by_role = browser.get("/staff/accounts?role=gis").text
    assert "kartta@example.org" in by_role and "boss@example.org" not in by_role
    by_words = browser.get("/staff/accounts?q=a_b").text
    assert "a_b@example.org" in by_words and "axb@example.org" not in by_words
