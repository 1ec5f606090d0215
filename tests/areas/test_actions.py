"""Storing a version, taking it into use, and going back; the database's own rule about where a pin lies."""

from __future__ import annotations

from pathlib import Path

import pytest
from geoalchemy2 import WKTElement
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories
from tests.geo.files import square, write_geojson
from webapp.areas import actions, activation, queries
from webapp.areas.drafting import draft_layer
from webapp.areas.models import Area, LayerUpload, LayerVersion, Place
from webapp.areas.rules import search_text
from webapp.errors import Refusal, RefusalCode
from webapp.proposals.models import Proposal


def stored(
    session: Session, folder: Path, squares: list[object], level: str = "neighbourhood"
) -> LayerVersion:
    draft = draft_layer(write_geojson(folder / "a.geojson", squares))
    return actions.add_version(session, level, None, draft, "a.geojson")


def code_of(session: Session, proposal: Proposal) -> str | None:
    session.refresh(proposal)
    return session.scalar(select(Area.code).where(Area.id == proposal.neighbourhood_id))


def test_a_pin_on_a_border_lies_in_the_area_whose_code_comes_first(session: Session) -> None:
    factories.city(session)
    owner = factories.round_(session, "proposing")
    assert code_of(session, factories.proposal(session, owner, geom=factories.point(28.2, 61.05))) == "A1"
    assert code_of(session, factories.proposal(session, owner, geom=factories.point(28.2, 61.1))) == "A1"
    at_corner = queries.areas_at(session, 28.2, 61.1)
    assert at_corner.neighbourhood is not None and at_corner.neighbourhood.code == "A1"
    assert at_corner.district is not None and at_corner.district.code == "A"


def test_a_pin_outside_the_city_is_refused_by_the_database(session: Session) -> None:
    factories.city(session)
    owner = factories.round_(session, "proposing")
    with pytest.raises(IntegrityError) as error, session.begin_nested():
        factories.proposal(session, owner, geom=factories.point(29.0, 61.05))
    assert "outside the city" in str(error.value.orig)
    assert not queries.areas_at(session, 29.0, 61.05).is_inside


def test_activating_says_what_moves_then_moves_it_and_can_be_undone(session: Session, tmp_path: Path) -> None:
    areas = factories.city(session)
    before = areas["A1"].version_id
    owner = factories.round_(session, "proposing")
    west = factories.proposal(session, owner, geom=factories.point(28.05, 61.05))
    away = factories.proposal(session, owner, geom=factories.point(28.35, 61.15))
    listed = factories.proposal(session, owner, neighbourhood_id=areas["A1"].id)
    version = stored(session, tmp_path, [square(28.0, 61.0), square(28.1, 61.0)])
    assert code_of(session, west) == "A1"
    (moved,) = [one for one in activation.activate_version(session, version.id) if one.table == "proposal"]
    assert (moved.pins, moved.moved, moved.left_out) == (3, 3, 1)
    assert (code_of(session, west), code_of(session, away), code_of(session, listed)) == ("1", None, "1")
    assert [area.code for area in queries.active_areas(session, "neighbourhood")] == ["1", "2"]
    activation.activate_version(session, before)
    assert (code_of(session, west), code_of(session, away)) == ("A1", "B2")
    session.refresh(version)
    assert version.state == "retired"


def test_a_new_pin_follows_the_version_in_use(session: Session, tmp_path: Path) -> None:
    factories.city(session)
    activation.activate_version(session, stored(session, tmp_path, [square(28.0, 61.0)]).id)
    pin = factories.proposal(
        session, factories.round_(session, "proposing"), geom=factories.point(28.05, 61.05)
    )
    assert code_of(session, pin) == "1"


def test_only_drafts_can_be_removed_and_a_version_is_activated_once(session: Session, tmp_path: Path) -> None:
    version = stored(session, tmp_path, [square(28.0, 61.0)])
    activation.activate_version(session, version.id)
    for refused in (actions.remove_draft, activation.activate_version):
        with pytest.raises(Refusal):
            refused(session, version.id)
    draft = stored(session, tmp_path, [square(28.0, 61.0)])
    assert draft.number == 2
    actions.remove_draft(session, draft.id)
    assert session.scalar(select(func.count()).select_from(Area).where(Area.version_id == draft.id)) == 0


def test_an_unknown_level_is_refused(session: Session, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refusal:
        stored(session, tmp_path, [square(28.0, 61.0)], level="village")
    assert refusal.value.code is RefusalCode.UNKNOWN_LEVEL


def test_old_uploads_go_away(session: Session) -> None:
    owner = factories.account(session, "gis")
    first = actions.keep_upload(session, owner.id, "a.gpkg", b"a")
    factories.run(session, "update layer_upload set created_at = now() - interval '2 days'")
    second = actions.keep_upload(session, owner.id, "b.gpkg", b"b")
    assert list(session.scalars(select(LayerUpload.id))) == [second]
    assert first != second


def test_places_are_found_with_typing_errors_in_both_languages(session: Session) -> None:
    rows = [("Kauppakatu 40", "Handelsgatan 40", 28.19, 61.06), ("Linnoitus", "Fästningen", 28.18, 61.07)]
    for fi, sv, x, y in rows:
        name = {"fi": fi, "sv": sv}
        search = search_text(name)
        session.add(Place(kind="address", name=name, search=search, geom=WKTElement(f"POINT({x} {y})", 4326)))
    session.flush()
    for typed, found in [
        ("kaupakatu", 0),
        ("Kauppak", 0),
        ("handelsgatn 40", 0),
        ("FÄSTNINGEN", 1),
        ("linoitus", 1),
    ]:
        assert [str(place.name) for place in queries.find_places(session, typed)][:1] == [rows[found][0]], (
            typed
        )
    assert queries.find_places(session, "a") == []
    near = queries.nearest_place(session, 28.1901, 61.0601)
    assert (
        near is not None
        and str(near.name) == "Kauppakatu 40"
        and near.distance is not None
        and near.distance < 20
    )
    assert queries.nearest_place(session, 28.5, 61.2) is None
