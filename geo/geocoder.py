"""Places by name from a geocoder that the installation's settings name: any that answers GeoJSON points with a label.

Pelias does, and the one of the National Land Survey of Finland. The address never comes from a visitor.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from geo.fetch import get
from geo.geojson import parse_json

SECONDS = 2.0
"""How long a resident waits for it: after that only our own places are shown."""
MOST_BYTES = 1_000_000
WORDS = "{words}"


@dataclass(frozen=True)
class Found:
    """What a geocoder calls a place, and where it is in degrees."""

    label: str
    longitude: float
    latitude: float


def geocode(address: str, words: str, limit: int) -> list[Found]:
    """The first places that the geocoder at `address` knows for the words, which stand in it for `{words}`.

    Raises GeometryError: SERVER_AWAY, SERVER_REFUSED, TOO_LARGE, or NOT_JSON for an answer of another kind.
    """
    until = time.monotonic() + SECONDS
    body = get(address.replace(WORDS, quote(words)), "application/geo+json, application/json", until, SECONDS)
    return list(_places(parse_json(body, MOST_BYTES)))[:limit]


def _places(page: Any) -> Iterator[Found]:
    features = page.get("features") if isinstance(page, dict) else None
    for feature in features if isinstance(features, list) else []:
        try:
            label = str(feature["properties"]["label"])
            longitude, latitude = map(float, feature["geometry"]["coordinates"][:2])
        except (KeyError, TypeError, ValueError):
            continue
        if label and math.isfinite(longitude) and math.isfinite(latitude):
            yield Found(label, longitude, latitude)
