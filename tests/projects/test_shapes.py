"""A project has the line or area of a proposal it is made of, or one that an official drew; everyone sees it."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient
from geoalchemy2 import WKTElement
from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.projects.conftest import mark
from tests.rounds.test_frozen import refused
from webapp.areas.models import Area
from webapp.ballots.picture import extent_of, pins_of
from webapp.ballots.queries import items
from webapp.projects.models import Project, ProjectProposal
from webapp.proposals.models import Proposal
from webapp.rounds.models import Pot, Round

PATH = "LINESTRING (28.05 61.05, 28.06 61.05)"
SQUARE = "POLYGON ((28.25 61.05, 28.26 61.05, 28.26 61.06, 28.25 61.06, 28.25 61.05))"
DRAWN = json.dumps({"type": "LineString", "coordinates": [[28.29, 61.05], [28.31, 61.06]]})


def shape_of(project: Project) -> BaseGeometry:
    assert project.shape is not None
    return to_shape(project.shape)


def drawn(session: Session, round_: Round, wkt: str, point: tuple[float, float]) -> Proposal:
    round_.place_kinds = ["point", "line", "area"]
    session.flush()
    return factories.proposal(
        session,
        round_,
        state="accepted",
        geom=factories.point(*point),
        shape=WKTElement(wkt, srid=4326),
    )


def test_a_project_takes_the_shape_of_the_first_of_its_proposals_that_has_a_place(
    official: FlaskClient, session: Session, round_: Round, pot: Pot, city: dict[str, Area]
) -> None:
    nowhere = factories.proposal(session, round_, state="accepted")
    path = drawn(session, round_, PATH, (28.055, 61.05))
    square = drawn(session, round_, SQUARE, (28.255, 61.055))
    session.commit()
    chosen = [one.id for one in (nowhere, path, square)]
    official.post(f"/staff/rounds/{round_.slug}/projects", data={"proposal": chosen})
    project = session.scalars(select(Project)).one()
    assert shape_of(project).wkt == PATH
    assert project.district_id == city["A"].id


def test_an_official_takes_the_place_of_another_proposal_also_of_a_merged_one(
    official: FlaskClient, session: Session, round_: Round, project: Project, city: dict[str, Area]
) -> None:
    main = session.scalars(select(ProjectProposal.proposal_id)).one()
    square = drawn(session, round_, SQUARE, (28.255, 61.055))
    square.state, square.merged_into_id = "merged", main
    stranger = drawn(session, round_, PATH, (28.055, 61.05))
    session.commit()
    address = f"/staff/projects/{project.id}/place"
    page = official.get(address).text
    assert f'<option value="{square.id}"' in page and f'<option value="{stranger.id}"' not in page
    wrong = official.post(address, data={"source": str(stranger.id), "seen": mark(session, project)})
    assert wrong.status_code == 400
    right = {"source": str(square.id), "lon": "28.05", "lat": "61.05", "seen": mark(session, project)}
    assert official.post(address, data=right).status_code == 302
    session.refresh(project)
    assert shape_of(project).wkt == SQUARE and project.district_id == city["B"].id


def test_an_official_draws_it_anew_with_what_residents_draw_with_and_removes_it(
    official: FlaskClient, session: Session, round_: Round, project: Project, city: dict[str, Area]
) -> None:
    address = f"/staff/projects/{project.id}/place"
    page = official.get(address).text
    assert "data-shape" in page and all(f"place-kind-{kind}" in page for kind in ("point", "line", "area"))
    assert official.post(address, data={"shape": DRAWN, "seen": mark(session, project)}).status_code == 302
    session.refresh(project)
    assert shape_of(project).geom_type == "LineString" and project.district_id == city["B"].id
    assert "LineString" in official.get(address).text
    far = DRAWN.replace("28.3", "29.3")
    assert official.post(address, data={"shape": far, "seen": mark(session, project)}).status_code == 400
    gone = {"shape": DRAWN, "drop_shape": "y", "lon": "28.3", "lat": "61.05", "seen": mark(session, project)}
    assert official.post(address, data=gone).status_code == 302
    session.refresh(project)
    assert project.shape is None and project.geom is not None


def test_everyone_sees_it_on_the_projects_page_and_without_script_as_a_picture(
    client: FlaskClient, session: Session, round_: Round, pot: Pot
) -> None:
    project = factories.project(
        session, round_, pot, geom=factories.point(28.255, 61.055), shape=WKTElement(SQUARE, srid=4326)
    )
    nowhere = factories.project(session, round_, pot)
    session.commit()
    page = client.get(f"/projects/{project.id}").text
    assert '"Polygon"' in page and "28.24,61.045,28.27,61.065" in re.sub(r"0{6,}\d", "", page)
    picture = client.get(f"/projects/{project.id}/place.svg")
    assert picture.mimetype == "image/svg+xml" and 'fill-opacity="0.2"' in picture.text
    assert client.get(f"/projects/{nowhere.id}/place.svg").status_code == 404
    assert client.get(f"/projects/{2**62}/place.svg").status_code == 404


def test_the_map_of_the_ballot_draws_shapes_below_their_points_and_all_of_them_fit(
    session: Session, round_: Round, pot: Pot
) -> None:
    for wkt, point in ((SQUARE, (28.255, 61.055)), (PATH, (28.055, 61.05))):
        factories.project(
            session, round_, pot, geom=factories.point(*point), shape=WKTElement(wkt, srid=4326)
        )
    factories.project(session, round_, pot)
    found = items(session, round_.id)
    kinds = [feature["geometry"]["type"] for feature in pins_of(found)["features"]]
    assert sorted(kinds[:2]) == ["LineString", "Polygon"] and kinds[2:] == ["Point", "Point"]
    assert extent_of(found) == pytest.approx([28.04, 61.04, 28.27, 61.07])
    assert extent_of([one for one in found if one.lon is None]) == []


@pytest.mark.parametrize(
    ("wkt", "constraint"),
    [
        ("POINT (28.255 61.055)", "project_shape_kind"),
        ("LINESTRING (28.255 61.055, 28.25501 61.055)", "project_shape_size"),
        ("LINESTRING (28.255 61.055, 29.9 61.055)", "project_shape_inside_city"),
        (PATH, "project_shape_has_point"),
    ],
)
def test_the_database_has_the_last_word(
    session: Session, project: Project, wkt: str, constraint: str
) -> None:
    placed = "update project set geom = ST_Point(28.255, 61.055, 4326), shape = ST_GeomFromText(:wkt, 4326) where id = :id"
    assert refused(session, placed, id=project.id, wkt=wkt) == constraint
