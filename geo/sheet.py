"""A flat drawing of places: degrees to units of a sheet, north up and lengths alike both ways; paths of shapes on it."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, radians

import shapely
from shapely.geometry.base import BaseGeometry


class Sheet:
    """A box (west, south, east, north in degrees) on a sheet, as large as it fits inside the margin, at the upper left."""

    def __init__(
        self, box: tuple[float, float, float, float], width: float, height: float, margin: float = 0
    ) -> None:
        west, south, east, north = box
        self.west, self.north, self.margin = west, north, margin
        self.squeeze = cos(radians((south + north) / 2))
        across, up = max((east - west) * self.squeeze, 1e-6), max(north - south, 1e-6)
        self.scale = min((width - 2 * margin) / across, (height - 2 * margin) / up)

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where on the sheet a place is."""
        x = (longitude - self.west) * self.squeeze * self.scale + self.margin
        return x, (self.north - latitude) * self.scale + self.margin

    def path(self, shape: BaseGeometry) -> str:
        """The lines and rings of a shape as the `d` of a path; points leave none."""
        return "".join(self._line(corners, is_closed) for corners, is_closed in _lines(shape))

    def _line(self, line: BaseGeometry, is_closed: bool) -> str:
        corners = (self.at(x, y) for x, y, *_ in line.coords)
        return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in corners) + ("Z" if is_closed else "")


def _lines(shape: BaseGeometry) -> Iterator[tuple[BaseGeometry, bool]]:
    """Each line of a shape and whether it closes."""
    for part in shapely.get_parts(shape):
        if part.is_empty:
            continue
        if part.geom_type == "Polygon":
            yield from ((ring, True) for ring in (part.exterior, *part.interiors))
        elif part.geom_type == "LineString":
            yield part, False
        elif part.geom_type == "GeometryCollection":
            yield from _lines(part)
