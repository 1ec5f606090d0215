"""Drawings of printed reports as SVG: bars, and a map of districts with pins, lines and areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement

import shapely

from geo.picture import draw_marked
from geo.sheet import Sheet
from webapp.exports.dataset import Dataset, Row
from webapp.exports.drawn import shape_of
from webapp.exports.facts import colour_of
from webapp.exports.layers import points

WIDTH, HEIGHT, MARGIN, BAR, PIXEL = 170.0, 110.0, 2.0, 40.0, 0.16
"""Millimetres; a pixel is what lines and pins are measured in."""


def bar(share: float) -> Element:
    """A bar as long as the share (0 to 1) says. It repeats the figure beside it, so it says nothing by itself."""
    size = {"width": f"{BAR}mm", "height": "3mm", "viewBox": f"0 0 {BAR} 3"}
    drawing = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "presentation", **size})
    SubElement(drawing, "rect", {"width": f"{BAR * share:.2f}", "height": "3", "fill": "#0b5c4a"})
    return drawing


def district_map(dataset: Dataset, rows: Sequence[Row], areas: Mapping[str, bytes], words: str) -> Element:
    """The districts, and on them the rows' pins, lines and areas in the colours of their states."""
    size = {"width": f"{WIDTH}mm", "height": f"{HEIGHT}mm", "viewBox": f"0 0 {WIDTH} {HEIGHT}"}
    drawing = Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-label": words, **size}
    )
    pins = points(dataset, rows)
    shapes = [shapely.simplify(shapely.from_wkb(shape), 0.0005) for shape in areas.values()]
    places = [shape_of(dataset, row) or pin for row, pin in zip(rows, pins, strict=True)]
    everything = [*shapes, *(place for place in places if place is not None)]
    if not everything:
        return drawing
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(everything))
    sheet = Sheet((west, south, east, north), WIDTH, HEIGHT, MARGIN)
    for shape in shapes:
        outline = {"fill": "#f3f0e9", "stroke": "#857f73", "stroke-width": "0.3", "fill-rule": "evenodd"}
        SubElement(drawing, "path", {"d": sheet.path(shape), **outline})
    marked = [(place, row) for row, place in zip(rows, places, strict=True) if place is not None]
    for place, row in sorted(marked, key=lambda one: one[0].geom_type == "Point"):
        draw_marked(drawing, sheet, place, colour_of(dataset, row), PIXEL)
    return drawing
