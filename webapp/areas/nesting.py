"""How the levels lie in each other: neighbourhoods that two districts share, areas that leave the city."""

from __future__ import annotations

from collections.abc import Sequence
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
from webapp.areas.drafting import LayerDraft
from webapp.areas.queries import shapes_of_level

SHOWN = 50
FEWEST_SHARE = 0.01
"""Of a layer: with less than this in the city it is another city's, which shares a border at most."""
OUTER = {"neighbourhood": "district", "district": "city"}
INNER = {"district": "neighbourhood", "city": "district"}


def against_others(session: Session, level: str, draft: LayerDraft) -> dict[str, Any]:
    """How a draft lies beside the layers in use, for its report: `nesting`, and `is_elsewhere`."""
    shapes = draft.division.geometries
    return {
        "nesting": nesting_report(session, level, draft),
        "is_elsewhere": lies_elsewhere(shapes, [shape for _row, shape in shapes_of_level(session, "city")]),
    }


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


def nesting_report(session: Session, level: str, draft: LayerDraft) -> dict[str, Any]:
    """What the areas of a draft share with the layers in use above and below its level, in plain values.

    `split`: areas that lie in several areas of the level above, with the share in each. `outside`: areas that
    partly lie in none. `above` and `below` tell the same of the layer itself and of the layer in use below it.
    """
    division = draft.division
    drawn = (
        [(area.facts.code, str(area.facts.name)) for area in draft.areas],
        Ground(division.geometries, division.metric, division.drawn),
    )
    report: dict[str, Any] = {}
    for key, other_level in (("above", OUTER.get(level)), ("below", INNER.get(level))):
        if other_level is None:
            continue
        other = [(row, shape) for row, shape in shapes_of_level(session, other_level)]
        if not other:
            continue
        known = (
            [(row.code, str(row.name)) for row, _shape in other],
            Ground(as_array([shape for _row, shape in other])),
        )
        inner, outer = (drawn, known) if key == "above" else (known, drawn)
        report[key] = {"level": other_level, **_told(inner[0], outer[0], nest(inner[1], outer[1]))}
    return report


def _told(
    inner: Sequence[tuple[str, str]], outer: Sequence[tuple[str, str]], nested: Sequence[Nested]
) -> dict[str, Any]:
    # The worst first: what lies least in one area, and what lies most in none.
    split = sorted((one for one in nested if one.is_split), key=lambda one: one.parts[0][1])
    outside = sorted((one for one in nested if one.outside), key=lambda one: -one.outside)
    return {
        "split": [
            {
                **_area(inner[one.inner]),
                "parts": [{**_area(outer[n]), "share": round(s, 4)} for n, s in one.parts],
            }
            for one in split[:SHOWN]
        ],
        "split_count": len(split),
        "outside": [{**_area(inner[one.inner]), "share": round(one.outside, 4)} for one in outside[:SHOWN]],
        "outside_count": len(outside),
    }


def _area(known: tuple[str, str]) -> dict[str, str]:
    return {"code": known[0], "name": known[1]}
