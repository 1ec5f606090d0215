"""A project's texts, money and place are refined, never over a colleague's work."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.projects.conftest import mark
from webapp.areas.models import Area
from webapp.projects.models import Project
from webapp.rounds.models import Pot


def test_texts_are_saved_in_each_language_and_a_colleagues_are_not_written_over(
    official: FlaskClient, colleague: FlaskClient, session: Session, project: Project, pot: Pot
) -> None:
    address = f"/staff/projects/{project.id}/texts"
    assert official.get(address).status_code == 200
    data = {
        "seen": mark(session, project),
        "title-fi": "Uusi",
        "title-sv": "Ny",
        "summary-fi": "Teksti",
        "pot": pot.id,
        "theme": "",
    }
    assert official.post(address, data=data).status_code == 302
    late = colleague.post(address, data={**data, "title-fi": "Myöhästynyt"})
    assert late.status_code == 409 and "Myöhästynyt" in late.text
    versions = late.text.split("Molemmat versiot")[1].split("<form")[0]
    assert "<dd>Myöhästynyt</dd>" in versions and "<dd>Uusi</dd>" in versions and "Ny" not in versions
    session.refresh(project)
    assert project.title == {"fi": "Uusi", "sv": "Ny"}
    newest = mark(session, project)
    assert newest in late.text.replace("&#43;", "+")
    again = {**data, "title-fi": "Myöhästynyt", "seen": newest}
    assert colleague.post(address, data=again).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title-fi", ""),
        ("title-fi", "x" * 121),
        ("title-sv", "a\x00b"),
        ("summary-fi", "   "),
        ("pot", "999999"),
        ("pot", "x"),
        ("theme", "x"),
    ],
)
def test_bad_texts_are_said_at_their_field(
    official: FlaskClient, session: Session, project: Project, pot: Pot, field: str, value: str
) -> None:
    data = {
        "seen": mark(session, project),
        "title-fi": "Uusi",
        "summary-fi": "Teksti",
        "pot": str(pot.id),
        "theme": "",
    }
    answer = official.post(f"/staff/projects/{project.id}/texts", data={**data, field: value})
    assert answer.status_code == 400 and "error-summary" in answer.text
    session.refresh(project)
    assert project.title["fi"] != "Uusi"


def test_the_place_is_refined_removed_or_an_area(
    official: FlaskClient, session: Session, project: Project, city: dict[str, Area]
) -> None:
    address = f"/staff/projects/{project.id}/place"
    assert official.get(address).status_code == 200
    data = {
        "lon": "28.3",
        "lat": "61.05",
        "place": "Ranta",
        "unit": "Puistot",
        "budget_line": "Investoinnit 7",
    }
    assert official.post(address, data={**data, "seen": mark(session, project)}).status_code == 302
    session.refresh(project)
    assert (project.district_id, project.unit) == (city["B"].id, "Puistot")
    assert project.budget_line == "Investoinnit 7"
    outside = {**data, "lon": "20", "seen": mark(session, project)}
    assert official.post(address, data=outside).status_code == 400
    assert official.post(address, data={**outside, "lon": "nan"}).status_code == 400
    area = {"lon": "", "lat": "", "area": str(city["A1"].id), "seen": mark(session, project)}
    assert official.post(address, data=area).status_code == 302
    session.refresh(project)
    assert project.geom is None and project.neighbourhood_id == city["A1"].id
    assert official.post(address, data={"seen": mark(session, project)}).status_code == 302
    session.refresh(project)
    assert project.neighbourhood_id is None
