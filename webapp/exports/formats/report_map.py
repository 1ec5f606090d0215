"""A map in one HTML file that calls nobody: for a council paper, an e-mail or an archive."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import ClassVar

from geo.maps import MOST_POINTS, Report, ReportPoint, report_map
from webapp.exports.dataset import Dataset, Kind, Row, Setting, Systems
from webapp.exports.formats.csv_file import cell
from webapp.exports.words import STATE_COLOURS, STATES
from webapp.texts import N_

SHOWN = ("id", "title", "state", "won", "votes", "cost", "district", "neighbourhood", "theme")
OUTCOME_STATES = {True: "won", False: "did_not_win"}


class ReportMap:
    """Rows as points on a map and as a table below it, at most `MOST_POINTS` of them."""

    extension: ClassVar[str] = "html"
    ending: ClassVar[str] = "html"
    title: ClassVar[str] = N_("Map in one file (HTML)")
    mimetype: ClassVar[str] = "text/html; charset=utf-8"
    systems: ClassVar[Systems] = Systems.NONE
    most_at_once: ClassVar[int | None] = None

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
            note=_note(setting, is_cut=next(rows, None) is not None),
        )
        yield report_map(report, setting.map_parts).encode()


def _note(setting: Setting, *, is_cut: bool) -> str:
    made = setting.translate(N_("Made with Nasta; the map is drawn by Leaflet."))
    cut = setting.translate(N_("Only the first 5,000 rows are here; choose a district to have all of it."))
    return f"{cut} {made}" if is_cut else made


def _point(dataset: Dataset, row: Row, places: list[int], state: int, setting: Setting) -> ReportPoint:
    return ReportPoint(
        longitude=row[dataset.place("longitude")],
        latitude=row[dataset.place("latitude")],
        colour=STATE_COLOURS[OUTCOME_STATES.get(row[state]) or row[state]],
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
