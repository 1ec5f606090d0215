"""A map in one HTML file that calls nobody: for a council paper, an e-mail or an archive."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import ClassVar

from geo.maps import MOST_POINTS, Report, ReportPoint, report_map
from webapp.exports.dataset import Dataset, Row
from webapp.exports.drawn import shape_of
from webapp.exports.facts import colour_of, fact, shown_places
from webapp.exports.rows import Rows
from webapp.exports.writing import Holds, Setting, Systems
from webapp.texts import N_


class ReportMap:
    """Rows as points on a map and as a table below it, at most `MOST_POINTS` of them."""

    extension: ClassVar[str] = "html"
    ending: ClassVar[str] = "html"
    title: ClassVar[str] = N_("Map in one file (HTML)")
    mimetype: ClassVar[str] = "text/html; charset=utf-8"
    systems: ClassVar[Systems] = Systems.NONE
    holds: ClassVar[Holds] = Holds.DATASET
    most_at_once: ClassVar[int | None] = None

    def write(self, rows: Rows, setting: Setting) -> Iterator[bytes]:
        """The whole file; it has to be known before it can be drawn."""
        dataset, found = rows.dataset, iter(rows)
        places = shown_places(dataset)
        report = Report(
            language=setting.language,
            title=f"{setting.round_title}: {setting.translate(dataset.title)}",
            columns=[setting.translate(dataset.columns[place].title) for place in places],
            points=[_point(dataset, row, places, setting) for row in islice(found, MOST_POINTS)],
            areas=setting.areas(),
            note=_note(setting, is_cut=next(found, None) is not None),
        )
        yield report_map(report, setting.map_parts).encode()


def _note(setting: Setting, *, is_cut: bool) -> str:
    made = setting.translate(N_("Made with Nasta; the map is drawn by Leaflet."))
    cut = setting.translate(N_("Only the first 5,000 rows are here; choose a district to have all of it."))
    division = setting.divisions().get("district")
    used = setting.translate(N_("Areas:")) + f" {division}." if division else ""
    return " ".join(filter(None, (cut if is_cut else "", used, made)))


def _point(dataset: Dataset, row: Row, places: list[int], setting: Setting) -> ReportPoint:
    return ReportPoint(
        longitude=row[dataset.place("longitude")],
        latitude=row[dataset.place("latitude")],
        colour=colour_of(dataset, row),
        shape=shape_of(dataset, row),
        facts=[fact(dataset.columns[place], row, place, setting) for place in places],
    )
