"""The projects of a ballot as features of the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from webapp.ballots.queries import Item
from webapp.formats import euros, in_language

MARGIN = 0.01


def extent_of(items: Sequence[Item]) -> list[float]:
    """West, south, east, north in degrees with a margin around those that have a place; empty without any."""
    lons = [item.lon for item in items if item.lon is not None]
    lats = [item.lat for item in items if item.lat is not None]
    if not lons or not lats:
        return []
    return [min(lons) - MARGIN, min(lats) - MARGIN, max(lons) + MARGIN, max(lats) + MARGIN]


def pins_of(items: Sequence[Item]) -> dict[str, Any]:
    """A GeoJSON collection of those that have a place."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [item.lon, item.lat]},
                "properties": {
                    "id": item.id,
                    "kind": "project",
                    "state": "ballot",
                    "title": in_language(item.title),
                    "words": euros(item.cost_cents),
                },
            }
            for item in items
            if item.lon is not None
        ],
    }
