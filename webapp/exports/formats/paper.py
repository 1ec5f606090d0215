"""A report to print, by district: sums with bars, a map, and a table for each district, as an accessible PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import ClassVar
from xml.etree.ElementTree import Element, SubElement, tostring

from geo.printer import pdf_of
from webapp.exports.dataset import Dataset, Row
from webapp.exports.drawings import bar, district_map
from webapp.exports.facts import fact, narrowing, shown_places, state_of
from webapp.exports.rows import Rows
from webapp.exports.words import STATE_COLOURS, STATES
from webapp.exports.writing import Holds, Setting, Systems
from webapp.texts import N_

MOST_PRINTED = 2000
PRINTED_AT_ONCE = 300
STYLE = """
@page { size: A4; margin: 18mm 15mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
body { font: 9.5pt/1.4 "DejaVu Sans", sans-serif; color: #1c1b18; }
h1 { font-size: 18pt; margin: 0 0 6mm; } h2 { font-size: 13pt; margin: 8mm 0 2mm; }
table { border-collapse: collapse; width: 100%; } thead { display: table-header-group; }
th, td { text-align: left; vertical-align: top; padding: 1mm 2mm 1mm 0; border-bottom: 0.3pt solid #c9c2b4; overflow-wrap: break-word; }
tr { break-inside: avoid; } h2 { break-after: avoid; } svg { display: block; } .map { margin: 4mm 0; }
"""


class Paper:
    """Rows as a printed report, at most `MOST_PRINTED` of them."""

    extension: ClassVar[str] = "pdf"
    ending: ClassVar[str] = "pdf"
    title: ClassVar[str] = N_("Report to print (PDF)")
    mimetype: ClassVar[str] = "application/pdf"
    systems: ClassVar[Systems] = Systems.NONE
    holds: ClassVar[Holds] = Holds.DATASET
    most_at_once: ClassVar[int | None] = PRINTED_AT_ONCE

    def write(self, rows: Rows, setting: Setting) -> Iterator[bytes]:
        """The whole file; its pages have to be counted before it can be written."""
        found = iter(rows)
        some = list(islice(found, MOST_PRINTED))
        yield pdf_of(page(rows.dataset, some, setting, is_cut=next(found, None) is not None))


def page(dataset: Dataset, rows: Sequence[Row], setting: Setting, *, is_cut: bool = False) -> str:
    """The report as HTML. It is built as a tree: a text can never become markup."""
    translate = setting.translate
    title = f"{setting.round_title}: {translate(dataset.title)}"
    root = Element("html", {"lang": setting.language})
    head, body = SubElement(root, "head"), SubElement(root, "body")
    SubElement(head, "title").text = title
    SubElement(head, "style").text = STYLE
    SubElement(body, "h1").text = title
    if narrowed := narrowing(setting):
        SubElement(body, "p").text = narrowed
    if is_cut:
        words = N_("Only the first 2,000 rows are here; choose a district to have all of it.")
        SubElement(body, "p").text = translate(words)
    districts = _by_district(dataset, rows, setting)
    _sums(body, dataset, districts, setting)
    _division(body, setting)
    figure = SubElement(body, "div", {"class": "map"})
    figure.append(district_map(dataset, rows, setting.areas(), translate(N_("Map of the districts"))))
    _legend(body, dataset, rows, setting)
    for name, some in districts:
        SubElement(body, "h2").text = name
        _table(body, dataset, some, setting)
    return "<!doctype html>" + tostring(root, encoding="unicode", method="html")


def _by_district(dataset: Dataset, rows: Sequence[Row], setting: Setting) -> list[tuple[str, list[Row]]]:
    """The rows of each district, which they come ordered by."""
    place, none = dataset.place("district"), setting.translate(N_("No exact place"))
    return [(name or none, list(some)) for name, some in groupby(rows, key=lambda row: row[place])]


def _sums(body: Element, dataset: Dataset, districts: list[tuple[str, list[Row]]], setting: Setting) -> None:
    """How many rows and euros each district has, with a bar for the rows."""
    translate = setting.translate
    cost = next((place for place, one in enumerate(dataset.columns) if one.key == "cost"), None)
    SubElement(body, "h2").text = translate(N_("By district"))
    names = [translate(N_("District")), translate(dataset.rows_title), ""]
    table = _head(body, [*names, translate(N_("Euros in all"))] if cost is not None else names)
    most = max((len(rows) for _, rows in districts), default=1)
    for name, rows in districts:
        line = SubElement(table, "tr")
        SubElement(line, "th", {"scope": "row"}).text = name
        SubElement(line, "td").text = str(len(rows))
        SubElement(line, "td").append(bar(len(rows) / most))
        if cost is not None:
            SubElement(line, "td").text = setting.euros(sum(row[cost] or 0 for row in rows))


def _division(body: Element, setting: Setting) -> None:
    """Which division the districts are of."""
    division = setting.divisions().get("district")
    if division:
        SubElement(body, "p").text = f"{setting.translate(N_('Areas:'))} {division}."


def _legend(body: Element, dataset: Dataset, rows: Sequence[Row], setting: Setting) -> None:
    """What the colours of the map mean, with how many rows are so: the figures say it where the print has no colours."""
    found = Counter(state_of(dataset, row) for row in rows)
    line = SubElement(body, "p")
    for state, colour in STATE_COLOURS.items():
        if found[state]:
            mark = SubElement(line, "span", {"style": f"color: {colour}"})
            mark.text, mark.tail = "●", f" {setting.translate(STATES[state])}: {found[state]}  "


def _table(body: Element, dataset: Dataset, rows: list[Row], setting: Setting) -> None:
    places = [place for place in shown_places(dataset) if dataset.columns[place].key != "district"]
    table = _head(body, [setting.translate(dataset.columns[place].title) for place in places])
    for row in rows:
        line = SubElement(table, "tr")
        for place in places:
            SubElement(line, "td").text = fact(dataset.columns[place], row, place, setting)


def _head(body: Element, names: list[str]) -> Element:
    """A table with these columns; returns its body."""
    table = SubElement(body, "table")
    line = SubElement(SubElement(table, "thead"), "tr")
    for name in names:
        SubElement(line, "th", {"scope": "col"}).text = name
    return SubElement(table, "tbody")
