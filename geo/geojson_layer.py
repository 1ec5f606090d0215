"""A whole GeoJSON file as a layer. Parsed by us: GDAL is not asked, so nothing in it can name another file
or address.
"""

import math
import re
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo import geojson
from geo.errors import GeometryCode, GeometryError
from geo.raw_layer import RawLayer, Wanted, check_counts

MAX_TEXT_BYTES = 200 * 2**20
ANYWHERE = geojson.Limits(vertices=2_000_000, west=-1e9, south=-1e9, east=1e9, north=1e9)

_KINDS = (
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
)
_EPSG = re.compile(r"EPSG:(?:[\d.]*:)?(\d{3,6})$", re.IGNORECASE)


def read(wanted: Wanted) -> RawLayer:
    """Name, declared system, columns by name and shapes of a collection.

    Raises GeometryError: as `geojson.parse_json` and `geojson.build_geometry`, with the feature's number;
    TOO_MANY_FEATURES, UNREADABLE.
    """
    value = geojson.parse_json(wanted.path.read_bytes(), MAX_TEXT_BYTES)
    features = _features(value)
    shapes: list[BaseGeometry | None] = []
    closed = 0
    for number, feature in enumerate(features, start=1):
        try:
            shape, mended = _shape(feature.get("geometry"))
        except GeometryError as error:
            raise GeometryError(error.code, **error.details, feature=number) from None
        except shapely.GEOSException as error:
            raise GeometryError(GeometryCode.UNREADABLE, reason=str(error)[:300], feature=number) from None
        shapes.append(shape)
        closed += mended
    name = value.get("name") if isinstance(value, dict) else None
    layer = name[:200] if isinstance(name, str) else ""
    wkb = shapely.to_wkb(np.array(shapes, dtype=np.object_)).tolist()
    return RawLayer(layer, (layer,), _declared_crs(value), _columns(features), wkb, closed)


def _features(value: object) -> list[dict[str, Any]]:
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = {"type": "FeatureCollection", "features": [value]}
    if not isinstance(value, dict) or value.get("type") != "FeatureCollection":
        raise GeometryError(GeometryCode.NOT_GEOJSON)
    features = value.get("features")
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise GeometryError(GeometryCode.NOT_GEOJSON)
    check_counts(len(features), 0)
    return features


def _shape(value: object) -> tuple[BaseGeometry | None, int]:
    """The shape and how many rings had to be closed. Plain polygons are read by the array, everything else
    step by step.
    """
    if value is None:
        return None, 0
    if isinstance(value, dict) and value.get("type") == "GeometryCollection":
        parts = [_shape(part) for part in value.get("geometries") or []]
        return shapely.GeometryCollection([part for part, _ in parts if part]), sum(
            mended for _, mended in parts
        )
    mended = 0
    if isinstance(value, dict) and value.get("type") in ("Polygon", "MultiPolygon"):
        polygons = value.get("coordinates")
        if polygons == []:
            return None, 0
        polygons = polygons if value["type"] == "MultiPolygon" else [polygons]
        quick = _quick_polygons(polygons)
        if quick is not None:
            return quick, 0
        mended = _close_rings(polygons)
    return geojson.build_geometry(value, _KINDS, ANYWHERE), mended


def _quick_polygons(polygons: object) -> BaseGeometry | None:
    if not isinstance(polygons, list) or not polygons:
        return None
    built = []
    for rings in polygons:
        if not isinstance(rings, list) or not rings:
            return None
        try:
            arrays = [np.array(ring) for ring in rings]
        except (ValueError, OverflowError):
            return None
        if not all(_is_ring(array) for array in arrays):
            return None
        built.append(shapely.Polygon(arrays[0][:, :2], [array[:, :2] for array in arrays[1:]]))
    return built[0] if len(built) == 1 else shapely.MultiPolygon(built)


def _is_ring(array: np.ndarray[Any, Any]) -> bool:
    return bool(
        array.ndim == 2
        and array.dtype.kind in "fi"
        and len(array) >= 4
        and 2 <= array.shape[1] <= 4
        and np.abs(array).max() <= ANYWHERE.east
        and (array[0] == array[-1]).all()
    )


def _close_rings(polygons: object) -> int:
    mended = 0
    for rings in polygons if isinstance(polygons, list) else []:
        for ring in rings if isinstance(rings, list) else []:
            if isinstance(ring, list) and len(ring) >= 3 and ring[0] != ring[-1]:
                ring.append(ring[0])
                mended += 1
    return mended


def _declared_crs(value: object) -> str | None:
    """The system by the old `crs` member, else by the RFC: WGS 84. A member that cannot be understood gives
    None.
    """
    member = value.get("crs") if isinstance(value, dict) else None
    if member is None:
        return "OGC:CRS84"
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        return None
    if name.upper().endswith("CRS84"):
        return "OGC:CRS84"
    found = _EPSG.search(name)
    return f"EPSG:{found.group(1)}" if found else None


def _columns(features: list[dict[str, Any]]) -> dict[str, list[object]]:
    names: dict[str, None] = {}
    rows = []
    for feature in features:
        properties = feature.get("properties")
        row = properties if isinstance(properties, dict) else {}
        if "id" not in row and isinstance(feature.get("id"), str | int):
            row = {**row, "id": feature["id"]}
        names.update(dict.fromkeys(row))
        rows.append(row)
    return {name: [_plain(row.get(name)) for row in rows] for name in names}


def _plain(value: object) -> object:
    """Only single values become fields: lists and objects are left out, and so is what JSON should not
    hold.
    """
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | bool) else None
