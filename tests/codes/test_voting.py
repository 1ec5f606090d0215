"""Voting with a code: no account, one ballot, and a pass that ends with it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.voters import send
from tests.codes.holders import code_round, codes, enter
from tests.conftest import SignIn
from webapp.accounts.models import Account, SignInSession
from webapp.ballots.models import Ballot, Voter, VotingRight
from webapp.rounds.models import Round

ENGLISH = {"Accept-Language": "en"}


def test_a_code_opens_the_ballot_and_the_vote_ends_it(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    round_, project = code_round(session)
    accounts = len(session.scalars(select(Account.id)).all())
    code = codes(session, app, round_)[0]
    assert "/code" in client.get(f"/rounds/{round_.slug}/vote").text
    answer = enter(client, code)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/rounds/{round_.slug}/vote")
    ballot = client.get(f"/rounds/{round_.slug}/vote")
    assert str(project.title) in ballot.text
    assert ballot.headers["Cache-Control"] == "no-store"
    status, where = send(client, round_, project.id)
    assert status == 303 and "/receipt/" in where
    assert client.get(where).status_code == 200
    assert send(client, round_, project.id)[0] == 403, "the browser has nothing left to vote with"
    assert [b.state for b in session.scalars(select(Ballot))] == ["counted"]
    assert len(session.scalars(select(Account.id)).all()) == accounts + 1, "the official's alone"
    assert session.scalars(select(Voter)).all() == []


def test_t15_a_stolen_cookie_of_a_pass_is_worth_nothing_once_its_grace_is_over(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    """The same form is answered with the same receipt for two minutes: its answer may have been lost on the way."""
    round_, project = code_round(session)
    enter(client, codes(session, app, round_)[0])
    thief = app.test_client()
    with client.session_transaction() as mine, thief.session_transaction() as theirs:
        theirs.update(mine)
        stolen = mine["pass"]
    nonce = uuid4()
    first = send(client, round_, project.id, nonce=nonce)
    assert send(thief, round_, project.id, nonce=nonce) == first
    left = "select extract(epoch from ends_at - clock_timestamp()) from roll.pass"
    assert factories.run(session, left).scalar_one() <= 120
    factories.run(session, "update roll.pass set ends_at = clock_timestamp()")
    session.commit()
    with thief.session_transaction() as theirs:
        theirs["pass"] = stolen
    assert send(thief, round_, project.id, nonce=nonce)[0] == 403


@pytest.mark.parametrize("ended", ["ends_at = now()", "seen_at = now() - interval '31 minutes'"])
def test_a_pass_ends_by_itself(app: Flask, client: FlaskClient, session: Session, ended: str) -> None:
    round_, project = code_round(session)
    enter(client, codes(session, app, round_)[0])
    factories.run(session, f"update roll.pass set {ended}")
    session.commit()
    late = client.post(f"/rounds/{round_.slug}/vote/review", data={"projects": str(project.id)})
    assert late.status_code == 403 and 'href="/code"' in late.text, "the way back is on the page"
    assert "/code" in client.get(f"/rounds/{round_.slug}/vote").text


def test_one_code_is_one_ballot_however_often_it_is_entered(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    round_, project = code_round(session)
    code = codes(session, app, round_)[0]
    for _ in range(3):
        enter(client, code)
        assert send(client, round_, project.id)[0] == 303
    states = sorted(b.state for b in session.scalars(select(Ballot)))
    assert states == ["counted", "replaced", "replaced"]
    assert len(session.scalars(select(VotingRight)).all()) == 1


def test_where_the_first_vote_is_final_the_code_opens_no_second(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    round_, project = code_round(session, can_change_ballot=False)
    code = codes(session, app, round_)[0]
    enter(client, code)
    send(client, round_, project.id)
    enter(client, code)
    assert send(client, round_, project.id)[0] == 409


def test_a_pass_votes_in_its_own_round_and_does_nothing_else(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    round_, _ = code_round(session)
    other, project = code_round(session)
    enter(client, codes(session, app, round_)[0])
    assert send(client, other, project.id)[0] == 403
    assert "/sign-in" in client.get("/account").headers["Location"]
    assert client.get(f"/staff/rounds/{round_.slug}/codes").status_code in (302, 403)


def test_who_was_signed_in_is_signed_out_for_good_by_a_code(
    app: Flask, session: Session, sign_in: SignIn
) -> None:
    account = factories.account(session)
    browser = sign_in(account)
    enter(browser, codes(session, app, code_round(session)[0])[0])
    assert session.scalars(select(SignInSession).where(SignInSession.account_id == account.id)).all() == []
    assert "/sign-in" in browser.get("/account").headers["Location"]


def test_an_account_alone_does_not_vote_where_codes_are_asked(session: Session, sign_in: SignIn) -> None:
    round_, project = code_round(session)
    assert send(sign_in(factories.account(session)), round_, project.id)[0] == 403


def test_leaving_without_voting_ends_the_pass_and_spends_nothing(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    round_, project = code_round(session)
    code = codes(session, app, round_)[0]
    enter(client, code)
    assert client.post("/code/leave").status_code == 302
    assert factories.run(session, "select count(*) from roll.pass").scalar_one() == 0
    assert send(client, round_, project.id)[0] == 403
    assert enter(client, code).status_code == 303


def own_area_round(session: Session) -> Round:
    round_ = factories.round_(session, voting_providers=["code"], voting_areas="own")
    for code in ("A", "B"):
        factories.project(session, round_, factories.pot(session, round_, area_code=code))
    factories.open_voting(session, round_)
    session.commit()
    return round_


def test_where_the_area_matters_it_is_asked_and_nothing_else(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    round_ = own_area_round(session)
    enter(client, codes(session, app, round_)[0])
    page = client.get(f"/rounds/{round_.slug}/vote").text
    assert 'name="own_area"' in page and "birth_year" not in page and "lives_here" not in page
    assert client.post(f"/rounds/{round_.slug}/vote/right", data={"own_area": "B"}).status_code == 302
    assert [r.area_code for r in session.scalars(select(VotingRight))] == ["B"]


def test_a_batch_of_an_area_gives_the_area(app: Flask, client: FlaskClient, session: Session) -> None:
    round_ = own_area_round(session)
    enter(client, codes(session, app, round_, area_code="A")[0])
    assert "own_area" not in client.get(f"/rounds/{round_.slug}/vote").text
    assert [r.area_code for r in session.scalars(select(VotingRight))] == ["A"]


def test_before_voting_opens_a_code_says_when(app: Flask, client: FlaskClient, session: Session) -> None:
    round_ = factories.round_(session, voting_providers=["code"])
    factories.phase(session, round_, "voting", 1, 2)
    code = codes(session, app, round_)[0]
    where = enter(client, code).headers["Location"]
    assert "opens" in client.get(where, headers=ENGLISH).text
    assert session.scalars(select(VotingRight)).all() == []


def test_the_ballot_page_of_a_pass_reads_five_times_at_most(
    app: Flask, client: FlaskClient, session: Session, queries: list[str]
) -> None:
    round_, _ = code_round(session)
    enter(client, codes(session, app, round_)[0])
    queries.clear()
    client.get(f"/rounds/{round_.slug}/vote")
    assert len(queries) <= 5


def test_a_click_lengthens_the_half_hour_of_a_pass(app: Flask, client: FlaskClient, session: Session) -> None:
    round_, _ = code_round(session)
    enter(client, codes(session, app, round_)[0])
    factories.run(session, "update roll.pass set seen_at = clock_timestamp() - interval '20 minutes'")
    session.commit()
    client.get(f"/rounds/{round_.slug}/vote")
    idle = "select extract(epoch from clock_timestamp() - seen_at) from roll.pass"
    assert factories.run(session, idle).scalar_one() < 60
