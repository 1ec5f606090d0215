"""What the small map of one proposal shows: its point and, where one was drawn, its line or area. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from shapely.geometry import shape as geometry_of
from shapely.geometry.base import BaseGeometry

from geo.shapes import shape_json
from webapp.proposals.rules import Written

ROOM = (0.01, 0.005)
"""Degrees around the place, so that one sees where it is."""


@dataclass(frozen=True)
class PlaceMap:
    """West, south, east, north of what is shown, and the features as GeoJSON."""

    extent: list[float]
    features: dict[str, Any]

    @property
    def shapes(self) -> list[BaseGeometry]:
        """What is drawn, the line or area before the point."""
        return [geometry_of(feature["geometry"]) for feature in self.features["features"]]


def place_map(proposal: Any) -> PlaceMap | None:
    """The map of a proposal; None where it has no exact place."""
    if proposal.lon is None:
        return None
    about = {"id": proposal.id, "kind": "proposal", "title": proposal.title, "state": proposal.state}
    shape = None if proposal.shape is None else json.loads(proposal.shape)
    return map_of(about, (proposal.lon, proposal.lat), shape)


def draft_map(written: Written) -> PlaceMap | None:
    """The map of what is about to be sent; None where it has no exact place."""
    if written.point is None:
        return None
    shape = None if written.shape is None else json.loads(shape_json(written.shape))
    return map_of({"kind": "proposal", "title": written.title, "state": "submitted"}, written.point, shape)


def map_of(about: dict[str, Any], point: tuple[float, float], shape: dict[str, Any] | None) -> PlaceMap:
    """The map of one thing with these properties: its point, and what was drawn (GeoJSON) below it."""
    geometries: list[dict[str, Any]] = [{"type": "Point", "coordinates": list(point)}]
    if shape is not None:
        geometries.insert(0, shape)
    features = [{"type": "Feature", "properties": about, "geometry": one} for one in geometries]
    return PlaceMap(_around(geometries), {"type": "FeatureCollection", "features": features})


def _around(geometries: list[dict[str, Any]]) -> list[float]:
    corners = [corner for one in geometries for corner in _corners(one["coordinates"])]
    longitudes, latitudes = [x for x, _y in corners], [y for _x, y in corners]
    east, north = ROOM
    edges = (min(longitudes) - east, min(latitudes) - north, max(longitudes) + east, max(latitudes) + north)
    return [round(edge, 6) for edge in edges]


def _corners(coordinates: Any) -> list[tuple[float, float]]:
    if not isinstance(coordinates[0], list):
        return [(coordinates[0], coordinates[1])]
    return [corner for part in coordinates for corner in _corners(part)]
