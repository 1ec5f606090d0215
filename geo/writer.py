"""Writing layers for GIS programs by GDAL: GeoPackage, Shapefile, KML. Rows come in portions, so memory stays constant.

Only files that nobody else sees yet are written: a crash leaves a folder for temporary files behind, never half a file
that someone has been given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio import raw

from geo.crs import WGS84, transform

pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": "OFF", "OGR_GPKG_NUM_THREADS": 1})

PORTION = 10_000
"""Rows written at a time."""
GEOMETRY = "geom"
NO_MOMENT = "NaT"
LONGEST_DBF_TEXT = 254
LONGEST_DBF_NAME = 10
IS_UTC = 100
"""GDAL's word for UTC where it wants the offset of a zone."""

Values: TypeAlias = Sequence[Any]
Portion: TypeAlias = tuple[NDArray[np.object_], Sequence[Values]]
"""Geometries in degrees (None where there is none), and the values of each field."""


class FieldKind(StrEnum):
    """What a field holds; a moment comes in milliseconds since 1970, UTC."""

    TEXT = "text"
    INTEGER = "integer"
    REAL = "real"
    MOMENT = "moment"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Field:
    """A field of a layer."""

    name: str
    kind: FieldKind


@dataclass(frozen=True)
class Layer:
    """A layer to write: its name, geometry (such as Point; None for a bare table), fields, and system (EPSG number)."""

    name: str
    geometry: str | None
    fields: tuple[Field, ...]
    epsg: int = WGS84


def write_geopackage(path: Path, layer: Layer, portions: Iterable[Portion]) -> None:
    """Add a layer to a GeoPackage, which is made if it is not there.

    Where there are several portions they are gathered without a spatial index and copied in one go: GDAL then packs the
    index at the end, which costs far less than keeping it up to date for each row.
    """
    options = {"GEOMETRY_NAME": GEOMETRY} if layer.geometry else {}
    rest = iter(portions)
    some = list(islice(rest, 2))
    if layer.geometry is None or len(some) < 2:
        _write(path, layer, chain(some, rest), "GPKG", options)
        return
    between = path.with_name(f"{layer.name}-between.gpkg")
    _write(between, layer, chain(some, rest), "GPKG", {**options, "SPATIAL_INDEX": "NO"})
    _copy(between, path, layer, "GPKG", options)
    between.unlink()


def bare_table(lines: Sequence[Values]) -> Portion:
    """Lines of a table without places, as a portion."""
    return np.full(len(lines), None, dtype=object), list(zip(*lines, strict=True))


def write_shapefile(path: Path, layer: Layer, portions: Iterable[Portion]) -> None:
    """Write a Shapefile in UTF-8. Names of fields are cut to ten letters, texts to 254 bytes, moments become texts."""
    names = short_names([field.name for field in layer.fields])
    simple = {FieldKind.MOMENT: FieldKind.TEXT, FieldKind.YES_NO: FieldKind.INTEGER}
    fields = tuple(
        Field(name, simple.get(field.kind, field.kind))
        for name, field in zip(names, layer.fields, strict=True)
    )
    plain = ((shapes, list(map(_for_dbf, layer.fields, columns))) for shapes, columns in portions)
    _write(path, replace(layer, fields=fields), plain, "ESRI Shapefile", {"ENCODING": "UTF-8"})


def write_kml(path: Path, layer: Layer, portions: Iterable[Portion], name_field: str) -> None:
    """Write a KML in degrees, through a GeoPackage beside it, since GDAL writes a KML only in one go."""
    between = path.with_suffix(".gpkg")
    write_geopackage(between, replace(layer, epsg=WGS84), portions)
    _copy(between, path, replace(layer, epsg=WGS84), "KML", {}, {"NameField": name_field})
    between.unlink()


def short_names(names: Sequence[str]) -> list[str]:
    """Names of at most ten letters, each different, in order."""
    found: list[str] = []
    for name in names:
        short, number = name[:LONGEST_DBF_NAME], 1
        while short in found:
            number += 1
            short = f"{name[: LONGEST_DBF_NAME - len(str(number))]}{number}"
        found.append(short)
    return found


def _copy(
    source: Path,
    target: Path,
    layer: Layer,
    driver: str,
    layer_options: Mapping[str, str],
    dataset_options: Mapping[str, str] | None = None,
) -> None:
    """Copy a layer of one file as a new layer of another, a portion at a time, without Python seeing the rows."""
    with raw.open_arrow(source, layer=layer.name, batch_size=PORTION) as (meta, stream):
        raw.write_arrow(
            stream,
            target,
            layer=layer.name,
            driver=driver,
            geometry_name=meta["geometry_name"],
            geometry_type=layer.geometry,
            crs=f"EPSG:{layer.epsg}",
            append=target.exists(),
            layer_options=layer_options,
            dataset_options=dataset_options,
        )


def _write(
    path: Path, layer: Layer, portions: Iterable[Portion], driver: str, options: Mapping[str, str]
) -> None:
    begun = False
    for shapes, columns in portions:
        _write_portion(path, layer, shapes, columns, driver, None if begun else options)
        begun = True
    if not begun:
        nothing: list[Values] = [()] * len(layer.fields)
        _write_portion(path, layer, np.array([], dtype=object), nothing, driver, options)


def _write_portion(
    path: Path,
    layer: Layer,
    shapes: NDArray[np.object_],
    columns: Sequence[Values],
    driver: str,
    options: Mapping[str, str] | None,
) -> None:
    moved = transform(shapes, WGS84, layer.epsg)
    found = [_column(field, values) for field, values in zip(layer.fields, columns, strict=True)]
    moments = [field.name for field in layer.fields if field.kind is FieldKind.MOMENT]
    raw.write(
        path,
        geometry=None if layer.geometry is None else np.asarray(shapely.to_wkb(moved), dtype=object),
        field_data=[values for values, _ in found],
        field_mask=[mask for _, mask in found],
        fields=[field.name for field in layer.fields],
        layer=layer.name,
        driver=driver,
        geometry_type=layer.geometry,
        crs=None if layer.geometry is None else f"EPSG:{layer.epsg}",
        append=options is None,
        layer_options=options or None,
        gdal_tz_offsets={name: np.full(len(shapes), IS_UTC) for name in moments},
    )


def _column(field: Field, values: Values) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """A field's values as GDAL takes them, and which of them are unknown."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    unknown = np.array([value is None for value in values], dtype=bool)
    match field.kind:
        case FieldKind.TEXT:
            return found, unknown
        case FieldKind.INTEGER:
            found[unknown] = 0
            return found.astype(np.int64), unknown
        case FieldKind.YES_NO:
            return found.astype(bool), unknown
        case FieldKind.REAL:
            return found.astype(float), None
        case FieldKind.MOMENT:
            return _moments(values), None


def _moments(values: Values) -> NDArray[np.datetime64]:
    """Milliseconds since 1970 as moments, "not a time" where there is none."""
    return np.array(values, dtype="datetime64[ms]")


def _for_dbf(field: Field, values: Values) -> Values:
    match field.kind:
        case FieldKind.TEXT:
            return [None if value is None else _cut(value) for value in values]
        case FieldKind.MOMENT:
            written = np.datetime_as_string(_moments(values), unit="s", timezone="UTC")
            return [None if value == NO_MOMENT else str(value) for value in written]
        case _:
            return values


def _cut(value: str) -> str:
    return value.encode()[:LONGEST_DBF_TEXT].decode(errors="ignore")
