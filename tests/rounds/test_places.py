"""A planner says whether proposals may have lines and areas; used kinds stay, and an open vote freezes the choice."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from geoalchemy2 import WKTElement
from sqlalchemy.orm import Session

from tests import factories
from tests.rounds.conftest import address, seen
from tests.rounds.test_frozen import refused
from webapp.rounds.models import Round

PATH = WKTElement("LINESTRING(28.05 61.05, 28.06 61.05)", srid=4326)


def test_a_new_round_takes_points_only_and_says_nothing_of_it(client: FlaskClient, session: Session) -> None:
    round_ = factories.round_(session, "proposing")
    session.commit()
    assert list(round_.place_kinds) == ["point"]
    assert "Ehdotuksen paikka" not in client.get(f"/rounds/{round_.slug}").text


def test_lines_and_areas_are_allowed_and_told_in_the_rounds_rules(
    planner: FlaskClient, client: FlaskClient, session: Session, round_: Round
) -> None:
    fields: dict[str, object] = {**seen(planner, round_, "places"), "drawn": ["line", "area"]}
    assert planner.post(address(round_, "places"), data=fields).status_code == 302
    session.refresh(round_)
    assert list(round_.place_kinds) == ["point", "line", "area"]
    assert "Piste, viiva tai alue" in planner.get(f"/staff/rounds/{round_.slug}/settings").text
    round_.is_published = True
    session.commit()
    assert "Piste, viiva tai alue" in client.get(f"/rounds/{round_.slug}").text


def test_the_database_takes_no_other_kinds_and_always_a_point(session: Session) -> None:
    round_ = factories.round_(session)
    for kinds in ("{line}", "{point,circle}", "{}"):
        changed = refused(
            session, "update round set place_kinds = :kinds where id = :id", kinds=kinds, id=round_.id
        )
        assert changed == "round_place_kinds_known"


def test_a_kind_that_a_proposal_has_is_not_taken_away(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    round_.place_kinds = ["point", "line", "area"]
    session.flush()
    factories.proposal(session, round_, geom=factories.point(28.055, 61.05), shape=PATH)
    session.commit()
    fields: dict[str, object] = {**seen(planner, round_, "places"), "drawn": ["line"]}
    assert planner.post(address(round_, "places"), data=fields).status_code == 302
    fields = {**seen(planner, round_, "places"), "drawn": []}
    answer = planner.post(address(round_, "places"), data=fields)
    assert answer.status_code == 409
    assert "error-summary" in answer.text
    session.refresh(round_)
    assert list(round_.place_kinds) == ["point", "line"]


@pytest.mark.parametrize("kinds", ["{point}", "{point,line,area}"])
def test_an_open_vote_freezes_the_kinds(session: Session, kinds: str) -> None:
    round_ = factories.round_(session, place_kinds=["point", "area"])
    factories.open_voting(session, round_)
    changed = refused(
        session, "update round set place_kinds = :kinds where id = :id", kinds=kinds, id=round_.id
    )
    assert changed == "round_frozen"
