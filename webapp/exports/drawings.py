"""Drawings of printed reports as SVG: bars, and a map of districts with pins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, radians
from xml.etree.ElementTree import Element, SubElement

import shapely

from webapp.exports.dataset import Dataset, Row
from webapp.exports.facts import colour_of
from webapp.exports.layers import points

WIDTH, HEIGHT, BAR = 170.0, 110.0, 40.0
"""Millimetres."""


def bar(share: float) -> Element:
    """A bar as long as the share (0 to 1) says. It repeats the figure beside it, so it says nothing by itself."""
    size = {"width": f"{BAR}mm", "height": "3mm", "viewBox": f"0 0 {BAR} 3"}
    drawing = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "presentation", **size})
    SubElement(drawing, "rect", {"width": f"{BAR * share:.2f}", "height": "3", "fill": "#0b5c4a"})
    return drawing


def district_map(dataset: Dataset, rows: Sequence[Row], areas: Mapping[str, bytes], words: str) -> Element:
    """The districts and the rows' pins in the colours of their states."""
    size = {"width": f"{WIDTH}mm", "height": f"{HEIGHT}mm", "viewBox": f"0 0 {WIDTH} {HEIGHT}"}
    drawing = Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-label": words, **size}
    )
    pins = points(dataset, rows)
    shapes = [shapely.simplify(shapely.from_wkb(shape), 0.0005) for shape in areas.values()]
    everything = [*shapes, *(pin for pin in pins if pin is not None)]
    if not everything:
        return drawing
    place = _Sheet(*(float(edge) for edge in shapely.total_bounds(everything)))
    for shape in shapes:
        outline = {"fill": "#f3f0e9", "stroke": "#857f73", "stroke-width": "0.3", "fill-rule": "evenodd"}
        SubElement(drawing, "path", {"d": place.path(shape), **outline})
    for row, pin in zip(rows, pins, strict=True):
        if pin is not None:
            x, y = place.at(pin.x, pin.y)
            look = {"r": "1.3", "fill": colour_of(dataset, row), "stroke": "#ffffff", "stroke-width": "0.4"}
            SubElement(drawing, "circle", {"cx": f"{x:.2f}", "cy": f"{y:.2f}", **look})
    return drawing


class _Sheet:
    """Degrees to millimetres of the drawing, north up, lengths alike both ways."""

    def __init__(self, west: float, south: float, east: float, north: float) -> None:
        self.west, self.north = west, north
        self.squeeze = cos(radians((south + north) / 2))
        across, up = max((east - west) * self.squeeze, 1e-6), max(north - south, 1e-6)
        self.scale = min((WIDTH - 4) / across, (HEIGHT - 4) / up)

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where on the sheet a place is."""
        x = (longitude - self.west) * self.squeeze * self.scale + 2
        return x, (self.north - latitude) * self.scale + 2

    def path(self, shape: shapely.Geometry) -> str:
        """The rings of a shape."""
        rings = []
        for part in shapely.get_parts(shape):
            for ring in (part.exterior, *part.interiors):
                corners = (self.at(x, y) for x, y in ring.coords)
                rings.append("M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in corners) + "Z")
        return "".join(rings)
