"""Report maps: one HTML file that needs no server and calls nobody, for a council paper, an e-mail or an archive.

Made by folium, with three things changed. Its links to content delivery networks are gone: Leaflet's code and
style stand in the file. The file carries a policy that forbids it to fetch anything. And no text of a resident goes
through a template or into script as it is: it is made harmless by `harmless` first, since folium writes property
values as raw HTML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import folium
import numpy as np
import shapely
from branca.element import CssLink, Figure, JavascriptLink
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
MOST_POINTS = 5000
LAND = {"color": "#857f73", "weight": 1, "fillOpacity": 1}
ENTITIES = {ord(letter): f"&#{ord(letter)};" for letter in "`${}\\%"}
STYLE = """
html, body { height: auto !important; font: 1rem/1.5 system-ui, sans-serif; color: #1c1b18; background: #fbfaf6; }
body { padding: 1rem !important; box-sizing: border-box; } h1 { margin: 0 0 1rem; }
.folium-map { position: relative !important; width: 100% !important; height: 65vh !important; background: #fff; }
table { border-collapse: collapse; margin-top: 1rem; } caption { text-align: left; font-weight: 700; }
td.number, th.number { text-align: right; } .key { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; }
.key span { display: inline-block; width: 1.2rem; height: 1.2rem; margin-right: .4rem; border: 1px solid #857f73; vertical-align: middle;
print-color-adjust: exact; -webkit-print-color-adjust: exact; }
th, td { padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #e2ddd2; text-align: left; vertical-align: top; }
@media screen and (max-width: 50rem) {
  body { overflow-wrap: anywhere; }
  .rows, .rows tbody, .rows tr, .rows td { display: block; } .rows thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .rows tr { padding: .6rem 0; border-bottom: 1px solid #e2ddd2; } .rows td { padding: .1rem 0; border: 0; }
  .rows td:empty { display: none; } .rows td::before { content: attr(data-name) ": "; font-weight: 700; }
}
"""


@dataclass(frozen=True)
class ReportPoint:
    """A point of a report: degrees, colour (#rrggbb) and its facts in the order of the report's columns; `shape`: the line or
    area that is drawn in its place.
    """

    longitude: float | None
    latitude: float | None
    colour: str
    facts: Sequence[str]
    shape: BaseGeometry | None = None


@dataclass(frozen=True)
class ReportArea:
    """An area of a report: its name, its shape (WKB in degrees), how many rows lie in it, the colour (#rrggbb) of its class."""

    name: str
    shape: bytes
    count: int
    colour: str


@dataclass(frozen=True)
class Sums:
    """How many rows lie in each area: what the table is called, the names of its two columns, what the colours mean, and
    lines below those of the areas (those in none, all together).
    """

    caption: str
    columns: tuple[str, str]
    legend: Sequence[tuple[str, str]]
    below: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class Report:
    """What a report map says: language, title, names of the columns, rows (with or without a place), areas below; and what
    it is narrowed to, where it does not hold everything.
    """

    language: str
    title: str
    columns: Sequence[str]
    points: Sequence[ReportPoint]
    areas: Sequence[ReportArea]
    sums: Sums | None = None
    note: str = ""
    narrowing: str = ""


class _Map(folium.Map):
    """A map that links to nothing."""

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []


def harmless(text: str) -> str:
    """Text that is only text in HTML, in a JavaScript template literal and in a Jinja template alike."""
    return escape(text, quote=True).translate(ENTITIES)


def report_map(report: Report, parts: Path) -> str:
    """The report as one HTML file. `parts`: the folder with leaflet.js and leaflet.css, at most `MOST_POINTS` points.

    Raises ValueError if anything would be linked instead of being in the file.
    """
    drawn = _Map(tiles=None, zoom_start=10, max_zoom=18, attribution_control=False)
    if report.areas:
        _areas(report).add_to(drawn)
    placed = [point for point in report.points if point.longitude is not None and point.latitude is not None]
    if placed:
        _points(report, placed[:MOST_POINTS]).add_to(drawn)
    bounds = _bounds(report, placed)
    if bounds is not None:
        drawn.fit_bounds(bounds, padding=(20, 20))
    return _finished(drawn, report, parts)


def _areas(report: Report) -> folium.GeoJson:
    features = [
        {
            "type": "Feature",
            "properties": {"name": harmless(f"{area.name}: {area.count}"), "colour": area.colour},
            "geometry": mapping(shape),
        }
        for area, shape in zip(report.areas, _simple(report.areas), strict=True)
    ]
    layer = folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda feature: {**LAND, "fillColor": feature["properties"]["colour"]},
    )
    folium.GeoJsonTooltip(fields=["name"], labels=False).add_to(layer)
    return layer


def _simple(areas: Sequence[ReportArea]) -> Sequence[BaseGeometry]:
    """The areas' shapes simplified together to about 20 metres, with six decimals."""
    shapes = shapely.coverage_simplify(shapely.from_wkb([area.shape for area in areas]), tolerance=0.0002)
    return list(shapely.transform(shapes, lambda xy: xy.round(6)))


def _points(report: Report, placed: Sequence[ReportPoint]) -> folium.GeoJson:
    keys = [f"fact{number}" for number in range(len(report.columns))]
    features = [
        {
            "type": "Feature",
            "properties": {
                "colour": point.colour,
                **dict(zip(keys, map(harmless, point.facts), strict=True)),
            },
            "geometry": _geometry(point),
        }
        for point in placed
    ]
    layer = folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=7, weight=2, color="#ffffff", fill=True, fill_opacity=1),
        style_function=_look,
    )
    names = [harmless(name) for name in report.columns]
    folium.GeoJsonPopup(fields=keys, aliases=names, localize=False).add_to(layer)
    return layer


def _geometry(point: ReportPoint) -> dict[str, Any]:
    if point.shape is not None:
        drawn: dict[str, Any] = mapping(point.shape)
        return drawn
    return {"type": "Point", "coordinates": [point.longitude, point.latitude]}


def _look(feature: dict[str, Any]) -> dict[str, Any]:
    colour = feature["properties"]["colour"]
    if feature["geometry"]["type"] == "Point":
        return {"fillColor": colour}
    return {"color": colour, "weight": 4, "fillColor": colour, "fillOpacity": 0.2}


def _bounds(report: Report, placed: Sequence[ReportPoint]) -> list[list[float]] | None:
    """South-west and north-east corner as [latitude, longitude] pairs."""
    if report.areas:
        west, south, east, north = shapely.total_bounds(
            shapely.from_wkb([area.shape for area in report.areas])
        )
    elif placed:
        xy = [[point.longitude or 0.0, point.latitude or 0.0] for point in placed]
        west, south, east, north = shapely.total_bounds(shapely.points(np.array(xy)))
    else:
        return None
    return [[float(south), float(west)], [float(north), float(east)]]


def _finished(drawn: folium.Map, report: Report, parts: Path) -> str:
    figure = drawn.get_root()
    if not isinstance(figure, Figure):
        raise ValueError("the map has been taken out of its figure")
    page = figure.render()
    links = [
        child for child in figure.header._children.values() if isinstance(child, JavascriptLink | CssLink)
    ]
    if links:
        raise ValueError(f"a report map may link to nothing, not to {[link.url for link in links]}")
    page = re.sub(r'<meta name="viewport"[^>]*>', "", page, count=1)
    for mark, added in (
        ("<html>", f'<html lang="{harmless(report.language)}">'),
        ("<head>", f"<head>{_head(report, parts)}"),
        ("<body>", f"<body><h1>{harmless(report.title)}</h1>{_paragraph(report.narrowing)}"),
        ("</body>", f"{_sums(report)}{_table(report)}</body>"),
    ):
        before, found, after = page.partition(mark)
        if not found:
            raise ValueError(f"folium's page has no {mark}")
        page = before + added + after
    return page


def _head(report: Report, parts: Path) -> str:
    script = (parts / "leaflet.js").read_text("utf-8").replace("</script", "<\\/script")
    script = re.sub(r"//# sourceMappingURL=.*", "", script)
    style = re.sub(r"url\([^)]*\)", "none", (parts / "leaflet.css").read_text("utf-8"))
    return (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{harmless(report.title)}</title>'
        f"<style>{style}</style><script>{script}</script><style>{STYLE}</style>"
    )


def _sums(report: Report) -> str:
    """What the colours of the areas mean, and how many rows lie in each as a table."""
    sums = report.sums
    if sums is None or not report.areas:
        return ""
    key = "".join(
        f'<li><span style="background: {colour}"></span>{harmless(words)}</li>'
        for colour, words in sums.legend
    )
    first, second = (harmless(name) for name in sums.columns)
    lines = [*((area.name, area.count) for area in report.areas), *sums.below]
    rows = "".join(
        f'<tr><th scope="row">{harmless(name)}</th><td class="number">{count}</td></tr>'
        for name, count in lines
    )
    return (
        f'<h2 id="sums">{harmless(sums.caption)}: {second}</h2><ul class="key">{key}</ul><table aria-labelledby="sums">'
        f'<thead><tr><th scope="col">{first}</th><th scope="col" class="number">{second}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _table(report: Report) -> str:
    """Everything on the map, and what has no place, as a table."""
    names = [harmless(name) for name in report.columns]
    rows = "".join(
        f"<tr>{''.join(_cell(*cell) for cell in zip(names, point.facts, strict=True))}</tr>"
        for point in report.points
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    table = f'<table class="rows"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return table + _paragraph(report.note)


def _cell(name: str, fact: str) -> str:
    """A fact with its column's name, which a narrow screen shows beside it."""
    return f'<td data-name="{name}">{harmless(fact)}</td>'


def _paragraph(words: str) -> str:
    return f"<p>{harmless(words)}</p>" if words else ""
