"""From a file to a draft of a layer and a report about it. Nothing is stored here, so `check` and `load`
say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo import coverage
from geo.coverage import Division, Ground, OverlapRule
from geo.errors import GeometryCode, GeometryError
from geo.geojson import as_multipolygons
from geo.layer import AS_THE_FILE_SAYS, Choices, Finding, LayerRead
from geo.reader import layers_of, read_layer
from webapp.areas.rules import (
    AreaFacts,
    FieldMapping,
    check_mapping,
    mapping_with,
    read_rows,
    repeated_codes,
)
from webapp.errors import Refusal, RefusalCode

SHOWN = 50
"""How many repairs, overlaps and changes a report lists, the largest first; it says how many there are in all."""


@dataclass(frozen=True)
class AreaDraft:
    """One area to be stored: what is said about it, and its shape in WGS 84."""

    facts: AreaFacts
    shape: MultiPolygon


@dataclass(frozen=True)
class LayerDraft:
    """A layer as it would be stored. `report` is JSON: the same for the page, the command and the stored
    version.
    """

    read: LayerRead
    choices: Choices
    mapping: FieldMapping
    areas: tuple[AreaDraft, ...]
    division: Division
    report: dict[str, Any]


def draft_layer(
    path: Path,
    choices: Choices = AS_THE_FILE_SAYS,
    mapping: FieldMapping | None = None,
    overlaps: OverlapRule | None = None,
    named: Mapping[str, Any] | None = None,
) -> LayerDraft:
    """The draft of the layer in a file. What its fields mean says `mapping`; else it is the likeliest, but for the
    parts of it that are `named`.

    Raises GeometryError for what cannot be read, Refusal for rows that cannot be areas.
    """
    read = _read_or_ask(path, choices)
    fields = [column.name for column in read.columns]
    mapping = mapping or mapping_with(fields, read.rows, named or {})
    check_mapping(mapping, fields)
    return draft_of(read, choices, mapping, overlaps)


def _read_or_ask(path: Path, choices: Choices) -> LayerRead:
    """The layer in a file. One with several, of which the first cannot be used, asks which: LAYER_NOT_CHOSEN."""
    try:
        return read_layer(path, choices)
    except GeometryError:
        layers = layers_of(path) if choices.layer is None else ()
        if len(layers) > 1:
            raise GeometryError(GeometryCode.LAYER_NOT_CHOSEN, layers=list(layers)[:20]) from None
        raise


def draft_of(
    read: LayerRead, choices: Choices, mapping: FieldMapping, overlaps: OverlapRule | None = None
) -> LayerDraft:
    """The draft of a layer that has been read. Raises Refusal, GeometryError(NOT_REPAIRABLE)."""
    facts = read_rows(read.rows, mapping)
    _codes, shapes, firsts = coverage.dissolve(read.geometries, [fact.code for fact in facts])
    is_joined = len(shapes) < len(read.geometries)
    ground = None if is_joined else Ground(shapes, read.crs.used.epsg, read.as_drawn)
    division = coverage.divide(shapes, overlaps, ground)
    kept = [facts[row] for row in firsts]
    outlines = as_multipolygons(division.geometries)
    areas = tuple(AreaDraft(fact, shape) for fact, shape in zip(kept, outlines, strict=True))
    report = report_on(read, kept, division, repeated_codes(facts))
    report["overlap_rule"] = overlaps.value if overlaps else None
    report["mapping"] = asdict(mapping)
    return LayerDraft(read, choices, mapping, areas, division, report)


def check_read(read: LayerRead, choices: Choices) -> None:
    """Nothing about a file is guessed silently.

    Raises GeometryError: LAYER_NOT_CHOSEN where there are several, CRS_NOT_CONFIRMED where it is only inferred.
    """
    if len(read.layers) > 1 and choices.layer is None:
        raise GeometryError(GeometryCode.LAYER_NOT_CHOSEN, layers=list(read.layers)[:20])
    if not read.crs.is_confirmed:
        candidates = [(one.epsg, one.is_swapped, one.name) for one in read.crs.candidates]
        raise GeometryError(GeometryCode.CRS_NOT_CONFIRMED, candidates=candidates)


def check_settled(draft: LayerDraft) -> None:
    """As `check_read`, and Refusal(OVERLAPS_UNDECIDED) where large overlaps wait for a person to decide."""
    check_read(draft.read, draft.choices)
    if draft.division.large_overlaps and draft.report["overlap_rule"] is None:
        raise Refusal(RefusalCode.OVERLAPS_UNDECIDED, n=len(draft.division.large_overlaps))


def report_on(
    read: LayerRead, areas: Sequence[AreaFacts], division: Division, repeated: dict[str, int]
) -> dict[str, Any]:
    """What was found and what was mended, in plain values: square metres, metres, codes of areas."""
    return {
        "format": read.format.value,
        "layer": read.layer,
        "layers": list(read.layers),
        "encoding": read.encoding,
        "crs": {
            "epsg": read.crs.used.epsg,
            "name": read.crs.used.name,
            "is_swapped": read.crs.used.is_swapped,
            "source": read.crs.source.value,
            "is_confirmed": read.crs.is_confirmed,
            "candidates": [
                {"epsg": one.epsg, "name": one.name, "is_swapped": one.is_swapped}
                for one in read.crs.candidates
            ],
        },
        "fields": [{"name": column.name, "kind": column.kind} for column in read.columns],
        "rows": len(read.rows),
        "areas": len(areas),
        "findings": [_finding(finding) for finding in read.findings],
        "joined": [{"code": code, "rows": rows} for code, rows in list(repeated.items())[:SHOWN]],
        "joined_count": len(repeated),
        **_division_report(areas, division),
    }


def box_of(shape: BaseGeometry) -> list[float]:
    """West, south, east, north in degrees, for finding the place on a map."""
    return [round(float(value), 6) for value in shape.bounds]


def _finding(finding: Finding) -> dict[str, object]:
    return {"code": finding.code.value, **finding.details}


def _division_report(areas: Sequence[AreaFacts], division: Division) -> dict[str, Any]:
    return {
        "is_clean_before": division.is_clean_before,
        "is_clean": division.is_clean,
        "repair_count": len(division.repairs),
        "repairs": _repairs(areas, division),
        "large_overlap_count": len(division.large_overlaps),
        "large_overlaps": _large_overlaps(areas, division),
        "slivers": _slivers(division),
        "hole_count": len(division.holes),
        "holes": [
            {"area_m2": round(hole.area, 1), "width_m": round(hole.width, 1), "box": box_of(hole.shape)}
            for hole in division.holes[:SHOWN]
        ],
        "changes": _changes(areas, division),
        "change_count": sum(abs(change) >= coverage.ASK_AREA for change in division.changes),
        "largest_change_m2": round(division.largest_change, 1),
    }


def _repairs(areas: Sequence[AreaFacts], division: Division) -> list[dict[str, Any]]:
    worst = sorted(division.repairs, key=lambda repair: -abs(repair.change))
    return [
        {
            "code": areas[repair.row].code,
            "before_m2": round(repair.area_before, 1),
            "after_m2": round(repair.area_after, 1),
            "change_m2": round(repair.change, 1),
            "is_worth_asking": repair.is_worth_asking,
            "box": box_of(division.geometries[repair.row]),
        }
        for repair in worst[:SHOWN]
    ]


def _large_overlaps(areas: Sequence[AreaFacts], division: Division) -> list[dict[str, Any]]:
    return [
        {
            "codes": [areas[overlap.first].code, areas[overlap.second].code],
            "area_m2": round(overlap.area, 1),
            "share": round(overlap.share, 5),
            "box": box_of(overlap.shape),
        }
        for overlap in division.large_overlaps[:SHOWN]
    ]


def _slivers(division: Division) -> dict[str, Any]:
    overlaps = [overlap for overlap in division.overlaps if overlap.is_sliver]
    gaps = [gap for gap in division.gaps if gap.is_sliver]
    return {
        "overlaps": len(overlaps),
        "overlap_m2": round(sum(overlap.area for overlap in overlaps), 1),
        "gaps": len(gaps),
        "gap_m2": round(sum(gap.area for gap in gaps), 1),
        "are_closed": division.is_closed or not (overlaps or gaps),
    }


def _changes(areas: Sequence[AreaFacts], division: Division) -> list[dict[str, Any]]:
    """What closing slivers changed, the largest changes first."""
    changed = sorted(
        zip(division.changes, areas, division.areas, strict=True), key=lambda found: -abs(found[0])
    )
    return [
        {"code": area.code, "before_m2": round(size - change, 1), "after_m2": round(size, 1)}
        for change, area, size in changed[:SHOWN]
        if abs(change) >= coverage.ASK_AREA
    ]
