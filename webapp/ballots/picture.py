"""The projects of a ballot as features of the map."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry import shape as geometry_of

from webapp.ballots.queries import Item
from webapp.formats import euros, in_language

MARGIN = 0.01


def extent_of(items: Sequence[Item]) -> list[float]:
    """West, south, east, north in degrees with a margin around those that have a place; empty without any."""
    places = [geometry_of(one) for item in items for one in _geometries(item)]
    if not places:
        return []
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(places))
    return [west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN]


def pins_of(items: Sequence[Item]) -> dict[str, Any]:
    """A GeoJSON collection of those that have a place: lines and areas, and above them the points."""
    features: list[dict[str, Any]] = [
        {"type": "Feature", "geometry": geometry, "properties": _told(item)}
        for item in items
        for geometry in _geometries(item)
    ]
    features.sort(key=lambda one: one["geometry"]["type"] == "Point")
    return {"type": "FeatureCollection", "features": features}


def _geometries(item: Item) -> list[dict[str, Any]]:
    point = [] if item.lon is None else [{"type": "Point", "coordinates": [item.lon, item.lat]}]
    return point if item.shape is None else [json.loads(item.shape), *point]


def _told(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": "project",
        "state": "ballot",
        "title": in_language(item.title),
        "words": euros(item.cost_cents),
    }
