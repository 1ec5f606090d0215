"""The planner's page of projects of which one may win: made, parted, frozen, known to counting by votes alone."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.voters import right
from tests.conftest import SignIn
from tests.rounds.conftest import fields_of
from webapp.audit.models import AuditEvent
from webapp.projects.models import Project
from webapp.rounds.models import Pot, Round


@pytest.fixture
def planner(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.account(session, "planner"))


@pytest.fixture
def round_(session: Session) -> Round:
    return factories.round_(session)


@pytest.fixture
def pot(session: Session, round_: Round) -> Pot:
    return factories.pot(session, round_)


def titled(session: Session, round_: Round, pot: Pot, *titles: str) -> list[Project]:
    return [factories.project(session, round_, pot, title=factories.texts(title)) for title in titles]


def page(round_: Round) -> str:
    return f"/staff/rounds/{round_.slug}/groups"


def ids(*projects: Project) -> dict[str, list[int]]:
    return {"project": [project.id for project in projects]}


def groups(session: Session, *projects: Project) -> list[int | None]:
    for project in projects:
        session.refresh(project)
    return [project.exclusive_group for project in projects]


def test_two_projects_are_grouped_shown_to_everyone_and_parted(
    planner: FlaskClient, client: FlaskClient, session: Session, round_: Round, pot: Pot
) -> None:
    swing, other, bench = titled(session, round_, pot, "Keinu", "Toinen keinu", "Penkki")
    session.commit()
    assert planner.get(page(round_)).text.count('type="checkbox"') == 3
    assert planner.post(page(round_), data=ids(swing, other)).status_code == 302
    assert groups(session, swing, other, bench) == [1, 1, None]
    assert session.scalars(select(AuditEvent.action)).all() == ["projects grouped"]
    assert (
        "Vain yksi näistä voi voittaa: tämä hanke, Toinen keinu." in client.get(f"/projects/{swing.id}").text
    )
    assert "Vain yksi näistä" not in client.get(f"/projects/{bench.id}").text
    assert (
        "Vain yksi näistä voi voittaa: tämä hanke, Keinu."
        in client.get(f"/rounds/{round_.slug}/booklet").text
    )
    assert "Näistä hankkeista vain yksi voi voittaa" in client.get(f"/rounds/{round_.slug}").text
    assert planner.get(page(round_)).text.count('type="checkbox"') == 0
    assert planner.post(f"{page(round_)}/part", data=ids(other)).status_code == 302
    assert groups(session, swing, other) == [None, None]


def test_the_ballot_says_it_at_both_projects(
    session: Session, sign_in: SignIn, round_: Round, pot: Pot
) -> None:
    swing, other, _bench = titled(session, round_, pot, "Keinu", "Toinen keinu", "Penkki")
    swing.exclusive_group = other.exclusive_group = 3
    session.flush()
    factories.open_voting(session, round_)
    session.commit()
    voter = right(sign_in(factories.account(session)), round_)
    page = voter.get(f"/rounds/{round_.slug}/vote").text
    assert page.count("Vain yksi näistä voi voittaa: tämä hanke, ") == 2
    assert "voittaa: tämä hanke, Keinu." in page and "voittaa: tämä hanke, Toinen keinu." in page


def test_each_group_has_its_own_number(
    planner: FlaskClient, session: Session, round_: Round, pot: Pot
) -> None:
    projects = titled(session, round_, pot, "A", "B", "C", "D")
    session.commit()
    planner.post(page(round_), data=ids(*projects[:2]))
    planner.post(page(round_), data=ids(*projects[2:]))
    assert groups(session, *projects) == [1, 1, 2, 2]


def test_one_project_or_those_of_two_pots_or_of_another_group_are_no_group(
    planner: FlaskClient, session: Session, round_: Round, pot: Pot
) -> None:
    mine, other, third = titled(session, round_, pot, "A", "B", "C")
    (elsewhere,) = titled(session, round_, factories.pot(session, round_, area_code="K"), "D")
    (strange,) = titled(session, *_another(session), "E")
    session.commit()
    for chosen in ((mine,), (mine, elsewhere), (mine, strange), ()):
        assert planner.post(page(round_), data=ids(*chosen)).status_code == 400
    planner.post(page(round_), data=ids(mine, other))
    assert planner.post(page(round_), data=ids(mine, third)).status_code == 400
    assert planner.post(page(round_), data={"project": ["9" * 30, "x"]}).status_code == 400
    assert planner.post(f"{page(round_)}/part", data=ids(third)).status_code == 404
    assert planner.post(f"{page(round_)}/part", data={"project": "9" * 30}).status_code == 404


def _another(session: Session) -> tuple[Round, Pot]:
    another = factories.round_(session)
    return another, factories.pot(session, another)


def test_a_project_that_moves_to_another_pot_leaves_its_rivals(
    planner: FlaskClient, session: Session, round_: Round, pot: Pot
) -> None:
    mine, other = titled(session, round_, pot, "A", "B")
    elsewhere = factories.pot(session, round_, area_code="K")
    session.commit()
    planner.post(page(round_), data=ids(mine, other))
    session.refresh(mine)
    mine.pot_id = elsewhere.id
    session.commit()
    assert groups(session, mine, other) == [None, 1]


def test_what_makes_no_group_is_said_on_the_page_with_the_ticks_as_they_were(
    planner: FlaskClient, session: Session, round_: Round, pot: Pot
) -> None:
    mine, _other = titled(session, round_, pot, "A", "B")
    session.commit()
    answer = planner.post(page(round_), data=ids(mine))
    assert answer.status_code == 400
    assert "Valitse vähintään kaksi hanketta" in answer.text and 'href="#make"' in answer.text
    assert re.findall(r'value="(\d+)" checked', answer.text) == [str(mine.id)]


def test_once_voting_has_opened_groups_and_themes_stay(
    planner: FlaskClient, session: Session, round_: Round, pot: Pot
) -> None:
    mine, other, third, fourth = titled(session, round_, pot, "A", "B", "C", "D")
    session.commit()
    planner.post(page(round_), data=ids(mine, other))
    factories.open_voting(session, round_)
    theme = factories.theme(session, round_)
    session.commit()
    assert planner.post(page(round_), data=ids(third, fourth)).status_code == 409
    assert planner.post(f"{page(round_)}/part", data=ids(mine)).status_code == 409
    assert "<form" not in planner.get(page(round_)).text.split("<main")[1].split("</main")[0]
    for change in ("exclusive_group = null", f"theme_id = {theme.id}"):
        with pytest.raises(IntegrityError, match="frozen"), session.begin_nested():
            factories.run(session, f"update project set {change} where id = :id", id=mine.id)
    with pytest.raises(IntegrityError, match="frozen"), session.begin_nested():
        factories.run(session, "update theme set slug = 'x' where id = :id", id=theme.id)


def test_groups_and_another_way_of_counting_do_not_go_together(
    planner: FlaskClient, session: Session, round_: Round, pot: Pot
) -> None:
    mine, other = titled(session, round_, pot, "A", "B")
    session.commit()
    planner.post(page(round_), data=ids(mine, other))
    settings = f"/staff/rounds/{round_.slug}/voting"
    answer = planner.post(
        settings, data=fields_of(planner.get(settings).text) | {"counting_rule": "equal-shares"}
    )
    assert answer.status_code == 409 and "hajota" in answer.text.lower()
    planner.post(f"{page(round_)}/part", data=ids(mine))
    answer = planner.post(
        settings, data=fields_of(planner.get(settings).text) | {"counting_rule": "equal-shares"}
    )
    assert answer.status_code == 302
    assert planner.post(page(round_), data=ids(mine, other)).status_code == 409
    assert 'type="checkbox"' not in planner.get(page(round_)).text
