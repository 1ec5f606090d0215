"""The picture of a place over the city's own background, for pages without script."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from flask import Response
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from geo.picture import fitted, place_svg
from webapp.areas.shape_queries import ground_within
from webapp.extensions import current_settings
from webapp.theme import parse, readable


def place_picture(session: Session, shapes: Sequence[BaseGeometry], room: tuple[float, float]) -> Response:
    """Shapes in degrees with so many degrees of room around them, as SVG that may be kept for a while by its reader."""
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(shapes))
    box = fitted((west - room[0], south - room[1], east + room[0], north + room[1]))
    colour = "#" + "".join(f"{part:02x}" for part in readable(parse(current_settings().accent_colour)))
    response = Response(place_svg(box, ground_within(session, box), shapes, colour), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=60"
    return response
