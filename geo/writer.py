"""Writing layers for GIS programs by GDAL: GeoPackage, Shapefile, KML. Rows come in portions, so memory stays constant.

Only files that nobody else sees yet are written: a crash leaves a folder for temporary files behind, never half a file
that someone has been given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio import raw

from geo.crs import WGS84, transform

pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": "OFF"})

PORTION = 10_000
"""Rows written at a time."""
LONGEST_DBF_TEXT = 254
LONGEST_DBF_NAME = 10
IS_UTC = 100
"""GDAL's word for UTC where it wants the offset of a zone."""

Values: TypeAlias = Sequence[Any]
Portion: TypeAlias = tuple[NDArray[np.object_], Sequence[Values]]
"""Geometries in degrees (None where there is none), and the values of each row."""


class FieldKind(StrEnum):
    """What a field holds; a moment is aware."""

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
    """Add a layer to a GeoPackage, which is made if it is not there."""
    _write(path, layer, portions, "GPKG", {"GEOMETRY_NAME": "geom"} if layer.geometry else {})


def write_shapefile(path: Path, layer: Layer, portions: Iterable[Portion]) -> None:
    """Write a Shapefile in UTF-8. Names of fields are cut to ten letters, texts to 254 bytes, moments become texts."""
    names = short_names([field.name for field in layer.fields])
    simple = {FieldKind.MOMENT: FieldKind.TEXT, FieldKind.YES_NO: FieldKind.INTEGER}
    fields = tuple(
        Field(name, simple.get(field.kind, field.kind))
        for name, field in zip(names, layer.fields, strict=True)
    )
    plain = ((shapes, [tuple(map(_for_dbf, row)) for row in rows]) for shapes, rows in portions)
    _write(path, replace(layer, fields=fields), plain, "ESRI Shapefile", {"ENCODING": "UTF-8"})


def write_kml(path: Path, layer: Layer, portions: Iterable[Portion], name_field: str) -> None:
    """Write a KML in degrees, through a GeoPackage beside it, since GDAL writes a KML only in one go."""
    between = path.with_suffix(".gpkg")
    write_geopackage(between, replace(layer, epsg=WGS84), portions)
    with raw.open_arrow(between, layer=layer.name) as (meta, stream):
        raw.write_arrow(
            stream,
            path,
            layer=layer.name,
            driver="KML",
            geometry_name=meta["geometry_name"],
            geometry_type=layer.geometry,
            crs=f"EPSG:{WGS84}",
            dataset_options={"NameField": name_field},
        )
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


def _write(
    path: Path, layer: Layer, portions: Iterable[Portion], driver: str, options: Mapping[str, str]
) -> None:
    begun = False
    for shapes, rows in portions:
        _write_portion(path, layer, shapes, rows, driver, None if begun else options)
        begun = True
    if not begun:
        _write_portion(path, layer, np.array([], dtype=object), [], driver, options)


def _write_portion(
    path: Path,
    layer: Layer,
    shapes: NDArray[np.object_],
    rows: Sequence[Values],
    driver: str,
    options: Mapping[str, str] | None,
) -> None:
    moved = transform(shapes, WGS84, layer.epsg)
    columns = [_column(field, [row[place] for row in rows]) for place, field in enumerate(layer.fields)]
    moments = [field.name for field in layer.fields if field.kind is FieldKind.MOMENT]
    raw.write(
        path,
        geometry=None if layer.geometry is None else np.asarray(shapely.to_wkb(moved), dtype=object),
        field_data=[values for values, _ in columns],
        field_mask=[mask for _, mask in columns],
        fields=[field.name for field in layer.fields],
        layer=layer.name,
        driver=driver,
        geometry_type=layer.geometry,
        crs=None if layer.geometry is None else f"EPSG:{layer.epsg}",
        append=options is None,
        layer_options=options or None,
        gdal_tz_offsets={name: np.full(len(rows), IS_UTC) for name in moments},
    )


def _column(field: Field, values: list[Any]) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """A field's values as GDAL takes them, and which of them are unknown."""
    unknown = np.array([value is None for value in values], dtype=bool)
    match field.kind:
        case FieldKind.TEXT:
            return np.array(values, dtype=object), unknown
        case FieldKind.INTEGER:
            return np.array([0 if value is None else value for value in values], dtype=np.int64), unknown
        case FieldKind.YES_NO:
            return np.array([bool(value) for value in values], dtype=bool), unknown
        case FieldKind.REAL:
            return np.array([np.nan if value is None else value for value in values], dtype=float), None
        case FieldKind.MOMENT:
            moments = [
                None if value is None else value.astimezone(UTC).replace(tzinfo=None) for value in values
            ]
            return np.array(moments, dtype="datetime64[ms]"), None


def _for_dbf(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, str):
        return value.encode()[:LONGEST_DBF_TEXT].decode(errors="ignore")
    return int(value) if isinstance(value, bool) else value
