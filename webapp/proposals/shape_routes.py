"""What the drawing part of the form asks while a resident draws: how large it is, where it lies, what will not do."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from geo.errors import GeometryError
from geo.shapes import MOST_BYTES, read_shape
from webapp.access import public
from webapp.extensions import db
from webapp.formats import in_language
from webapp.proposals.shapes import PlacedShape, place_shape, shape_words

blueprint = Blueprint("proposal_shape", __name__)

MOST_NAMED = 4
"""So many areas are told by name."""


@blueprint.post("/proposals/shape")
@public
def measured() -> Response:
    """The size and the areas of the drawing in the body (GeoJSON), in words, and the point for it. Writes nothing."""
    try:
        placed = place_shape(
            db.session, read_shape(request.get_data()[: MOST_BYTES + 1].decode("utf-8", "replace"))
        )
    except GeometryError as error:
        return jsonify({"fits": False, "words": _(shape_words(error.code))})
    lon, lat = placed.point
    return jsonify({"fits": True, "words": told(placed), "lon": lon, "lat": lat})


def told(placed: PlacedShape) -> str:
    """A drawing in words: `Line, 240 m: Keskusta 80 %, Leiri 20 %. A little outside the city is cut off.`"""
    shares = placed.shares[:MOST_NAMED]
    names = [
        in_language(name) + (f" {format_percent(share)}" if len(placed.shares) > 1 else "")
        for name, share in shares
    ]
    kind = _("Line") if placed.kind == "line" else _("Area")
    words = f"{kind}, {size_in_words(placed)}" + (f": {', '.join(names)}" if names else "") + "."
    cut = _("The part outside the city is cut off.") if placed.is_cut else ""
    return f"{words} {cut}".strip()


def size_in_words(placed: PlacedShape) -> str:
    """`240 m`, `1.2 km`, `3 400 m²` or `1.2 ha`."""
    small, large, many = ("m", "km", 1_000) if placed.kind == "line" else ("m²", "ha", 10_000)
    if placed.size < many:
        return f"{format_decimal(round(placed.size))} {small}"
    size = placed.size / many
    return f"{format_decimal(round(size, 1) if size < 100 else round(size))} {large}"
