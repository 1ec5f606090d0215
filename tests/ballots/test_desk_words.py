"""What the desk and the page of the vote say to officials: who gets nothing and why, which papers are unfinished."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.test_desk import ANNA, give, key
from tests.conftest import SignIn
from webapp.projects.models import Project
from webapp.rounds.models import Round


@pytest.fixture
def round_(session: Session) -> Round:
    return factories.round_(session)


@pytest.fixture
def projects(session: Session, round_: Round) -> list[Project]:
    pot = factories.pot(session, round_)
    made = [factories.project(session, round_, pot) for _ in range(2)]
    factories.open_voting(session, round_)
    session.commit()
    return made


@pytest.fixture
def officials(session: Session, sign_in: SignIn, projects: list[Project]) -> list[FlaskClient]:
    return [sign_in(factories.account(session, "official")) for _ in range(3)]


def test_who_gets_nothing_is_said_at_the_field_in_words_for_the_official(
    round_: Round, projects: list[Project], officials: list[FlaskClient]
) -> None:
    official = officials[0]
    give(official, round_, ANNA)
    for where, field in (("given", "person"), ("code", "holder")):
        answer = official.post(f"/staff/rounds/{round_.slug}/desk/{where}", data={"person": ANNA})
        assert answer.status_code == 409
        said = answer.text.split(f'id="{field}-error"')[1].split("</p>")[0]
        assert "on saanut jo äänestyslipun" in said and "Olet" not in said
        assert f'id="{field}" name="person" value="{ANNA}"' in answer.text
        assert answer.text.count("field-error") == 1
        assert "Anna äänestyslippu" in answer.text
    answer = official.post(f"/staff/rounds/{round_.slug}/desk/given", data={"person": " "})
    assert answer.status_code == 400 and 'id="person-error"' in answer.text


def test_the_page_of_the_vote_tells_how_many_papers_are_unfinished(
    session: Session,
    sign_in: SignIn,
    round_: Round,
    projects: list[Project],
    officials: list[FlaskClient],
) -> None:
    planner = sign_in(factories.account(session, "planner"))
    where = f"/staff/rounds/{round_.slug}/vote"
    for person in (ANNA, "bertta@example.org"):
        give(officials[0], round_, person)
    key(officials[0], round_, projects[0])
    key(officials[1], round_, projects[1])
    key(officials[0], round_, projects[0], serial=2)
    assert "2 paperilippua on kesken" in planner.get(where).text
    key(officials[2], round_, projects[1])
    assert "1 paperilippu on kesken" in planner.get(where).text
    key(officials[1], round_, projects[0], serial=2)
    assert "kesken" not in planner.get(where).text
