"""GeoPackage: the rows and the districts as layers that QGIS shows in colour, and a table that explains the columns."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from geo.styles import SYMBOLS, by_value, outlines, write_styles
from geo.writer import Field, FieldKind, Layer, bare_table, write_geopackage
from webapp.exports.dataset import Dataset
from webapp.exports.drawn import drawn_layers
from webapp.exports.layers import DISTRICTS, districts, explained_fields, layer_of, pieces, portions
from webapp.exports.rows import Rows
from webapp.exports.words import MOST_MADE_AT_ONCE, STATE_COLOURS, STATES
from webapp.exports.writing import Holds, Setting, Systems
from webapp.texts import N_

COLUMNS = Layer(
    "columns", None, tuple(Field(name, FieldKind.TEXT) for name in ("layer", "column", "title", "meaning"))
)


class GeoPackage:
    """Rows as a layer of points beside the districts; what was drawn as lines and areas in layers of their own."""

    extension: ClassVar[str] = "gpkg"
    ending: ClassVar[str] = "gpkg"
    title: ClassVar[str] = N_("GeoPackage map layers")
    mimetype: ClassVar[str] = "application/geopackage+sqlite3"
    systems: ClassVar[Systems] = Systems.ANY
    holds: ClassVar[Holds] = Holds.DATASET
    most_at_once: ClassVar[int | None] = MOST_MADE_AT_ONCE

    def write(self, rows: Rows, setting: Setting) -> Iterator[bytes]:
        """The finished file in pieces."""
        yield from geopackage([rows], setting)


def geopackage(layers: Iterable[Rows], setting: Setting) -> Iterator[bytes]:
    """The file with a layer for each dataset's rows and one of the districts, in pieces."""
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / "layers.gpkg"
        lines: list[tuple[str, ...]] = []
        looks: dict[str, str] = {}
        for rows in layers:
            dataset = rows.dataset
            points = layer_of(dataset, setting.crs)
            write_geopackage(path, points, portions(rows, setting))
            looks[points.name] = _looks(points, dataset, setting)
            for layer, drawn in drawn_layers(rows, setting):
                write_geopackage(path, layer, drawn)
                looks[layer.name] = _looks(layer, dataset, setting)
            lines += ((dataset.key, *line) for line in explained_fields(dataset, setting))
        write_geopackage(path, replace(DISTRICTS, epsg=setting.crs), [districts(setting)])
        write_geopackage(path, COLUMNS, [bare_table(lines)])
        write_styles(path, {**looks, DISTRICTS.name: outlines()})
        yield from pieces(path)


def _looks(layer: Layer, dataset: Dataset, setting: Setting) -> str:
    symbol = SYMBOLS[layer.geometry or "Point"]
    labels = {key: setting.translate(words) for key, words in STATES.items()}
    labels |= {"1": labels["won"], "0": labels["did_not_win"]}
    if any(column.key == "state" for column in dataset.columns):
        colours = {state: STATE_COLOURS[state] for state in dataset.states}
        return by_value("state", colours, labels, "title", symbol)
    colours = {"1": STATE_COLOURS["won"], "0": STATE_COLOURS["did_not_win"]}
    return by_value("won", colours, labels, "title", symbol)
