"""A map in one HTML file that calls nobody: for a council paper, an e-mail or an archive."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import ClassVar

from geo.maps import MOST_POINTS, Report, ReportPoint, report_map
from webapp.exports.dataset import Dataset, Kind, Row, Setting
from webapp.exports.formats.csv_file import cell
from webapp.exports.words import STATES
from webapp.texts import N_

SHOWN = ("id", "title", "state", "won", "votes", "cost", "district", "neighbourhood", "theme")
COLOURS = {
    "accepted": "#1b6636",
    "ballot": "#1b6636",
    True: "#1b6636",
    "refused": "#a3241a",
    "left_out": "#a3241a",
}
OTHER_COLOUR = "#27518a"


class ReportMap:
    """Rows as points on a map and as a table below it, at most `MOST_POINTS` of them."""

    extension: ClassVar[str] = "html"
    title: ClassVar[str] = N_("Map in one file (HTML)")
    mimetype: ClassVar[str] = "text/html; charset=utf-8"

    def write(self, dataset: Dataset, rows: Iterator[Row], setting: Setting) -> Iterator[bytes]:
        """The whole file; it has to be known before it can be drawn."""
        places = [number for number, column in enumerate(dataset.columns) if column.key in SHOWN]
        state = next(n for n, column in enumerate(dataset.columns) if column.key in ("state", "won"))
        report = Report(
            language=setting.language,
            title=f"{setting.round_title}: {setting.translate(dataset.title)}",
            columns=[setting.translate(dataset.columns[place].title) for place in places],
            points=[_point(dataset, row, places, state, setting) for row in islice(rows, MOST_POINTS)],
            areas=setting.areas(),
            note=setting.translate(N_("Made with Nasta; the map is drawn by Leaflet.")),
        )
        yield report_map(report, setting.map_parts).encode()


def _point(dataset: Dataset, row: Row, places: list[int], state: int, setting: Setting) -> ReportPoint:
    return ReportPoint(
        longitude=row[dataset.place("longitude")],
        latitude=row[dataset.place("latitude")],
        colour=COLOURS.get(row[state], OTHER_COLOUR),
        facts=[_fact(dataset, place, row, setting) for place in places],
    )


def _fact(dataset: Dataset, place: int, row: Row, setting: Setting) -> str:
    column, value = dataset.columns[place], row[place]
    if column.key == "state":
        return setting.translate(STATES[value])
    if column.kind is Kind.TEXT:
        return str(value or "")
    if column.kind is Kind.MONEY:
        return "" if value is None else setting.euros(value)
    if column.kind is Kind.YES_NO:
        return setting.translate(N_("yes") if value else N_("no"))
    return cell(column, value, setting)
