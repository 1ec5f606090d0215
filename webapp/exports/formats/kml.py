"""KML for Google Earth and the like: always degrees; texts of residents stand in it as data, never as description in HTML."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from geo.crs import WGS84
from geo.writer import write_kml
from webapp.exports.layers import layer_of, pieces, portions
from webapp.exports.rows import Rows
from webapp.exports.words import MOST_MADE_AT_ONCE
from webapp.exports.writing import Holds, Setting, Systems
from webapp.texts import N_


class Kml:
    """Rows as placemarks."""

    extension: ClassVar[str] = "kml"
    ending: ClassVar[str] = "kml"
    title: ClassVar[str] = N_("KML for Google Earth")
    mimetype: ClassVar[str] = "application/vnd.google-earth.kml+xml"
    systems: ClassVar[Systems] = Systems.DEGREES
    holds: ClassVar[Holds] = Holds.DATASET
    most_at_once: ClassVar[int | None] = MOST_MADE_AT_ONCE

    def write(self, rows: Rows, setting: Setting) -> Iterator[bytes]:
        """The finished file in pieces."""
        with tempfile.TemporaryDirectory(prefix="export-") as folder:
            path = Path(folder) / "layer.kml"
            layer = layer_of(rows.dataset, WGS84)
            if rows.dataset.drawn is not None:
                layer = replace(layer, geometry="Unknown")
            write_kml(path, layer, portions(rows, setting, as_drawn=True), "title")
            yield from pieces(path)
