"""GeoPackage of a whole round: a layer for each dataset, each with its colours, beside the districts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from webapp.exports.datasets import DATASETS
from webapp.exports.formats.geopackage import geopackage
from webapp.exports.rows import Rows
from webapp.exports.words import MOST_MADE_AT_ONCE
from webapp.exports.writing import Holds, Setting, Systems
from webapp.texts import N_


class RoundGeoPackage:
    """Every dataset of the round as a layer of points."""

    extension: ClassVar[str] = "round-gpkg"
    ending: ClassVar[str] = "gpkg"
    title: ClassVar[str] = N_("GeoPackage with a layer for each")
    mimetype: ClassVar[str] = "application/geopackage+sqlite3"
    systems: ClassVar[Systems] = Systems.ANY
    holds: ClassVar[Holds] = Holds.ROUND
    most_at_once: ClassVar[int | None] = MOST_MADE_AT_ONCE

    def write(self, rows: Rows, setting: Setting) -> Iterator[bytes]:
        """The finished file in pieces."""
        yield from geopackage(_one_after_another(rows), setting)


def _one_after_another(rows: Rows) -> Iterator[Rows]:
    before = 0
    for dataset in DATASETS:
        some = rows.of(dataset, before)
        before += some.count()
        yield some
