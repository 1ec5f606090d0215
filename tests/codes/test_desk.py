"""One code for a person at a desk: the same right as the person's own way of voting (T2)."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.voters import right, send
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
    own = right(sign_in(factories.account(session, email=ANNA)), round_)
    assert send(own, round_, project.id)[0] == 303
    enter(client, hand(official, round_, ANNA.upper()))
    assert send(client, round_, project.id)[0] == 303
    assert states(session) == ["counted", "replaced"]


def test_t2_a_second_code_for_a_person_voids_the_first(
    client: FlaskClient, official: FlaskClient, session: Session
) -> None:
    round_, project = code_round(session)
    first, second = (hand(official, round_, HETU) for _ in range(2))
    assert enter(client, first).status_code == 403
    assert enter(client, second).status_code == 303
    assert send(client, round_, project.id)[0] == 303
    third = hand(official, round_, HETU)
    enter(client, third)
    send(client, round_, project.id)
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


def test_where_a_vote_is_final_who_has_voted_gets_no_code(
    client: FlaskClient, official: FlaskClient, session: Session
) -> None:
    round_, project = code_round(session, can_change_ballot=False)
    enter(client, hand(official, round_, HETU))
    send(client, round_, project.id)
    page = official.post(f"/staff/rounds/{round_.slug}/desk/code", data={"person": HETU})
    assert page.status_code == 409


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
