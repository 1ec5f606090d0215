"""Voting from the first page to the receipt, and what is turned down."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.ballots.models import Ballot, Choice
from webapp.projects.models import Project
from webapp.rounds.models import Round


@pytest.fixture
def round_(session: Session) -> Round:
    return factories.round_(session)


@pytest.fixture
def projects(session: Session, round_: Round) -> list[Project]:
    pot = factories.pot(session, round_, 1_000_00)
    made = [factories.project(session, round_, pot, cents) for cents in (600_00, 400_00, 500_00)]
    factories.open_voting(session, round_)
    session.commit()
    return made


@pytest.fixture
def voter(session: Session, sign_in: SignIn, round_: Round, projects: list[Project]) -> FlaskClient:
    client = sign_in(factories.account(session))
    form = {"birth_year": "1980", "lives_here": "y"}
    assert client.post(f"/rounds/{round_.slug}/vote/right", data=form).status_code == 302
    return client


def send(client: FlaskClient, round_: Round, *projects: object, nonce: object = None) -> tuple[int, str]:
    form = {"projects": [str(p) for p in projects], "nonce": str(nonce or uuid4())}
    answer = client.post(f"/rounds/{round_.slug}/vote/confirm", data=form)
    return answer.status_code, answer.headers.get("Location", "")


def test_a_visitor_is_led_to_sign_in(client: FlaskClient, round_: Round, projects: list[Project]) -> None:
    page = client.get(f"/rounds/{round_.slug}/vote").text
    assert (
        f"/sign-in?next=/rounds/{round_.slug}/vote" in page
        or f"/sign-in?next=%2Frounds%2F{round_.slug}%2Fvote" in page
    )


def test_closed_voting_says_so(client: FlaskClient, session: Session, round_: Round) -> None:
    session.commit()
    assert client.get(f"/rounds/{round_.slug}/vote").status_code == 200


def test_a_vote_is_reviewed_cast_and_found_by_its_receipt(
    voter: FlaskClient, client: FlaskClient, round_: Round, projects: list[Project], session: Session
) -> None:
    first, second, _third = projects
    assert str(first.title) in voter.get(f"/rounds/{round_.slug}/vote").text
    page = voter.post(
        f"/rounds/{round_.slug}/vote/review", data={"projects": [str(first.id), str(second.id)]}
    )
    nonce = re.search(r'name="nonce" value="([^"]+)"', page.text)
    assert nonce is not None
    status, where = send(voter, round_, first.id, second.id, nonce=nonce[1])
    assert status == 303
    assert send(voter, round_, second.id, first.id, nonce=nonce[1]) == (303, where)
    assert voter.get(where).status_code == 200
    code = where.rsplit("/", 1)[1]
    assert code in voter.get(where).text
    assert "on uurnassa" in client.get("/receipts", query_string={"code": code.lower()}).text
    assert len(session.scalars(select(Choice)).all()) == 2
    assert send(voter, round_, first.id)[0] == 303
    assert "on uurnassa" not in client.get("/receipts", query_string={"code": code}).text
    assert send(voter, round_, first.id, second.id, nonce=nonce[1])[0] == 409
    assert [b.state for b in session.scalars(select(Ballot).order_by(Ballot.state))] == [
        "counted",
        "replaced",
    ]


def test_what_is_not_a_lawful_ballot_is_turned_down(
    voter: FlaskClient, round_: Round, projects: list[Project], session: Session
) -> None:
    first, second, third = projects
    for wrong in ((first.id, third.id), (), (10**17,), ("\0",), ("9" * 5000,), ("x",), ("-1",)):
        assert send(voter, round_, *wrong)[0] == 400
        answer = voter.post(f"/rounds/{round_.slug}/vote/review", data={"projects": [str(w) for w in wrong]})
        assert answer.status_code == 400
    assert send(voter, round_, second.id, nonce="no uuid")[0] == 409
    assert session.scalars(select(Ballot)).all() == []


def test_without_the_right_nothing_is_cast(
    sign_in: SignIn, session: Session, round_: Round, projects: list[Project]
) -> None:
    client = sign_in(factories.account(session))
    assert send(client, round_, projects[0].id)[0] == 403
    young = {"birth_year": str(factories.now().year - 1), "lives_here": "y"}
    assert client.post(f"/rounds/{round_.slug}/vote/right", data=young).status_code == 403
    assert client.post(f"/rounds/{round_.slug}/vote/right", data={"birth_year": "1980"}).status_code == 403
    assert client.post(f"/rounds/{round_.slug}/vote/right", data={"birth_year": "\0"}).status_code == 400
    assert session.scalars(select(Ballot)).all() == []


def test_the_ballot_page_reads_four_times_at_most(
    voter: FlaskClient, round_: Round, projects: list[Project], queries: list[str]
) -> None:
    queries.clear()
    voter.get(f"/rounds/{round_.slug}/vote")
    assert len(queries) <= 5, "one of them is the session's"


def test_who_erases_the_account_and_comes_back_gets_no_second_ballot(
    sign_in: SignIn, session: Session, round_: Round, projects: list[Project]
) -> None:
    for project in projects[:2]:
        person = factories.account(session, email="Sama@Example.org")
        client = sign_in(person)
        form = {"birth_year": "1980", "lives_here": "y"}
        assert client.post(f"/rounds/{round_.slug}/vote/right", data=form).status_code == 302
        assert send(client, round_, project.id)[0] == 303
        assert client.post("/account/erase").status_code == 302
    counted = session.scalars(select(Ballot).where(Ballot.round_id == round_.id, Ballot.state == "counted"))
    assert len(counted.all()) == 1
