"""The place of a proposal that was drawn as a line or an area: cut to the city, and where it is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from geo.errors import GeometryCode
from geo.shapes import inside_of, kind_of, point_on, size_of
from webapp.areas.shape_queries import part_in_city, parts_by_area
from webapp.texts import N_, Texts

LEAST_SHARE = 0.01
"""Of 1: an area with less of a shape than this is not told."""
NOT_UNDERSTOOD = N_("The drawn line or area was not understood. Draw it again.")
C = GeometryCode
SHAPE_WORDS: Mapping[GeometryCode, str] = {
    C.TOO_LARGE: N_("The drawing has too many points. Use at most 2,000."),
    C.TOO_MANY_VERTICES: N_("The drawing has too many points. Use at most 2,000."),
    C.TOO_FEW_VERTICES: N_("The drawing is not ready. A line needs two points and an area three."),
    C.NOT_VALID: N_("The edge of the area crosses itself. Move its points so that it does not."),
    C.HAS_HOLE: N_("An area cannot have a hole. Draw its outer edge only."),
    C.TOO_SMALL: N_(
        "The drawing is too small. A line is at least 10 metres and an area at least 100 square metres; for less, choose a point."
    ),
    C.OUTSIDE_CITY: N_(
        "The drawing goes outside the city. Move it inside: at most 1 percent may be outside."
    ),
    C.OUT_OF_RANGE: N_(
        "The drawing goes outside the city. Move it inside: at most 1 percent may be outside."
    ),
}
"""What can be wrong with a drawing, in words for the one who drew it."""


@dataclass(frozen=True)
class PlacedShape:
    """A shape as it is kept, its kind and size (metres or square metres), the point that stands for it, and whether some was
    cut off. `shares`: the names of the areas it lies in with their shares of it, the largest first.
    """

    shape: BaseGeometry
    kind: str
    size: float
    point: tuple[float, float]
    is_cut: bool
    shares: tuple[tuple[Texts, float], ...]


def place_shape(session: Session, shape: BaseGeometry) -> PlacedShape:
    """Cut a shape to the city and find the neighbourhood that has most of it: the point is put there.

    Raises GeometryError: OUTSIDE_CITY, TOO_MANY_VERTICES.
    """
    inside = part_in_city(session, shape)
    kept = shape if inside is shape else inside_of(shape, inside)
    parts = parts_by_area(session, kept)
    most = max(parts, key=lambda one: size_of(one.part), default=None)
    point = point_on(kept if most is None else most.part, kept)
    size = size_of(kept)
    shares = sorted(((one.name, size_of(one.part) / size) for one in parts), key=lambda one: -one[1])
    return PlacedShape(
        kept,
        kind_of(kept),
        size,
        (point.x, point.y),
        kept is not shape,
        tuple(one for one in shares if one[1] >= LEAST_SHARE),
    )


def shape_words(code: GeometryCode) -> str:
    """What is wrong with a drawing, to be translated where it is shown."""
    return SHAPE_WORDS.get(code, NOT_UNDERSTOOD)
