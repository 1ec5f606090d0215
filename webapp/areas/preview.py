"""What a page shows of areas before they are stored: features for the map, and a picture where there is no script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.choropleth import SvgPicture, picture_of
from geo.coverage import Division
from geo.geojson import as_array, feature, feature_collection

MOST_SHAPES = 1_500
"""Beyond this only their common outline is drawn: a browser should not carry more in a page."""
MOST_VERTICES = 15_000
MOST_FOUND = 200
"""Of each kind; all of them together have at most `MOST_VERTICES`, so that a version can keep them too."""
STEPS = 1_500
"""Into so many parts the longer side is divided; what is finer is left out of the picture."""


@dataclass(frozen=True)
class Preview:
    """GeoJSON for the map, what it covers (west, south, east, north), and the same as a picture by number. `kinds`: what is
    drawn, for the key.
    """

    features: dict[str, Any]
    extent: tuple[float, float, float, float]
    picture: SvgPicture

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(one["properties"]["kind"] for one in self.features["features"])


@dataclass(frozen=True)
class Found:
    """Something that a map shows beside the areas: an overlap, a gap, or a part of an area that two others share (split)."""

    kind: str
    shape: BaseGeometry
    name: str = ""


def preview_of(
    shapes: NDArray[np.object_],
    labels: Sequence[str],
    city: Sequence[BaseGeometry] = (),
    found: Iterable[dict[str, Any]] = (),
) -> Preview:
    """Draw areas (WGS 84), the city's outline around them, and the features of what was found in them."""
    drawn, names = _drawable(shapes, labels)
    features = [
        feature(shape, {"kind": "area", "name": name}) for shape, name in zip(drawn, names, strict=True)
    ]
    features += [feature(shape, {"kind": "city", "name": ""}) for shape in _simpler(as_array(city))]
    features += found
    west, south, east, north = (float(value) for value in shapely.total_bounds(as_array([*drawn, *city])))
    return Preview(feature_collection(features), (west, south, east, north), _picture(drawn, city))


def found_in(division: Division) -> Iterator[Found]:
    """The overlaps and gaps of a division, the largest of each first."""
    yield from (Found("overlap", overlap.shape) for overlap in division.overlaps[:MOST_FOUND])
    yield from (Found("gap", gap.shape) for gap in division.gaps[:MOST_FOUND])


def found_features(found: Iterable[Found]) -> list[dict[str, Any]]:
    """Features of what was found; those left out for which a page has no room."""
    room, features = MOST_VERTICES, []
    for one in found:
        room -= int(shapely.get_num_coordinates(one.shape))
        if room >= 0:
            features.append(feature(one.shape, {"kind": one.kind, "name": one.name}))
    return features


def _drawable(
    shapes: NDArray[np.object_], labels: Sequence[str]
) -> tuple[NDArray[np.object_], Sequence[str]]:
    """Shapes light enough for a page; many or very fine ones become one outline."""
    valid = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    if len(valid) <= MOST_SHAPES:
        simple = _simpler(valid)
        if shapely.get_num_coordinates(simple).sum() <= MOST_VERTICES:
            return simple, labels
    return _simpler(as_array([shapely.union_all(valid)])), [""]


def _simpler(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    if not len(shapes):
        return shapes
    west, south, east, north = shapely.total_bounds(shapes)
    fine = max(east - west, north - south) / STEPS
    return np.asarray(shapely.simplify(shapes, fine, preserve_topology=True), dtype=np.object_)


def _picture(drawn: NDArray[np.object_], city: Sequence[BaseGeometry]) -> SvgPicture:
    """The areas under their numbers and the city under 'city…', flat as on any web map."""
    within = [shape for shape in drawn if _is_on_web_map(shape)]
    flat = crs.transform(as_array([*city, *within]), crs.WGS84, crs.WEB_MERCATOR)
    keys = [f"city{n}" for n in range(len(city))] + [str(n) for n in range(len(within))]
    shapes: Mapping[str, bytes] = {
        key: shapely.to_wkb(shape) for key, shape in zip(keys, flat, strict=True) if not shape.is_empty
    }
    return picture_of(shapes)


def _is_on_web_map(shape: BaseGeometry) -> bool:
    return not shape.is_empty and abs(shape.bounds[1]) < 85 and abs(shape.bounds[3]) < 85
