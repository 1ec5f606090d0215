"""A code from the desk and an identification of the same person are one right (T2)."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.voters import send
from tests.conftest import SignIn
from tests.identity.provider import Provider
from tests.identity.test_identifying import identify
from webapp.ballots.models import Ballot
from webapp.projects.models import Project
from webapp.rounds.models import Round

SUBJECT = "010190-999X"


def code_for(official: FlaskClient, round_: Round) -> str:
    page = official.post(f"/staff/rounds/{round_.slug}/desk/code", data={"person": SUBJECT}).text
    found = re.search(r"<code>([0-9A-Z-]+)</code>", page)
    assert found is not None
    return found[1]


def arranged(session: Session) -> tuple[Round, Project]:
    round_ = factories.round_(session, voting_providers=["bank"])
    project = factories.project(session, round_, factories.pot(session, round_))
    factories.open_voting(session, round_)
    session.commit()
    return round_, project


def test_t2_who_votes_by_a_code_from_the_desk_and_by_identification_has_one_ballot(
    app: Flask, session: Session, sign_in: SignIn, provider: Provider
) -> None:
    round_, project = arranged(session)
    provider.changes = {"sub": SUBJECT}
    official, at_kiosk, at_home = (
        sign_in(factories.account(session, "official")),
        app.test_client(),
        app.test_client(),
    )
    at_kiosk.post("/code", data={"code": code_for(official, round_)})
    assert send(at_kiosk, round_, project.id)[0] == 303
    identify(at_home)
    assert send(at_home, round_, project.id)[0] == 303, "the right has been taken already"
    assert sorted(b.state for b in session.scalars(select(Ballot))) == ["counted", "replaced"]


def test_a_code_alone_does_not_open_a_round_that_asks_for_identification(
    app: Flask, session: Session, provider: Provider
) -> None:
    round_, project = arranged(session)
    client = app.test_client()
    assert client.post("/code", data={"code": "7K2M9Q-X4T0-F4BZ-R8C"}).status_code in (400, 403)
    assert send(client, round_, project.id)[0] == 403
