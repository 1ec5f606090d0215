"""Whoever proposed at a desk without an address comes back with the code on their slip."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.codes.holders import enter
from tests.conftest import SignIn
from tests.proposals.test_desk import enter as propose
from tests.rounds.conftest import fields_of
from webapp.accounts.models import Mail
from webapp.audit.models import AuditEvent
from webapp.proposals.models import Proposal
from webapp.rounds.models import Round

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def round_(session: Session) -> Round:
    return factories.round_(session, "proposing", proposing_providers=["desk", "email"])


@pytest.fixture
def official(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.account(session, "official"))


def code_for(official: FlaskClient, proposal_id: int) -> str:
    answer = official.post(f"/staff/proposals/{proposal_id}/code", headers=ENGLISH)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    found = re.search(r"<code>([0-9A-Z-]{20})</code>", answer.text)
    assert found is not None
    return found[1]


def the_proposal(session: Session) -> Proposal:
    return session.scalars(select(Proposal).execution_options(populate_existing=True)).one()


def test_the_author_comes_back_with_the_slip_and_corrects_and_withdraws_what_was_entered(
    client: FlaskClient, official: FlaskClient, session: Session, round_: Round
) -> None:
    page = propose(official, round_)[1]
    proposal = the_proposal(session)
    assert f"/staff/proposals/{proposal.id}/code" in page
    code = code_for(official, proposal.id)
    answer = enter(client, code)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/my/proposals")
    assert proposal.title in client.get("/my/proposals").text
    form = fields_of(client.get(f"/proposals/{proposal.id}/edit").text) | {"title": "Kaksi penkkiä"}
    assert client.post(f"/proposals/{proposal.id}/edit", data=form).status_code == 302
    assert client.post(f"/proposals/{proposal.id}/withdraw").status_code == 302
    assert (the_proposal(session).title, the_proposal(session).state) == ("Kaksi penkkiä", "withdrawn")
    assert session.scalars(select(Mail)).all() == []
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "author_code_handed")).one()
    assert (event.subject_id, event.details) == (proposal.id, {})


def test_whoever_lost_the_slip_gets_another_and_the_first_is_void(
    app: Flask, client: FlaskClient, official: FlaskClient, session: Session, round_: Round
) -> None:
    propose(official, round_)
    first = code_for(official, the_proposal(session).id)
    author = the_proposal(session).author_id
    enter(client, first)
    second = code_for(official, the_proposal(session).id)
    assert the_proposal(session).author_id == author is not None
    assert client.get("/my/proposals").status_code == 302, "signed out"
    make = f"/staff/proposals/{the_proposal(session).id}/code"
    public = f"/proposals/{the_proposal(session).id}"
    assert make in official.get(public).text and make not in client.get(public).text
    assert enter(app.test_client(), first).status_code == 403
    finder = app.test_client()
    assert enter(finder, second).headers["Location"] == "/my/proposals"


def test_an_official_gets_no_way_in_to_what_others_have_proposed(
    official: FlaskClient, session: Session, round_: Round
) -> None:
    """Neither to what someone sent themselves, nor to what was entered for someone who left an address."""
    own = factories.proposal(session, round_, author_id=factories.account(session).id).id
    session.commit()
    page = propose(official, round_, email="aino@example.org")[1]
    entered = session.scalars(select(Proposal.id).where(Proposal.channel == "desk")).one()
    assert "/code" not in page
    for proposal_id, status in ((own, 403), (entered, 403), (entered + 99, 404)):
        assert official.post(f"/staff/proposals/{proposal_id}/code").status_code == status


def test_desk_codes_for_voting_and_for_proposing_are_apart(
    official: FlaskClient, session: Session, round_: Round, sign_in: SignIn
) -> None:
    propose(official, round_)
    code_for(official, the_proposal(session).id)
    coordinator = sign_in(factories.account(session, "planner"))
    page = coordinator.get(f"/staff/rounds/{round_.slug}/codes", headers=ENGLISH).text
    assert page.count("Given at desks") == 1 and "For proposing" in page
