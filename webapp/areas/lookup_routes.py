"""What the place picker asks while a resident types or moves the map: places by name, areas at a point."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _

from webapp.access import public
from webapp.areas.place_search import places_called
from webapp.areas.queries import areas_at, nearest_place
from webapp.areas.shape_queries import borders
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.formats import in_language
from webapp.texts import N_

blueprint = Blueprint("lookup", __name__)

MOST_LETTERS = 100
WIDEST = 0.1
"""Degrees: about five kilometres."""
MOST_BORDERS = 60
KINDS: Mapping[str, str] = {
    "address": N_("address"),
    "beach": N_("beach"),
    "harbour": N_("harbour"),
    "library": N_("library"),
    "neighbourhood": N_("neighbourhood"),
    "park": N_("park"),
    "playground": N_("playground"),
    "school": N_("school"),
    "sports": N_("sports ground"),
    "street": N_("street"),
    "trail": N_("trail"),
    "village house": N_("village house"),
}
"""What kinds of places are called; of others the name alone is told."""


@blueprint.get("/places")
@public
def places() -> Response:
    """At most eight places or addresses like `?q=`, each with name, kind, lon and lat."""
    words = request.args.get("q", "")[:MOST_LETTERS].encode("utf-8", "ignore").decode().replace("\x00", "")
    found = places_called(words)
    return for_a_while(
        [
            {"name": in_language(p.name), "kind": kind_of(p.kind), "lon": p.longitude, "lat": p.latitude}
            for p in found
        ]
    )


@blueprint.get("/areas/at")
@public
def at() -> Response:
    """The areas at `?lon=&lat=` in degrees, the nearest known place, and words where it is outside the city."""
    lon, lat = degrees("lon", 180), degrees("lat", 90)
    where, near = areas_at(db.session, lon, lat), nearest_place(db.session, lon, lat)
    outside = _("The place is outside the city. Choose a place inside it.")
    return for_a_while(
        {
            "inside": where.is_inside,
            "neighbourhood": in_language(where.neighbourhood.name) if where.neighbourhood else None,
            "district": in_language(where.district.name) if where.district else None,
            "nearest": in_language(near.name) if near else None,
            "words": None if where.is_inside else outside,
        }
    )


@blueprint.get("/areas/borders")
@public
def borders_near() -> Response:
    """The borders of the city and its neighbourhoods in `?west=&south=&east=&north=` in degrees, to draw along.

    Where the box is too wide for borders to be of use, there are none.
    """
    west, south, east, north = (
        degrees("west", 180),
        degrees("south", 90),
        degrees("east", 180),
        degrees("north", 90),
    )
    is_near = 0 < east - west <= WIDEST and 0 < north - south <= WIDEST
    found = borders(db.session, (west, south, east, north), MOST_BORDERS) if is_near else []
    return for_a_while({"type": "GeometryCollection", "geometries": [json.loads(one) for one in found]})


def kind_of(kind: str) -> str:
    """The kind of a place in the visitor's language, empty where it has no word."""
    return _(KINDS[kind]) if kind in KINDS else ""


def degrees(name: str, most: float) -> float:
    """A number of degrees from the address. Raises Refusal(NOT_FOUND) for anything else."""
    try:
        value = float(request.args.get(name, "")[:40])
    except ValueError:
        value = math.nan
    if not abs(value) <= most:
        raise Refusal(RefusalCode.NOT_FOUND)
    return value


def for_a_while(content: Any) -> Response:
    """JSON that a browser may keep for five minutes; it differs by language."""
    response = jsonify(content)
    response.headers["Cache-Control"] = "private, max-age=300"
    response.vary.update(["Cookie", "Accept-Language"])
    return response
