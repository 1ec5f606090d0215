"""One code for a person at a desk: the same right as the person's own way of voting (T2)."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.voters import review, right, send
from tests.codes.holders import code_round, codes, enter
from tests.conftest import SignIn
from webapp.accounts.actions import erase_account
from webapp.accounts.models import Account
from webapp.audit.models import AuditEvent
from webapp.ballots.models import Ballot
from webapp.codes.models import Code
from webapp.projects.models import Project
from webapp.rounds.models import Round

ANNA = "anna@example.org"
HETU = "010190-999X"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def official(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.account(session, "official"))


def mail_round(session: Session) -> tuple[Round, Project]:
    return code_round(session, voting_providers=[])


def hand(official: FlaskClient, round_: Round, person: str) -> str:
    """The code on the page that shows it once."""
    page = official.post(f"/staff/rounds/{round_.slug}/desk/code", data={"person": person})
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    found = re.search(r"<code>([0-9A-Z-]+)</code>", page.text)
    assert found is not None
    return found[1]


def states(session: Session) -> list[str]:
    return sorted(b.state for b in session.scalars(select(Ballot)))


def give_paper(official: FlaskClient, round_: Round, person: str) -> int:
    return official.post(f"/staff/rounds/{round_.slug}/desk/given", data={"person": person}).status_code


def test_t2_a_code_from_the_desk_and_the_persons_own_sign_in_are_one_right(
    client: FlaskClient, official: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    round_, project = mail_round(session)
    enter(client, hand(official, round_, ANNA.upper()))
    assert send(client, round_, project.id)[0] == 303
    own = right(sign_in(factories.account(session, email="other@example.org")), round_)
    assert send(own, round_, project.id)[0] == 303, "another person"
    mine = sign_in(session.scalars(select(Account).where(Account.email == ANNA)).one())
    assert send(mine, round_, project.id)[0] == 303
    assert states(session) == ["counted", "counted", "replaced"]


def test_t18_nobody_at_a_desk_replaces_what_a_person_has_voted(
    client: FlaskClient, official: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    """Neither by a code made later, which is refused, nor by one that was made before the person voted."""
    round_, project = mail_round(session)
    code, nonce = hand(official, round_, ANNA), uuid4()
    anna = sign_in(session.scalars(select(Account).where(Account.email == ANNA)).one())
    assert send(right(anna, round_), round_, project.id)[0] == 303
    page = official.post(f"/staff/rounds/{round_.slug}/desk/code", data={"person": ANNA})
    assert page.status_code == 409
    enter(client, code)
    assert "sign in or identify" in client.get(f"/rounds/{round_.slug}/vote", headers=ENGLISH).text
    assert review(client, round_, project.id).status_code == 409
    assert send(client, round_, project.id, nonce=nonce)[0] == 409
    assert states(session) == ["counted"]


def test_a_ballot_by_a_code_from_the_desk_whose_answer_was_lost_is_found_again(
    client: FlaskClient, official: FlaskClient, session: Session, app: Flask
) -> None:
    round_, project = mail_round(session)
    enter(client, hand(official, round_, ANNA))
    again, nonce = app.test_client(), uuid4()
    with client.session_transaction() as mine, again.session_transaction() as theirs:
        theirs.update(mine)
    assert send(client, round_, project.id, nonce=nonce) == send(again, round_, project.id, nonce=nonce)
    assert states(session) == ["counted"]


def test_t2_a_second_code_for_a_person_voids_the_first(
    client: FlaskClient, official: FlaskClient, session: Session
) -> None:
    round_, project = code_round(session)
    first, second = (hand(official, round_, HETU) for _ in range(2))
    assert enter(client, first).status_code == 403
    assert enter(client, second).status_code == 303
    assert send(client, round_, project.id)[0] == 303
    enter(client, second)
    assert send(client, round_, project.id)[0] == 303, (
        "where there is no other way, one changes a vote by the code"
    )
    assert states(session) == ["counted", "replaced"]


def test_t2_whoever_has_a_paper_gets_no_code_and_the_reverse(
    app: Flask, client: FlaskClient, official: FlaskClient, session: Session
) -> None:
    round_, project = code_round(session)
    card = codes(session, app, round_)[0]
    handed = hand(official, round_, HETU)
    for code in (str(card), handed):
        assert give_paper(official, round_, code[:6].lower()) == 302
        enter(client, code)
        assert send(client, round_, project.id)[0] == 409
    page = official.post(f"/staff/rounds/{round_.slug}/desk/code", data={"person": HETU})
    assert page.status_code == 409
    assert states(session) == []


@pytest.mark.parametrize("number", ["000000", HETU, "ÄÖ\0", "7K2"])
def test_in_a_round_of_codes_a_paper_needs_the_number_of_a_code_in_use(
    official: FlaskClient, session: Session, number: str
) -> None:
    round_, _project = code_round(session)
    assert give_paper(official, round_, number) == 409


def test_t19_an_address_is_kept_with_the_account_alone_and_goes_with_it(
    client: FlaskClient, official: FlaskClient, session: Session
) -> None:
    round_, project = mail_round(session)
    enter(client, hand(official, round_, ANNA))
    kept = session.scalars(select(Code.person)).one()
    assert kept is not None and ANNA not in kept
    erase_account(session, session.scalars(select(Account.id).where(Account.email == ANNA)).one())
    session.commit()
    assert send(client, round_, project.id)[0] == 403


def test_t20_the_log_names_the_official_and_neither_person_nor_code(
    official: FlaskClient, session: Session
) -> None:
    round_, _project = code_round(session)
    code = hand(official, round_, HETU)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "code_handed")).one()
    assert event.account_id and HETU not in str(event.details) and code[:6] not in str(event.details)


@pytest.mark.parametrize("person", ["", " ", "\0"])
def test_nobody_is_not_a_person(official: FlaskClient, session: Session, person: str) -> None:
    round_, _project = code_round(session)
    answer = official.post(f"/staff/rounds/{round_.slug}/desk/code", data={"person": person})
    assert answer.status_code == 400


def test_before_voting_opens_no_code_is_handed_and_the_key_of_the_vote_is_not_made(
    app: Flask, official: FlaskClient, session: Session
) -> None:
    round_ = factories.round_(session, voting_providers=["code"])
    factories.phase(session, round_, "voting", 1, 2)
    session.commit()
    answer = official.post(f"/staff/rounds/{round_.slug}/desk/code", data={"person": HETU})
    assert answer.status_code == 409
    assert not (app.config["SETTINGS"].key_folder / f"vote-{round_.id}.key").exists()
