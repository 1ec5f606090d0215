"""Opening an uploaded boundary layer safely: a file from anyone in, polygons in WGS 84 with their rows out,
or a code.
"""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo import archive, crs, sandbox
from geo.crs import Bounds, CrsCandidate
from geo.encodings import UTF8, check_encoding, encoding_of_shapefile
from geo.errors import GeometryCode, GeometryError
from geo.layer import (
    AS_THE_FILE_SAYS,
    Choices,
    Column,
    CrsFinding,
    CrsSource,
    Finding,
    FindingCode,
    Format,
    LayerRead,
    Row,
)
from geo.raw_layer import chosen

MAX_VERTICES = 2_000_000

_POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def read_layer(upload: Path, choices: Choices = AS_THE_FILE_SAYS) -> LayerRead:
    """The layer in an uploaded file.

    When the coordinate system is not certain, the likeliest is used for showing and `crs.is_confirmed` is
    false: such a layer must not be stored. Raises GeometryError with any code of a file or a layer; nothing
    is left on the disk.
    """
    if choices.epsg is not None and not crs.is_usable(choices.epsg):
        raise GeometryError(GeometryCode.CRS_UNKNOWN, epsg=choices.epsg)
    with tempfile.TemporaryDirectory(prefix="layer-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = archive.take_in(upload, folder)
        return _read_source(source, folder, choices)


def layers_of(upload: Path) -> tuple[str, ...]:
    """The names of the layers in an uploaded file, without reading any of them. GeoJSON has one, without a name.

    Raises GeometryError with any code of a file.
    """
    with tempfile.TemporaryDirectory(prefix="layer-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = archive.take_in(upload, folder)
        if source.format in (Format.GEOPACKAGE, Format.KML, Format.GML):
            return sandbox.layers(folder, source.format, source.files[""])
        return tuple(source.files)


def _read_source(source: archive.Source, folder: Path, choices: Choices) -> LayerRead:
    is_shapefile = source.format is Format.SHAPEFILE
    path, wanted = _chosen_file(source, choices.layer)
    encoding, findings = _encoding(source.format, path, choices.encoding)
    if is_shapefile:
        findings = (*findings, *_prepare_shapefile(path))
    found = sandbox.run(
        folder,
        source.format,
        path,
        wanted,
        encoding if is_shapefile else None,
    )
    layers = tuple(source.files if is_shapefile else found["layers"])
    shapes, rows, noticed = _usable(found)
    bounds = _bounds(shapes)
    declared = _declared(found["crs"])
    system = decide_crs(declared, choices, bounds)
    straight = crs.swap_axes(shapes) if system.used.is_swapped else shapes
    return LayerRead(
        format=source.format,
        layer=(choices.layer or layers[0]) if is_shapefile else found["layer"],
        layers=layers,
        encoding=encoding,
        crs=system,
        declared=declared,
        bounds=bounds,
        columns=tuple(Column(name, found["kinds"][name]) for name in found["columns"]),
        rows=rows,
        geometries=crs.transform(straight, system.used.epsg, crs.WGS84),
        as_drawn=straight,
        findings=(
            *source.findings,
            *findings,
            *noticed,
            *_findings_on_crs(found["crs"], system),
        ),
    )


def _chosen_file(source: archive.Source, layer: str | None) -> tuple[Path, str | None]:
    """The file to open and the name of the layer to ask for in it."""
    if source.format is not Format.SHAPEFILE:
        return source.files[""], layer
    return source.files[chosen(tuple(source.files), layer)], None


def _encoding(format: Format, path: Path, chosen: str | None) -> tuple[str, tuple[Finding, ...]]:
    if format is not Format.SHAPEFILE:
        return UTF8, ()
    if chosen is not None:
        return check_encoding(chosen), ()
    return encoding_of_shapefile(path)


def _prepare_shapefile(path: Path) -> list[Finding]:
    """Take away a .prj that is no definition (a saved error page, say), and notice a missing index."""
    findings = []
    definition = path.with_suffix(".prj")
    if definition.exists():
        try:
            crs.epsg_of_definition(definition.read_text(errors="replace")[:20_000])
        except GeometryError:
            definition.unlink()
            findings.append(Finding(FindingCode.CRS_FILE_UNREADABLE))
    if not path.with_suffix(".shx").exists():
        findings.append(Finding(FindingCode.INDEX_REBUILT))
    return findings


def _declared(text: str | None) -> int | None:
    if text is None:
        return None
    if text == "OGC:CRS84":
        return crs.WGS84
    try:
        return crs.epsg_of_definition(text)
    except GeometryError:
        return None


def _usable(
    found: dict[str, Any],
) -> tuple[NDArray[np.object_], tuple[Row, ...], list[Finding]]:
    """Flat polygons and their rows. Raises GeometryError: NO_FEATURES, NO_FIELDS, NOT_POLYGONS, NOT_FINITE,
    TOO_MANY_VERTICES.
    """
    with np.errstate(invalid="ignore"):
        shapes = shapely.from_wkb(np.array(found["shapes"], dtype=np.object_), on_invalid="fix")
    names = list(found["columns"])
    every = [dict(zip(names, values, strict=True)) for values in zip(*found["columns"].values(), strict=True)]
    rows = every or [{} for _ in shapes]
    has_shape = np.array([shape is not None and not shape.is_empty for shape in shapes], dtype=np.bool_)
    if not has_shape.any():
        raise GeometryError(GeometryCode.NO_FEATURES, rows=len(shapes))
    findings = []
    if not has_shape.all():
        lost = int((~has_shape).sum())
        findings.append(Finding(FindingCode.ROWS_WITHOUT_SHAPE, {"rows": lost}))
    kept = shapes[has_shape]
    if not np.isfinite(shapely.get_coordinates(kept)).all():
        raise GeometryError(GeometryCode.NOT_FINITE)
    vertices = int(shapely.get_num_coordinates(kept).sum())
    if vertices > MAX_VERTICES:
        raise GeometryError(GeometryCode.TOO_MANY_VERTICES, vertices=vertices, allowed=MAX_VERTICES)
    if shapely.has_z(kept).any() or shapely.has_m(kept).any():
        findings.append(Finding(FindingCode.HEIGHTS_DROPPED))
        kept = shapely.force_2d(kept)
    if found["rings_closed"]:
        findings.append(Finding(FindingCode.RINGS_CLOSED, {"rings": found["rings_closed"]}))
    flat, unwrapped = _polygons(kept, np.flatnonzero(has_shape))
    if unwrapped:
        findings.append(Finding(FindingCode.COLLECTIONS_UNWRAPPED, {"rows": unwrapped}))
    if not names:
        raise GeometryError(GeometryCode.NO_FIELDS)
    return (
        flat,
        tuple(row for row, has in zip(rows, has_shape, strict=True) if has),
        findings,
    )


def _polygons(shapes: NDArray[np.object_], rows: NDArray[np.int64]) -> tuple[NDArray[np.object_], int]:
    """Polygons, and how many had to be taken out of collections. `rows`: in which row of the file each is."""
    kinds = shapely.get_type_id(shapes)
    collections = np.flatnonzero(kinds == shapely.GeometryType.GEOMETRYCOLLECTION)
    for place in collections:
        parts = shapely.get_parts(shapes[place])
        if np.isin(shapely.get_type_id(parts), _POLYGONAL).all():
            shapes[place] = shapely.union_all(parts) if len(parts) > 1 else parts[0]
    kinds = shapely.get_type_id(shapes)
    is_area = np.isin(kinds, _POLYGONAL)
    if not is_area.all():
        counted = Counter(shapely.GeometryType(int(kind)).name for kind in kinds)
        odd_one = {"feature": int(rows[np.argmin(is_area)]) + 1} if is_area.any() else {}
        raise GeometryError(GeometryCode.NOT_POLYGONS, kinds=dict(counted), **odd_one)
    return shapes, len(collections)


def _bounds(shapes: NDArray[np.object_]) -> Bounds:
    west, south, east, north = (float(value) for value in shapely.total_bounds(shapes))
    return west, south, east, north


def decide_crs(declared: int | None, choices: Choices, bounds: Bounds) -> CrsFinding:
    """Which system the coordinates are in, and whether that is certain.

    A person's choice counts first, then what the file says; both only where the coordinates can be in that
    system. What is merely inferred is never certain. Raises GeometryError: CRS_UNKNOWN, CRS_DOES_NOT_FIT.
    """
    if choices.epsg is not None:
        chosen = CrsCandidate(choices.epsg, choices.is_swapped)
        if _holds(chosen, bounds):
            return CrsFinding(chosen, CrsSource.CHOSEN, is_confirmed=True)
        return _unconfirmed(choices.epsg, bounds)
    if declared is None:
        return _unconfirmed(None, bounds)
    as_said = CrsCandidate(declared)
    if _holds(as_said, bounds) and not _looks_swapped(declared, bounds):
        return CrsFinding(as_said, CrsSource.FILE, is_confirmed=True)
    return _unconfirmed(declared, bounds)


def _holds(candidate: CrsCandidate, bounds: Bounds) -> bool:
    return crs.fits(_turned(bounds) if candidate.is_swapped else bounds, candidate.epsg)


def _looks_swapped(epsg: int, bounds: Bounds) -> bool:
    """Degrees fit the whole world either way; in Finland latitude and longitude cannot be mistaken for each
    other.
    """
    inferred = crs.infer_crs(bounds)
    return crs.is_geographic(epsg) and bool(inferred) and all(candidate.is_swapped for candidate in inferred)


def _unconfirmed(epsg: int | None, bounds: Bounds) -> CrsFinding:
    inferred = crs.infer_crs(bounds)
    swapped = CrsCandidate(epsg, is_swapped=True) if epsg is not None else None
    also = (swapped,) if swapped and swapped not in inferred and not crs.is_geographic(swapped.epsg) else ()
    candidates = tuple(candidate for candidate in (*also, *inferred) if _holds(candidate, bounds))
    if not candidates:
        code = GeometryCode.CRS_UNKNOWN if epsg is None else GeometryCode.CRS_DOES_NOT_FIT
        raise GeometryError(code, epsg=epsg, bounds=list(bounds))
    return CrsFinding(candidates[0], CrsSource.INFERRED, is_confirmed=False, candidates=candidates)


def _turned(bounds: Bounds) -> Bounds:
    return bounds[1], bounds[0], bounds[3], bounds[2]


def _findings_on_crs(declared: str | None, system: CrsFinding) -> list[Finding]:
    findings = []
    if system.used.is_swapped:
        findings.append(Finding(FindingCode.AXES_SWAPPED))
    if declared is not None and system.source is CrsSource.INFERRED and _declared(declared) is None:
        findings.append(Finding(FindingCode.CRS_WITHOUT_NUMBER, {"definition": declared[:80]}))
    return findings
