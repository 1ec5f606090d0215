"""A kiosk: nothing but one vote, and nothing of the voter before."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.voters import review, send
from tests.codes.holders import code_round, codes, enter
from tests.conftest import SignIn
from webapp.accounts.models import SignInSession
from webapp.audit.models import AuditEvent
from webapp.ballots.models import Ballot
from webapp.kiosks.models import Kiosk
from webapp.projects.models import Project
from webapp.rounds.models import Round


@pytest.fixture
def arranged(session: Session) -> tuple[Round, Project]:
    return code_round(session)


@pytest.fixture
def round_(arranged: tuple[Round, Project]) -> Round:
    return arranged[0]


@pytest.fixture
def project(arranged: tuple[Round, Project]) -> Project:
    return arranged[1]


@pytest.fixture
def kiosk(session: Session, sign_in: SignIn, round_: Round) -> FlaskClient:
    """A browser that an official has made a kiosk."""
    browser = sign_in(factories.account(session, "official"))
    answer = browser.post(f"/staff/rounds/{round_.slug}/kiosks", data={"place": "Pääkirjasto"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/code")
    return browser


def test_who_starts_a_kiosk_is_signed_out_there(session: Session, kiosk: FlaskClient) -> None:
    assert session.scalars(select(SignInSession)).all() == []
    assert kiosk.get("/account").headers["Location"] == "/code"


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/rounds",
        "/sign-in",
        "/account",
        "/staff",
        "/receipts?code=0000-0000-0000-0000",
        "/identify",
        "/identify/postcode",
        "/outbox",
    ],
)
def test_a_kiosk_shows_nothing_but_the_vote(kiosk: FlaskClient, address: str) -> None:
    answer = kiosk.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/code")


def test_no_link_of_a_kiosk_leads_to_signing_in(
    kiosk: FlaskClient, round_: Round, app: Flask, session: Session
) -> None:
    assert "/sign-in" not in kiosk.get("/code").text
    enter(kiosk, codes(session, app, round_)[0])
    page = kiosk.get(f"/rounds/{round_.slug}/vote").text
    assert "/sign-in" not in page and "/account" not in page
    assert 'data-module="kiosk"' in page and "/kiosk/next" in page


def test_who_reads_about_a_project_on_a_kiosk_finds_back_to_the_ballot(
    app: Flask, session: Session, kiosk: FlaskClient, round_: Round, project: Project
) -> None:
    enter(kiosk, codes(session, app, round_)[0])
    page = kiosk.get(f"/projects/{project.id}")
    assert page.status_code == 200 and "Takaisin äänestykseen" in page.text
    assert kiosk.get("/code").headers["Location"] == f"/rounds/{round_.slug}/vote"


def test_posting_where_a_kiosk_does_not_lead_does_nothing(kiosk: FlaskClient, session: Session) -> None:
    assert kiosk.post("/sign-in", data={"email": "anna@example.org"}).status_code == 303
    assert factories.run(session, "select count(*) from mail").scalar_one() == 0


def test_two_people_vote_one_after_another_and_see_nothing_of_each_other(
    app: Flask, session: Session, kiosk: FlaskClient, round_: Round, project: Project
) -> None:
    first, second = codes(session, app, round_, 2)
    enter(kiosk, first)
    assert review(kiosk, round_, project.id).status_code == 200
    status, where = send(kiosk, round_, project.id)
    assert (status, where) == (303, "/kiosk/receipt")
    receipt = kiosk.get(where)
    assert receipt.status_code == 200 and receipt.headers["Cache-Control"] == "no-store"
    with kiosk.session_transaction() as cookie:
        code = cookie["receipt"]
    assert code in receipt.text

    gone = kiosk.post("/kiosk/next")
    assert (gone.status_code, gone.headers["Location"]) == (303, "/code")
    assert '"storage"' in gone.headers["Clear-Site-Data"]
    assert kiosk.get("/kiosk/receipt").headers["Location"] == "/code", "going back shows no receipt"
    assert kiosk.get(f"/rounds/{round_.slug}/vote/receipt/{code}").headers["Location"] == "/code"
    assert kiosk.get(f"/rounds/{round_.slug}/vote").headers["Location"] == "/code"
    assert review(kiosk, round_, project.id).status_code == 403, "nor does sending a form of theirs again"
    assert factories.run(session, "select count(*) from roll.pass").scalar_one() == 0

    enter(kiosk, second)
    assert send(kiosk, round_, project.id)[0] == 303
    assert [b.state for b in session.scalars(select(Ballot))] == ["counted", "counted"]


def test_a_voter_who_walks_away_is_cleared_by_the_next_without_having_voted(
    app: Flask, session: Session, kiosk: FlaskClient, round_: Round
) -> None:
    code = codes(session, app, round_)[0]
    enter(kiosk, code)
    assert kiosk.get("/code").headers["Location"] == f"/rounds/{round_.slug}/vote", (
        "the ballot is still there"
    )
    kiosk.post("/kiosk/next")
    assert kiosk.get("/code").status_code == 200
    assert enter(kiosk, code).status_code == 303, "the code is not spent"


def test_the_language_of_a_voter_goes_with_them(kiosk: FlaskClient) -> None:
    kiosk.get("/language/sv?next=/code")
    assert 'lang="sv"' in kiosk.get("/code").text[:100]
    kiosk.post("/kiosk/next")
    assert 'lang="fi"' in kiosk.get("/code").text[:100]


def test_every_page_of_a_kiosk_is_kept_nowhere(
    app: Flask, session: Session, kiosk: FlaskClient, round_: Round, project: Project
) -> None:
    enter(kiosk, codes(session, app, round_)[0])
    for address in (
        "/code",
        f"/rounds/{round_.slug}/vote",
        f"/projects/{project.id}",
        "/how-votes-are-kept",
        "/nowhere",
    ):
        assert kiosk.get(address).headers["Cache-Control"] == "no-store"


def test_a_code_of_another_round_opens_nothing_on_a_kiosk(
    app: Flask, session: Session, kiosk: FlaskClient
) -> None:
    other, _project = code_round(session)
    assert enter(kiosk, codes(session, app, other)[0]).status_code == 403


def test_a_kiosk_is_ended_from_elsewhere_and_so_is_who_votes_there(
    app: Flask, session: Session, kiosk: FlaskClient, sign_in: SignIn, round_: Round, project: Project
) -> None:
    enter(kiosk, codes(session, app, round_)[0])
    official = sign_in(factories.account(session, "official"))
    assert "Pääkirjasto" in official.get(f"/staff/rounds/{round_.slug}/kiosks").text
    number = session.scalars(select(Kiosk.id)).one()
    end = f"/staff/rounds/{round_.slug}/kiosks/{number}/end"
    assert official.post(end).status_code == 302
    assert official.post(end).status_code == 404
    assert send(kiosk, round_, project.id)[0] == 403
    assert kiosk.get("/").status_code == 200, "an ordinary browser again"
    told = [event.action for event in session.scalars(select(AuditEvent)) if event.action.startswith("kiosk")]
    assert told == ["kiosk_started", "kiosk_ended"]


def test_a_kiosk_ends_by_itself_when_voting_does_and_not_before_when_that_is_moved_later(
    app: Flask, session: Session, kiosk: FlaskClient, round_: Round
) -> None:
    enter(kiosk, codes(session, app, round_)[0])
    kept = kiosk.get_cookie("kiosk")
    assert kept is not None and kept.max_age is not None and kept.max_age > 300 * 24 * 3600
    let_voting_end(session, "clock_timestamp() + interval '40 days'")
    assert kiosk.get("/").headers["Location"] == "/code", "still nothing but the vote"
    assert kiosk.get(f"/rounds/{round_.slug}/vote").status_code == 200
    let_voting_end(session, "clock_timestamp()")
    assert kiosk.get("/").status_code == 200, "an ordinary browser"
    assert (
        session.scalar(text("select count(*) from roll.pass_of((select key_hash from roll.pass), false)"))
        == 0
    )


def let_voting_end(session: Session, when: str) -> None:
    factories.run(session, "set local session_replication_role = replica")
    factories.run(session, f"update phase set ends_at = {when} where kind = 'voting'")
    factories.run(session, "set local session_replication_role = origin")
    session.commit()


def test_a_made_up_key_makes_no_kiosk(client: FlaskClient) -> None:
    client.set_cookie("kiosk", "made-up")
    assert client.get("/").status_code == 200
    assert client.post("/kiosk/next").status_code == 404
    assert client.get("/kiosk/receipt").headers["Location"] == "/code"


def test_a_kiosk_has_a_place_and_a_vote_to_come(session: Session, sign_in: SignIn, round_: Round) -> None:
    browser = sign_in(factories.account(session, "planner"))
    address = f"/staff/rounds/{round_.slug}/kiosks"
    assert browser.post(address, data={"place": " "}).status_code == 400
    voteless = factories.round_(session)
    session.commit()
    assert browser.get(f"/staff/rounds/{voteless.slug}/kiosks").status_code == 200
    assert browser.post(f"/staff/rounds/{voteless.slug}/kiosks", data={"place": "x"}).status_code == 409


def test_residents_start_no_kiosk(session: Session, sign_in: SignIn, round_: Round) -> None:
    browser = sign_in(factories.account(session))
    assert browser.post(f"/staff/rounds/{round_.slug}/kiosks", data={"place": "x"}).status_code == 403


def test_the_list_of_kiosks_reads_as_often_however_many_there_are(
    session: Session, sign_in: SignIn, round_: Round, queries: list[str]
) -> None:
    official = sign_in(factories.account(session, "official"))
    counts = []
    for _ in range(2):
        sign_in(factories.account(session, "official")).post(
            f"/staff/rounds/{round_.slug}/kiosks", data={"place": "Kirjasto"}
        )
        queries.clear()
        official.get(f"/staff/rounds/{round_.slug}/kiosks")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4


def test_a_browser_that_is_no_kiosk_is_asked_nothing(
    client: FlaskClient, round_: Round, queries: list[str]
) -> None:
    client.get("/code")
    assert queries == []
