"""Looks of a layer as QGIS reads them: a GeoPackage with these opens with its colours and a legend."""

from __future__ import annotations

from collections.abc import Mapping
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


def by_value(field: str, colours: Mapping[str, str], labels: Mapping[str, str], title: str) -> str:
    """Points coloured (#rrggbb) by the value of a field and named by another; what has no colour stays out."""
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
        marker = {
            "name": "circle",
            "color": _colour(colour),
            "outline_color": _colour("#ffffff"),
            "size": "3",
        }
        _symbol(symbols, str(place), "marker", "SimpleMarker", {**marker, "outline_width": "0.4"})
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


def _colour(code: str) -> str:
    """#rrggbb as QGIS writes it: red,green,blue,alpha."""
    return ",".join(str(int(code[place : place + 2], 16)) for place in (1, 3, 5)) + ",255"


def _text(document: Element) -> str:
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(
        document, encoding="unicode"
    )
