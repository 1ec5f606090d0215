"""Makes a few drawn points look like land: a smooth warp of the plane and rough circles.

Because one and the same continuous warp moves every point, lines that touch still touch and lines that do not
cross still do not cross: a clean division of the city stays clean. Coordinates are metres in ETRS-TM35FIN.
"""

import itertools
from collections.abc import Iterable
from math import cos, hypot, pi, radians, sin

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from sample_data.make.drawn import Line, Point

_TO_METRES = Transformer.from_crs("EPSG:4326", "EPSG:3067", always_xy=True)
_TO_DEGREES = Transformer.from_crs("EPSG:3067", "EPSG:4326", always_xy=True)

# Wave length and height in metres, direction in degrees. The heights are small against the lengths (the sum
# of 2 pi height / length is below 1), so the warp never folds the plane.
_WAVES = [
    (9000.0, 170.0, 20.0), (5200.0, 95.0, 110.0), (2700.0, 50.0, 65.0),
    (1500.0, 28.0, 155.0), (820.0, 14.0, 40.0), (430.0, 7.0, 130.0),
]  # fmt: skip


def metres(point: Point) -> Point:
    """Degrees to metres."""
    x, y = _TO_METRES.transform(*point)
    return float(x), float(y)


def degrees(point: Point) -> Point:
    """Metres to degrees, rounded to about a metre: the drawing is not better than that."""
    lon, lat = _TO_DEGREES.transform(*point)
    return round(float(lon), 5), round(float(lat), 5)


# Shores are wilder than borders. These may fold; the caller cleans the result.
_SHORE_WAVES = [
    (4100.0, 300.0, 75.0),
    (1900.0, 170.0, 15.0),
    (900.0, 85.0, 120.0),
    (420.0, 36.0, 50.0),
]


def _shift(point: Point, waves: list[tuple[float, float, float]] = _WAVES) -> Point:
    x, y = point
    dx = dy = 0.0
    for length, height, direction in waves:
        along = x * cos(radians(direction)) + y * sin(radians(direction))
        across = y * cos(radians(direction)) - x * sin(radians(direction))
        dx += height * sin(2 * pi * along / length + direction)
        dy += height * sin(2 * pi * across / length - direction)
    return dx, dy


def warp(point: Point) -> Point:
    """Where a drawn point ends up (metres to metres)."""
    dx, dy = _shift(point)
    return point[0] + dx, point[1] + dy


def ragged(point: Point) -> Point:
    """Where a point of a shore ends up: warped, and more ragged the farther from the carefully drawn town."""
    x, y = point
    town = metres((28.19, 61.06))
    wildness = min(1.0, max(0.12, (hypot(x - town[0], y - town[1]) - 2500) / 7000))
    dx, dy = _shift(point, _SHORE_WAVES)
    return warp((x + wildness * dx, y + wildness * dy))


def unwarp(point: Point) -> Point:
    """The point that `warp` carries to this one: repeated correction converges, as the warp is gentle."""
    x, y = point
    for _ in range(40):
        dx, dy = _shift((x, y))
        x, y = point[0] - dx, point[1] - dy
    return x, y


def densify(points: Iterable[tuple[float, ...]], step: float = 130.0, long_step: float = 320.0) -> Line:
    """The same line with a vertex at least every `step` metres (`long_step` on edges over 3 km).

    An edge is cut alike whichever way it is walked, so that two neighbours get the same vertices.
    """
    line = [(p[0], p[1]) for p in points]
    out = [line[0]]
    for a, b in itertools.pairwise(line):
        first, last = (a, b) if a <= b else (b, a)
        length = hypot(b[0] - a[0], b[1] - a[1])
        parts = max(1, round(length / (long_step if length > 3000 else step)))
        cut = [_between(first, last, i / parts) for i in range(1, parts)]
        out += cut if first == a else cut[::-1]
        out.append(b)
    return out


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def rounded(points: Line, times: int = 2, closed: bool = False) -> Line:
    """Corners cut off twice (Chaikin), so that a road bends instead of breaking."""
    for _ in range(times):
        pairs = list(zip(points, points[1:] + points[:1] if closed else points[1:], strict=False))
        cut = [_between(a, b, share) for a, b in pairs for share in (0.25, 0.75)]
        points = cut if closed else [points[0], *cut[1:-1], points[-1]]
    return points


def blob(lon: float, lat: float, half_width: float, half_height: float) -> shapely.Polygon:
    """A lake or an island: an ellipse in metres with an uneven shore that depends on the place alone."""
    x, y = metres((lon, lat))
    ring = []
    for step in range(36):
        angle = 2 * pi * step / 36
        uneven = (
            1
            + 0.22 * sin(2 * angle + x / 700)
            + 0.13 * sin(5 * angle + y / 300)
            + 0.07 * sin(9 * angle + x / 90)
        )
        ring.append(
            (
                x + half_width * uneven * cos(angle),
                y + half_height * uneven * sin(angle),
            )
        )
    return shapely.Polygon(ring)


def shore(shape: shapely.Polygon) -> BaseGeometry:
    """A drawn body of water or an island in metres, with a natural shore."""
    rough: BaseGeometry = shapely.Polygon([ragged(p) for p in densify(shape.exterior.coords, step=85)])
    return shapely.make_valid(rough, method="structure", keep_collapsed=False)


def in_degrees(shape: BaseGeometry) -> BaseGeometry:
    """Any geometry in metres, as rounded degrees."""
    return shapely.transform(shape, lambda xy: np.array([degrees((float(x), float(y))) for x, y in xy]))
