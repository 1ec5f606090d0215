"""Looks of a layer as QGIS reads them: a GeoPackage with these opens with its colours and a legend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from geo.writer import Field, FieldKind, Layer, bare_table, write_geopackage

TABLE = Layer(
    "layer_styles",
    None,
    (
        Field("f_table_catalog", FieldKind.TEXT),
        Field("f_table_schema", FieldKind.TEXT),
        Field("f_table_name", FieldKind.TEXT),
        Field("f_geometry_column", FieldKind.TEXT),
        Field("styleName", FieldKind.TEXT),
        Field("styleQML", FieldKind.TEXT),
        Field("styleSLD", FieldKind.TEXT),
        Field("useAsDefault", FieldKind.YES_NO),
        Field("description", FieldKind.TEXT),
        Field("owner", FieldKind.TEXT),
    ),
)
"""The table that QGIS looks for, by its name and columns."""


def write_styles(path: Path, looks: Mapping[str, str]) -> None:
    """Add the looks (QML by the name of the layer) to a GeoPackage as each layer's default."""
    rows = [("", "", name, "geom", name, qml, "", True, name, "") for name, qml in looks.items()]
    write_geopackage(path, TABLE, [bare_table(rows)])


@dataclass(frozen=True)
class Symbol:
    """How one kind of geometry is drawn: QGIS's names for it, its fixed options, and those that take the colour."""

    kind: str
    layer: str
    options: Mapping[str, str]
    coloured: Mapping[str, int]
    """Options and how far they cover what is below, from 0 to 255."""


SYMBOLS: Mapping[str, Symbol] = {
    "Point": Symbol(
        "marker",
        "SimpleMarker",
        {"name": "circle", "size": "3", "outline_color": "255,255,255,255", "outline_width": "0.4"},
        {"color": 255},
    ),
    "LineString": Symbol(
        "line", "SimpleLine", {"line_width": "0.8", "line_style": "solid"}, {"line_color": 255}
    ),
    "Polygon": Symbol(
        "fill",
        "SimpleFill",
        {"style": "solid", "outline_width": "0.6", "outline_style": "solid"},
        {"color": 60, "outline_color": 255},
    ),
}
"""By geometry of the layer."""


def by_value(
    field: str, colours: Mapping[str, str], labels: Mapping[str, str], title: str, symbol: Symbol
) -> str:
    """Shapes coloured (#rrggbb) by the value of a field and named by another; what has no colour stays out."""
    document = Element("qgis", {"version": "3.22.0", "styleCategories": "Symbology|Labeling"})
    renderer = SubElement(
        document, "renderer-v2", {"type": "categorizedSymbol", "attr": field, "enableorderby": "0"}
    )
    categories, symbols = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    for place, (value, colour) in enumerate(colours.items()):
        words = {
            "symbol": str(place),
            "value": value,
            "label": labels.get(value, value),
            "render": "true",
            "type": "string",
        }
        SubElement(categories, "category", words)
        own = {option: _colour(colour, cover) for option, cover in symbol.coloured.items()}
        _symbol(symbols, str(place), symbol.kind, symbol.layer, {**symbol.options, **own})
    SubElement(document, "previewExpression").text = f'"{title}"'
    return _text(document)


def outlines() -> str:
    """Areas as grey outlines, named."""
    document = Element(
        "qgis", {"version": "3.22.0", "styleCategories": "Symbology|Labeling", "labelsEnabled": "1"}
    )
    renderer = SubElement(document, "renderer-v2", {"type": "singleSymbol", "enableorderby": "0"})
    fill = {
        "style": "no",
        "outline_color": _colour("#857f73"),
        "outline_width": "0.5",
        "outline_style": "solid",
    }
    _symbol(SubElement(renderer, "symbols"), "0", "fill", "SimpleFill", fill)
    settings = SubElement(SubElement(document, "labeling", {"type": "simple"}), "settings")
    SubElement(
        settings, "text-style", {"fieldName": "name", "fontSize": "9", "textColor": _colour("#4d483f")}
    )
    return _text(document)


def _symbol(symbols: Element, name: str, kind: str, layer: str, options: Mapping[str, str]) -> None:
    symbol = SubElement(symbols, "symbol", {"type": kind, "name": name, "alpha": "1"})
    drawn = SubElement(symbol, "layer", {"class": layer, "enabled": "1", "pass": "0", "locked": "0"})
    table = SubElement(drawn, "Option", {"type": "Map"})
    for key, value in options.items():
        SubElement(table, "Option", {"name": key, "value": value, "type": "QString"})


def _colour(code: str, cover: int = 255) -> str:
    """#rrggbb as QGIS writes it: red,green,blue,alpha."""
    return ",".join(str(int(code[place : place + 2], 16)) for place in (1, 3, 5)) + f",{cover}"


def _text(document: Element) -> str:
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(
        document, encoding="unicode"
    )
