"""Where one thing is, as a picture for those without the live map: its point, line or area over land, water and roads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from shapely.geometry.base import BaseGeometry

from geo.sheet import Sheet

WIDTH, HEIGHT = 640.0, 360.0
"""Units of the picture. It has no texts: what it shows is told beside it."""
LOOKS: dict[str, Sequence[dict[str, str]]] = {
    "land": ({"fill": "#f2eee4"},),
    "water": ({"fill": "#c9dde4"},),
    "stream": ({"fill": "none", "stroke": "#c9dde4", "stroke-width": "2"},),
    "road": (
        {"fill": "none", "stroke": "#d5cdbb", "stroke-width": "5"},
        {"fill": "none", "stroke": "#fffdf8", "stroke-width": "3"},
    ),
    "border": ({"fill": "none", "stroke": "#978e7b", "stroke-width": "1.2", "stroke-dasharray": "5 4"},),
}
"""What lies below, from the ground up; the tones are those of the live map."""


@dataclass(frozen=True)
class Ground:
    """Something that lies below: a kind of `LOOKS` and its shape in degrees."""

    kind: str
    shape: BaseGeometry


def fitted(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The box, widened in one direction so that it fills the picture."""
    west, south, east, north = box
    sheet = Sheet(box, WIDTH, HEIGHT)
    across, up = WIDTH / sheet.scale / sheet.squeeze, HEIGHT / sheet.scale
    x, y = (west + east) / 2, (south + north) / 2
    return x - across / 2, y - up / 2, x + across / 2, y + up / 2


def place_svg(
    box: tuple[float, float, float, float],
    ground: Sequence[Ground],
    marked: Sequence[BaseGeometry],
    colour: str,
) -> str:
    """The picture (SVG) of a box in degrees as `fitted` gives it; `marked` is drawn in the colour with a white edge."""
    sheet = Sheet(box, WIDTH, HEIGHT)
    drawing = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDTH:g} {HEIGHT:g}"})
    SubElement(drawing, "rect", {"width": "100%", "height": "100%", "fill": "#e4e9e6"})
    for kind, looks in LOOKS.items():
        paths = [sheet.path(one.shape) for one in ground if one.kind == kind]
        for look in looks:
            for path in paths:
                SubElement(drawing, "path", {"d": path, "fill-rule": "evenodd", **look})
    for shape in marked:
        draw_marked(drawing, sheet, shape, colour, unit=1)
    return tostring(drawing, encoding="unicode")


def draw_marked(drawing: Element, sheet: Sheet, shape: BaseGeometry, colour: str, unit: float) -> None:
    """Draw a point as a disc, a line or an area by its edge and a tint, in the colour with a white edge, on any ground.

    `unit`: how much of the sheet a screen's pixel is.
    """
    if shape.geom_type == "Point":
        x, y = sheet.at(*shape.coords[0][:2])
        look = {"fill": colour, "stroke": "#ffffff", "stroke-width": f"{2.5 * unit:g}"}
        SubElement(drawing, "circle", {"cx": f"{x:.2f}", "cy": f"{y:.2f}", "r": f"{8 * unit:g}", **look})
        return
    path = {"d": sheet.path(shape), "stroke-linejoin": "round", "stroke-linecap": "round"}
    SubElement(
        drawing, "path", {**path, "fill": "none", "stroke": "#ffffff", "stroke-width": f"{7 * unit:g}"}
    )
    tint = (
        {"fill": colour, "fill-opacity": "0.2"} if shape.geom_type.endswith("Polygon") else {"fill": "none"}
    )
    SubElement(drawing, "path", {**path, **tint, "stroke": colour, "stroke-width": f"{4 * unit:g}"})
