"""Taking a version into use with more pins than one transaction should move."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo.detail import LEVELS
from tests import factories
from tests.geo.files import square, write_geojson
from webapp.areas import actions, activation
from webapp.areas.changes import area_changes, flows
from webapp.areas.drafting import draft_layer
from webapp.areas.models import Area, AreaOutline, LayerVersion, Reassignment
from webapp.areas.queries import areas_of_version
from webapp.errors import Refusal, RefusalCode
from webapp.proposals.models import Proposal


def draft_version(session: Session, folder: Path, squares: list[object]) -> LayerVersion:
    draft = draft_layer(write_geojson(folder / "a.geojson", squares))
    return actions.add_version(session, "neighbourhood", None, draft, "a.geojson")


def codes(session: Session) -> list[str | None]:
    rows = select(Area.code).select_from(Proposal).outerjoin(Area, Area.id == Proposal.neighbourhood_id)
    return list(session.scalars(rows.order_by(Proposal.id)))


@pytest.fixture
def former(session: Session) -> int:
    """A city with five pins in two areas; the version of the neighbourhoods in use."""
    areas = factories.city(session)
    owner = factories.round_(session, "proposing")
    for x in (28.05, 28.06, 28.15, 28.16, 28.35):
        factories.proposal(session, owner, geom=factories.point(x, 61.05))
    return areas["A1"].version_id


def test_many_pins_follow_in_batches_and_new_ones_at_once(
    session: Session, tmp_path: Path, former: int
) -> None:
    version = draft_version(session, tmp_path, [square(28.0, 61.0), square(28.1, 61.0)])
    activation.activate_version(session, version.id, at_once=2)
    assert codes(session) == ["A1", "A1", "A1", "A1", "B1"]
    owner = factories.round_(session, "proposing")
    factories.proposal(session, owner, geom=factories.point(28.17, 61.05))
    assert codes(session)[-1] == "2"
    progress = []
    while activation.reassign_batch(session, rows=2):
        progress.append(session.scalar(select(Reassignment.done)))
    assert progress == [2, 4, 6, 6]
    assert codes(session) == ["1", "1", "2", "2", None, "2"]
    assert session.scalar(select(Reassignment.rows)) == 5


def test_going_back_in_the_middle_leaves_no_pin_in_the_wrong_version(
    session: Session, tmp_path: Path, former: int
) -> None:
    version = draft_version(session, tmp_path, [square(28.0, 61.0), square(28.1, 61.0)])
    activation.activate_version(session, version.id, at_once=2)
    activation.reassign_batch(session, rows=2)
    activation.activate_version(session, former, at_once=2)
    while activation.reassign_batch(session, rows=2):
        pass
    assert codes(session) == ["A1", "A1", "A1", "A1", "B1"]
    versions = select(func.count()).select_from(Proposal).join(Area, Area.id == Proposal.neighbourhood_id)
    assert session.scalar(versions.where(Area.version_id != former)) == 0


def test_one_who_looked_at_another_version_in_use_is_told(
    session: Session, tmp_path: Path, former: int
) -> None:
    first = draft_version(session, tmp_path, [square(28.0, 61.0)])
    second = draft_version(session, tmp_path, [square(28.0, 61.0)])
    activation.activate_version(session, first.id, instead_of=former)
    with pytest.raises(Refusal) as refusal:
        activation.activate_version(session, second.id, instead_of=former)
    assert refusal.value.code is RefusalCode.STATE_CHANGED


def test_a_merger_of_areas_is_a_second_version(session: Session, tmp_path: Path, former: int) -> None:
    merged = draft_version(session, tmp_path, [square(28.0, 61.0, 0.2), square(28.2, 61.0, 0.2)])
    (change, *_rest) = [one for one in activation.changes_by(session, merged.id) if one.table == "proposal"]
    assert {(move.before, move.after): move.pins for move in change.moves} == {("A1", "1"): 4, ("B1", "2"): 1}
    told = {
        area.code: area
        for area in area_changes(
            areas_of_version(session, former), areas_of_version(session, merged.id), [change]
        )
    }
    assert told["A1"].is_gone and told["A2"].is_gone and told["1"].is_new
    assert told["1"].after == {"proposal": 4} and told["A1"].before == {"proposal": 4}
    assert [(table, move.pins) for table, move in flows([change])] == [("proposal", 4), ("proposal", 1)]


def test_money_follows_the_projects_that_change_area(session: Session, tmp_path: Path, former: int) -> None:
    owner = factories.round_(session, "costing")
    pot = factories.pot(session, owner, 1_000_00)
    for x, cents in ((28.05, 300_00), (28.06, 200_50), (28.25, None)):
        place = factories.point(x, 61.05)
        factories.project(session, owner, pot, geom=place, state="draft", cost_cents=cents)
    west, rest = square(28.0, 61.0, 0.055), square(28.055, 61.0, 0.3)
    version = draft_version(session, tmp_path, [west, rest])
    told = {
        area.code: (area.cents_before, area.cents_after)
        for area in area_changes(
            areas_of_version(session, former),
            areas_of_version(session, version.id),
            activation.changes_by(session, version.id),
        )
    }
    assert told["A1"] == (500_50, None) and told["B1"] == (0, None)
    assert (told["1"], told["2"]) == ((None, 300_00), (None, 200_50))


def test_outlines_are_drawn_when_a_version_is_taken_into_use_and_only_once(
    session: Session, tmp_path: Path, former: int
) -> None:
    drawn = select(func.count()).select_from(AreaOutline).join(Area, Area.id == AreaOutline.area_id)
    version = draft_version(session, tmp_path, [square(28.0, 61.0), square(28.1, 61.0)])
    of_it = drawn.where(Area.version_id == version.id)
    assert session.scalar(of_it) == 0
    activation.activate_version(session, version.id)
    activation.activate_version(session, former)
    activation.activate_version(session, version.id)
    assert session.scalar(of_it) == 2 * len(LEVELS)
