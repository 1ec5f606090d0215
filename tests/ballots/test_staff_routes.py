"""The pages on which two people run a vote, and on which everyone sees its seals."""

from __future__ import annotations

import re
import secrets
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.ballots.actions import cast
from webapp.ballots.models import VotingRight
from webapp.ballots.seals import batches, rules_of, seal
from webapp.ballots.steps import vote_of
from webapp.projects.models import Project
from webapp.rounds.models import Round


@pytest.fixture
def round_(session: Session) -> Round:
    return factories.round_(session, two_people=True)


@pytest.fixture
def project(session: Session, round_: Round) -> Project:
    made = factories.project(session, round_, factories.pot(session, round_))
    factories.open_voting(session, round_)
    session.commit()
    return made


@pytest.fixture
def planner(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.account(session, "planner"))


@pytest.fixture
def coordinator(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.account(session, "coordinator", name="Kaisa"))


def step_on(page: str) -> str:
    found = re.search(r'action="(/staff/rounds/[^"]+/vote/steps/\d+)[/"]', page)
    assert found is not None
    return found[1]


def test_t18_one_asks_and_another_opens(
    session: Session, planner: FlaskClient, coordinator: FlaskClient, client: FlaskClient, round_: Round,
    project: Project,
) -> None:  # fmt: skip
    where = f"/staff/rounds/{round_.slug}/vote"
    assert planner.post(f"{where}/steps", data={"step": "open", "note": "Jaosto 3 §"}).status_code == 302
    assert "Toisen henkilön on vahvistettava" in planner.get(where).text
    confirm = step_on(coordinator.get(where).text)
    assert planner.post(confirm).status_code == 409
    assert coordinator.post(confirm).status_code == 302
    vote = vote_of(session, round_.id)
    assert vote is not None and vote.opened_at is not None and vote.key_fingerprint is not None
    assert "Kaisa" in planner.get(where).text
    assert vote.key_fingerprint.hex() in client.get(f"/rounds/{round_.slug}/seals").text
    assert coordinator.post(confirm).status_code == 409


def test_the_page_says_what_comes_next_and_keeps_what_cannot_be_undone_apart(
    session: Session, planner: FlaskClient, coordinator: FlaskClient, round_: Round, project: Project
) -> None:
    where = f"/staff/rounds/{round_.slug}/vote"
    page = planner.get(where).text
    assert re.search(r'value="open" checked', page) and 'value="annul"' in page.split("<details")[1]
    planner.post(f"{where}/steps", data={"step": "open"})
    coordinator.post(step_on(coordinator.get(where).text))
    page = planner.get(where).text
    assert "Äänestys jatkuu" in page and "suljetaan tällä sivulla" in page
    assert 'value="open"' not in page
    annul = page.split("<details")[1]
    assert 'value="annul"' in annul and "checked" not in annul and "button--warning" in annul
    assert 'value="annul"' not in page.split("<details")[0]


def test_a_request_is_withdrawn(
    session: Session, planner: FlaskClient, round_: Round, project: Project
) -> None:
    where = f"/staff/rounds/{round_.slug}/vote"
    planner.post(f"{where}/steps", data={"step": "open"})
    assert planner.post(f"{step_on(planner.get(where).text)}/withdraw").status_code == 302
    assert "Peru pyyntö" not in planner.get(where).text


@pytest.mark.parametrize("step", ["", "x", "forget", "\0"])
def test_no_other_steps_are_there(planner: FlaskClient, round_: Round, project: Project, step: str) -> None:
    assert planner.post(f"/staff/rounds/{round_.slug}/vote/steps", data={"step": step}).status_code == 404


def test_residents_run_no_vote(session: Session, sign_in: SignIn, round_: Round, project: Project) -> None:
    client = sign_in(factories.account(session))
    assert client.get(f"/staff/rounds/{round_.slug}/vote").status_code == 403
    assert client.post(f"/staff/rounds/{round_.slug}/vote/steps", data={"step": "open"}).status_code == 403
    assert client.get(f"/staff/rounds/{round_.slug}/box.json").status_code == 403


def test_seals_are_public_and_the_box_is_not_before_the_outcome(
    session: Session, client: FlaskClient, planner: FlaskClient
) -> None:
    round_ = factories.round_(session)
    project = factories.project(session, round_, factories.pot(session, round_))
    factories.open_voting(session, round_)
    for _ in range(25):
        key = secrets.token_bytes(32)
        session.add(VotingRight(round_id=round_.id, ballot_key=key))
        session.flush()
        cast(session, round_.id, key, [project.id], uuid4())
    seal(session, round_.id)
    session.commit()
    (batch,) = batches(session, round_.id)
    assert batch.head.hex() in client.get(f"/rounds/{round_.slug}/seals").text
    assert client.get(f"/rounds/{round_.slug}/seals.json").json == {
        "round": round_.id,
        "rules": rules_of(session, round_.id),
        "key_sha256": None,
        "batches": [
            {"no": 1, "size": 25, "head": batch.head.hex(), "sealed_at": batch.sealed_at.isoformat()}
        ],
    }
    assert client.get(f"/rounds/{round_.slug}/box.json").status_code == 409
    assert planner.get(f"/staff/rounds/{round_.slug}/box.json").status_code == 409
    assert "def faults" in client.get("/verify.py").text
