"""Many pins at once lie in the same areas as each of them alone, as the trigger says it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests import factories
from webapp.areas.activation import activate_version
from webapp.areas.assignment import assign, change_of
from webapp.areas.models import BoundaryLayer, LayerVersion

SHAPES = """
    with lake as (select ST_Buffer(ST_SetSRID(ST_MakePoint(28.12, 61.1), 4326), 0.07, 160) as geom),
    west as (select ST_MakeEnvelope(28.0, 61.0, 28.2, 61.2, 4326) as geom)
    insert into area (version_id, code, name, geom)
    select :version, code, '{"fi": "Alue"}', ST_Multi(shape.geom) from (
        select 'b' as code, geom from lake
        union all select 'a', ST_Difference(west.geom, lake.geom) from west, lake
        union all select 'B', ST_MakeEnvelope(28.2, 61.0, 28.3, 61.2, 4326)
        union all select 'ä', ST_MakeEnvelope(28.25, 61.05, 28.4, 61.15, 4326)
        union all select 'ab', ST_GeomFromText('POLYGON((28.05 61.19, 28.35 61.21, 28.2 60.98, 28.05 61.19))', 4326)) shape
"""
# The corners of the areas, points on their sides, points anywhere in the city and around it.
PINS = """
    insert into proposal (round_id, title, body, geom)
    select :round, 'Penkki', 'Rantaan.', geom from (
        select (ST_DumpPoints(geom)).geom from area
        union all select (ST_DumpPoints(ST_Segmentize(geom, 0.0137))).geom from area
        union all select (ST_DumpPoints(geom)).geom from area_piece
        union all select ST_SetSRID(ST_MakePoint(27.9 + 0.6 * random(), 60.9 + 0.4 * random()), 4326) from generate_series(1, 2000)
    ) places
"""
FOUND = "select id, neighbourhood_id, district_id from proposal order by id"
FORGET = "update proposal set neighbourhood_id = null, district_id = null"


@pytest.fixture
def versions(session: Session) -> Mapping[str, int]:
    """Areas that border on each other along many corners, overlap, and leave out a part; no city's outline."""
    found = {}
    for level in ("neighbourhood", "district"):
        layer = BoundaryLayer(level=level, name=factories.texts(level))
        session.add(layer)
        session.flush()
        version = LayerVersion(layer_id=layer.id, number=1, source="test", source_crs="EPSG:4326")
        session.add(version)
        session.flush()
        factories.run(session, SHAPES, version=version.id)
        activate_version(session, version.id)
        found[level] = version.id
    return found


@pytest.fixture
def alone(session: Session, versions: Mapping[str, int]) -> list[tuple[int, int | None, int | None]]:
    """Pins that the trigger has given their areas one by one."""
    round_ = factories.round_(session, "proposing")
    session.execute(text("select setseed(0.5)"))
    factories.run(session, PINS, round=round_.id)
    return rows(session)


def rows(session: Session) -> list[tuple[int, int | None, int | None]]:
    return [(pin, near, wide) for pin, near, wide in session.execute(text(FOUND))]


def test_all_at_once_and_by_spans_as_each_alone(
    session: Session, versions: Mapping[str, int], alone: list[tuple[int, int | None, int | None]]
) -> None:
    first, middle, last = alone[0][0] - 1, alone[len(alone) // 2][0], alone[-1][0]
    for spans in ([None], [(first, middle), (middle, last)]):
        factories.run(session, FORGET)
        for level, version in versions.items():
            for span in spans:
                assign(session, "proposal", level, version, span)
        assert rows(session) == alone
    assert len({near for _, near, _ in alone}) == 6  # five areas, and none


def test_what_would_change_is_told_by_the_same_rule(
    session: Session, versions: Mapping[str, int], alone: list[tuple[int, int | None, int | None]]
) -> None:
    change = change_of(session, "proposal", "neighbourhood", versions["neighbourhood"])
    assert (change.pins, change.moved) == (len(alone), 0)
    assert change.left_out == sum(near is None for _, near, _ in alone)


def test_a_version_without_areas_leaves_every_pin_out(
    session: Session, versions: Mapping[str, int], alone: list[tuple[int, int | None, int | None]]
) -> None:
    layer = session.get_one(LayerVersion, versions["district"]).layer_id
    empty = LayerVersion(layer_id=layer, number=2, source="test", source_crs="EPSG:4326")
    session.add(empty)
    session.flush()
    assert change_of(session, "proposal", "district", empty.id).left_out == len(alone)
