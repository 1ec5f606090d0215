"""A map in one HTML file that calls nobody: for a council paper, an e-mail or an archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import ClassVar, TypeAlias

from geo.maps import MOST_POINTS, Report, ReportArea, ReportPoint, Sums, report_map
from webapp.exports.dataset import Dataset, Row, Value
from webapp.exports.drawn import shape_of
from webapp.exports.facts import colour_of, fact, narrowing, shown_places
from webapp.exports.rows import Rows
from webapp.exports.writing import Holds, Setting, Systems
from webapp.outcome.rules import class_of, classes_of
from webapp.texts import N_

Counts: TypeAlias = Mapping[Value, int]
CLASS_COLOURS = ("#faf8f3", "#e6dcc5", "#cfbd95", "#b39a62", "#8a7038")
"""Of areas by how many rows lie in them, the lightest first; pins keep the colours of their states."""


class ReportMap:
    """Rows as points on a map whose districts are coloured by how many lie in them, and as a table below it, at most `MOST_POINTS` of them."""

    extension: ClassVar[str] = "html"
    ending: ClassVar[str] = "html"
    title: ClassVar[str] = N_("Map in one file (HTML)")
    mimetype: ClassVar[str] = "text/html; charset=utf-8"
    systems: ClassVar[Systems] = Systems.NONE
    holds: ClassVar[Holds] = Holds.DATASET
    most_at_once: ClassVar[int | None] = None

    def write(self, rows: Rows, setting: Setting) -> Iterator[bytes]:
        """The whole file; it has to be known before it can be drawn."""
        dataset, counts = rows.dataset, rows.by("district_code")
        areas, found = _areas(counts, setting), iter(rows)
        places = shown_places(dataset)
        report = Report(
            language=setting.language,
            title=f"{setting.round_title}: {setting.translate(dataset.title)}",
            narrowing=narrowing(setting),
            columns=[setting.translate(dataset.columns[place].title) for place in places],
            points=[_point(dataset, row, places, setting) for row in islice(found, MOST_POINTS)],
            areas=areas,
            sums=_sums(dataset, areas, counts, setting),
            note=_note(setting, is_cut=next(found, None) is not None),
        )
        yield report_map(report, setting.map_parts).encode()


def _areas(counts: Counts, setting: Setting) -> list[ReportArea]:
    districts = setting.districts()
    classes = classes_of([counts.get(one.code, 0) for one in districts])
    areas = []
    for one in districts:
        count = counts.get(one.code, 0)
        found = class_of(count, classes)
        areas.append(ReportArea(one.name, one.shape, count, CLASS_COLOURS[found.place if found else 0]))
    return areas


def _sums(dataset: Dataset, areas: Sequence[ReportArea], counts: Counts, setting: Setting) -> Sums:
    translate = setting.translate
    elsewhere = sum(counts.values()) - sum(area.count for area in areas)
    below = [(translate(N_("No exact place")), elsewhere)] if elsewhere else []
    return Sums(
        caption=translate(N_("By district")),
        columns=(translate(N_("District")), translate(dataset.rows_title)),
        legend=[
            (CLASS_COLOURS[one.place], str(one.low) if one.low == one.high else f"{one.low}–{one.high}")
            for one in classes_of([area.count for area in areas])
        ],
        below=[*below, (translate(N_("Total")), sum(counts.values()))],
    )


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
