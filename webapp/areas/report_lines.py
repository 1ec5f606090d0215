"""The report on a layer as lines for a terminal, in English. The same as the page tells, without the map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from geo.layer import FindingCode
from webapp.areas.words import FINDING_WORDS

Report = Mapping[str, Any]

ELSEWHERE = (
    "noticed: nothing in the file lies in the city. Is this the right file, and the right coordinate system?"
)


NO_LEVEL = "not compared with the layers in use: say --level city, district or neighbourhood"

RULES = {
    "keep": " kept by both",
    "larger": " given to the larger area",
    "smaller": " given to the smaller area",
}


def lines_of(report: Report) -> list[str]:
    """Every line of a report that has the name of its `file`."""
    return [
        *_on_file(report),
        *_on_shapes(report),
        *(_on_levels(report["nesting"]) if report["level"] else [NO_LEVEL]),
        *([ELSEWHERE] if report.get("is_elsewhere") else []),
        *(_finding(finding) for finding in report["findings"]),
        "first areas:",
        *(f"  {area['code']} {area['name']}" for area in report["first_areas"]),
    ]


def _on_file(report: Report) -> Iterator[str]:
    crs = report["crs"]
    swapped = ", north before east" if crs["is_swapped"] else ""
    doubt = "" if crs["is_confirmed"] else ", to be confirmed"
    parts = [f"{part} = {field}" for part, field in report["mapping"].items() if field]
    yield f"{report['file']}: {report['format']}, layer {report['layer'] or '-'} of {len(report['layers'])}"
    yield f"EPSG:{crs['epsg']} {crs['name']}{swapped} ({crs['source']}{doubt}); encoding {report['encoding']}"
    yield f"{report['rows']} rows, {report['areas']} areas"
    yield f"fields: {', '.join(field['name'] for field in report['fields'])}"
    yield f"read as: {', '.join(parts)}"
    if report["joined"]:
        yield f"one area from several rows: {_some(report['joined'], 'code')}"


def _on_shapes(report: Report) -> Iterator[str]:
    yield f"repaired shapes: {_counted(report['repair_count'], report['repairs'])}"
    for repair in report["repairs"]:
        note = " (look at this)" if repair["is_worth_asking"] else ""
        sizes = f"{repair['before_m2']} m2 before, {repair['after_m2']} m2 after"
        yield f"  {repair['code']}: {sizes}, {repair['change_m2']:+} m2{note}"
    yield _slivers(report)
    rule = RULES.get(report["overlap_rule"], "")
    yield f"large overlaps{rule}: {_counted(report['large_overlap_count'], report['large_overlaps'])}"
    for overlap in report["large_overlaps"]:
        yield f"  {' + '.join(overlap['codes'])}: {overlap['area_m2']} m2, {overlap['share']:.1%} of the smaller"
    for change in report["changes"] if report["large_overlap_count"] else []:
        yield f"  {change['code']}: {change['before_m2']} m2 before, {change['after_m2']} m2 after the rule"
    yield f"gaps left open: {report['hole_count']}"
    yield f"clean division: {'yes' if report['is_clean'] else 'no'}"


def _slivers(report: Report) -> str:
    slivers = report["slivers"]
    found = (
        f"{slivers['gaps']} gaps ({slivers['gap_m2']} m2), {slivers['overlaps']} overlaps "
        f"({slivers['overlap_m2']} m2)"
    )
    if slivers["are_closed"]:
        return f"slivers closed: {found}; largest change of an area {report['largest_change_m2']} m2"
    why = (
        ", as both areas keep the overlaps"
        if report["overlap_rule"]
        else " until the large overlaps are decided"
    )
    return f"slivers left open{why}: {found}"


def _counted(count: int, listed: list[Report]) -> str:
    return f"{count} (the first {len(listed)} told)" if len(listed) < count else str(count)


def _on_levels(nesting: Report) -> Iterator[str]:
    for nested in nesting.values():
        yield (
            f"against {nested['level']}: {nested['split_count']} in several{_codes(nested['split'])}, "
            f"{nested['outside_count']} partly or wholly outside{_codes(nested['outside'])}"
        )


def _codes(areas: list[Report]) -> str:
    return f" ({_some(areas, 'code')})" if areas else ""


def _some(items: list[Report], key: str, most: int = 10) -> str:
    return ", ".join(str(item[key]) for item in items[:most]) + (", ..." if len(items) > most else "")


def _finding(finding: Report) -> str:
    details = ", ".join(f"{name}={value}" for name, value in finding.items() if name != "code")
    return f"noticed: {FINDING_WORDS[FindingCode(finding['code'])]}{f' ({details})' if details else ''}"
