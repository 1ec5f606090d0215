"""How the levels lie in each other: neighbourhoods that two districts share, areas that leave the city."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from geo import crs
from geo.coverage import Ground
from geo.errors import GeometryCode, GeometryError
from geo.geojson import as_array
from geo.nesting import Nested, nest
from webapp.areas.drafting import LayerDraft, box_of
from webapp.areas.preview import Found
from webapp.areas.queries import shapes_of_level

SHOWN = 50
FEWEST_SHARE = 0.01
"""Of a layer: with less than this in the city it is another city's, which shares a border at most."""
OUTER = {"neighbourhood": "district", "district": "city"}
INNER = {"district": "neighbourhood", "city": "district"}


@dataclass(frozen=True)
class Beside:
    """How a draft lies beside the layers in use: for its report (`nesting`, `is_elsewhere`), and `split`, the parts of the
    areas that lie in several, for the map.
    """

    report: dict[str, Any]
    split: tuple[Found, ...]


@dataclass(frozen=True)
class _Level:
    """The areas of one level: code and name of each, and its ground."""

    areas: Sequence[tuple[str, str]]
    ground: Ground


def against_others(session: Session, level: str, draft: LayerDraft) -> Beside:
    """How a draft lies beside the layers in use."""
    shapes = draft.division.geometries
    city = [shape for _row, shape in shapes_of_level(session, "city")]
    report, split = _nesting(session, level, draft)
    return Beside({"nesting": report, "is_elsewhere": lies_elsewhere(shapes, city)}, tuple(split))


def check_way_round(session: Session, draft: LayerDraft) -> None:
    """Degrees whose order nobody has chosen are not certain where they lie in the city only the other way round.

    In Finland the reader sees that by itself. Raises GeometryError(CRS_NOT_CONFIRMED).
    """
    used = draft.read.crs.used
    if draft.choices.epsg is not None or not crs.is_geographic(used.epsg):
        return
    city = [shape for _row, shape in shapes_of_level(session, "city")]
    shapes = draft.division.geometries
    if lies_elsewhere(shapes, city) and not lies_elsewhere(crs.swap_axes(shapes), city):
        other = (used.epsg, not used.is_swapped, used.name)
        raise GeometryError(GeometryCode.CRS_NOT_CONFIRMED, candidates=[other])


def lies_elsewhere(shapes: NDArray[np.object_], city: Sequence[BaseGeometry]) -> bool:
    """Whether (next to) nothing of the shapes lies in the city's outline. Unknown where there is no outline: False."""
    if not city:
        return False
    outline = shapely.union_all(as_array(city))
    shapely.prepare(outline)
    enough = FEWEST_SHARE * min(shapely.area(shapes).sum(), shapely.area(outline))
    is_inside = shapely.contains_properly(outline, shapely.envelope(shapes))
    inside = shapely.area(shapes[is_inside]).sum()
    if inside >= enough:  # so it is with nearly every layer, and nothing need be looked at closely
        return False
    near = shapes[~is_inside & shapely.intersects(outline, shapes)]
    return bool(inside + shapely.area(shapely.intersection(near, outline)).sum() < enough)


def _nesting(session: Session, level: str, draft: LayerDraft) -> tuple[dict[str, Any], list[Found]]:
    """What the areas of a draft share with the layers in use above and below its level, in plain values.

    `split`: areas that lie in several areas of the level above, with the share in each. `outside`: areas that
    partly lie in none. `above` and `below` tell the same of the layer itself and of the layer in use below it.
    """
    division = draft.division
    drawn = _Level(
        [(area.facts.code, str(area.facts.name)) for area in draft.areas],
        Ground(division.geometries, division.metric, division.drawn),
    )
    report: dict[str, Any] = {}
    parts: list[Found] = []
    for key, other_level in (("above", OUTER.get(level)), ("below", INNER.get(level))):
        if other_level is None:
            continue
        other = [(row, shape) for row, shape in shapes_of_level(session, other_level)]
        if not other:
            continue
        known = _Level(
            [(row.code, str(row.name)) for row, _shape in other],
            Ground(as_array([shape for _row, shape in other])),
        )
        inner, outer = (drawn, known) if key == "above" else (known, drawn)
        nested = nest(inner.ground, outer.ground)
        # The worst first: what lies least in one area, and what lies most in none.
        split = sorted((one for one in nested if one.is_split), key=lambda one: one.parts[0][1])
        outside = sorted((one for one in nested if one.outside), key=lambda one: -one.outside)
        report[key] = {"level": other_level, **_told(inner, outer, split, outside)}
        parts += _parts(inner, outer, split[:SHOWN])
    return report, parts


def _told(inner: _Level, outer: _Level, split: Sequence[Nested], outside: Sequence[Nested]) -> dict[str, Any]:
    return {
        "split": [
            {
                **_area(inner, one.inner),
                "box": box_of(inner.ground.shapes[one.inner]),
                "parts": [{**_area(outer, n), "share": round(s, 4)} for n, s in one.parts],
            }
            for one in split[:SHOWN]
        ],
        "split_count": len(split),
        "outside": [
            {
                **_area(inner, one.inner),
                "box": box_of(inner.ground.shapes[one.inner]),
                "share": round(one.outside, 4),
            }
            for one in outside[:SHOWN]
        ],
        "outside_count": len(outside),
    }


def _parts(inner: _Level, outer: _Level, split: Sequence[Nested]) -> Iterator[Found]:
    """The parts into which areas are cut, each called after the area that it lies in."""
    for one in split:
        for n, _share in one.parts:
            shape = shapely.intersection(inner.ground.shapes[one.inner], outer.ground.shapes[n])
            polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
            yield Found("split", shapely.multipolygons(polygons), outer.areas[n][1])


def _area(level: _Level, place: int) -> dict[str, str]:
    code, name = level.areas[place]
    return {"code": code, "name": name}
