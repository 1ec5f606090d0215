"""Shapefile, zipped: for programs that read nothing newer. Names and texts are cut as it wants."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import ClassVar

from geo.writer import short_names, write_shapefile
from webapp.exports.dataset import Dataset
from webapp.exports.drawn import drawn_layers
from webapp.exports.layers import DISTRICTS, districts, explained_fields, layer_of, pieces, portions
from webapp.exports.rows import Rows
from webapp.exports.words import MOST_MADE_AT_ONCE
from webapp.exports.writing import Holds, Setting, Systems
from webapp.texts import N_


class Shapefile:
    """Rows as points and the districts as polygons, with a table that explains the short names."""

    extension: ClassVar[str] = "shp"
    ending: ClassVar[str] = "zip"
    title: ClassVar[str] = N_("Shapefile, zipped")
    mimetype: ClassVar[str] = "application/zip"
    systems: ClassVar[Systems] = Systems.ANY
    holds: ClassVar[Holds] = Holds.DATASET
    most_at_once: ClassVar[int | None] = MOST_MADE_AT_ONCE

    def write(self, rows: Rows, setting: Setting) -> Iterator[bytes]:
        """The finished archive in pieces."""
        dataset = rows.dataset
        with tempfile.TemporaryDirectory(prefix="export-") as name:
            folder = Path(name) / "layers"
            folder.mkdir()
            layer = layer_of(dataset, setting.crs)
            write_shapefile(folder / f"{dataset.key}.shp", layer, portions(rows, setting))
            write_shapefile(
                folder / "districts.shp", replace(DISTRICTS, epsg=setting.crs), [districts(setting)]
            )
            for drawn, some in drawn_layers(rows, setting):
                write_shapefile(folder / f"{drawn.name}.shp", drawn, some)
            (folder / "columns.csv").write_text(_columns(dataset, setting), "utf-8-sig")
            archive = Path(name) / "layers.zip"
            with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
                for path in sorted(folder.iterdir()):
                    packed.write(path, path.name)
            yield from pieces(archive)


def _columns(dataset: Dataset, setting: Setting) -> str:
    table = io.StringIO()
    sheet = csv.writer(table)
    sheet.writerow(("field", "column", "title", "meaning"))
    lines = explained_fields(dataset, setting)
    fields = short_names([line[0] for line in lines if line[0]])
    for short, line in zip_longest(fields, lines, fillvalue=""):
        sheet.writerow((short, *line))
    return table.getvalue()
