"""The confined process that opens one file from outside. Started by reader.py; takes and gives files in one
folder.

In: request.json {format, path, layer, encoding}. Out: result.json and shapes.bin (the shapes as WKB, one after the
other; `lengths` in result.json tells their bytes by row, 0 for none), or result.json {error, details}. With
{only_layers} in the request result.json names the layers and nothing is read.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FieldError

from geo import geopackage, gml
from geo.errors import GeometryCode, GeometryError
from geo.geojson_layer import MAX_FEATURES, read_collection

MAX_FIELDS = 100
MAX_TEXT = 10_000

Result = dict[str, Any]

_NO_FIELDS = {
    "kml": frozenset({"id", "description", "timestamp", "begin", "end", "altitudeMode", "tessellate"})
    | frozenset({"extrude", "visibility", "drawOrder", "icon", "snippet"}),
    "gml": frozenset({"lowerCorner", "upperCorner", "coordinates"}),
}
"""What GDAL gives as fields though it says nothing of the area: how a KML is to be shown, the box around a GML's feature."""


def main(folder: Path) -> None:
    """Read what request.json names and write the result beside it. Every failure becomes a code in
    result.json.
    """
    request = json.loads((folder / "request.json").read_text())
    try:
        result = _read(request, folder)
    except GeometryError as error:
        result = {
            "error": error.code.value,
            "details": {k: _json_value(v) for k, v in error.details.items()},
        }
    except MemoryError:
        result = {"error": GeometryCode.TOO_LARGE.value, "details": {}}
    except (
        DataSourceError,
        DataLayerError,
        FieldError,
        ValueError,
        OverflowError,
        shapely.GEOSException,
    ) as error:
        result = {
            "error": GeometryCode.UNREADABLE.value,
            "details": {"reason": str(error)[:300]},
        }
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")


def _read(request: dict[str, Any], folder: Path) -> Result:
    path = Path(request["path"])
    if request.get("only_layers"):
        return {"layers": _layers(path, request)}
    if request["format"] == "geojson":
        result, shapes = _read_geojson(path)
    else:
        result, shapes = _read_with_gdal(path, request)
    _check_columns(result["columns"])
    written = [shape or b"" for shape in shapes]
    (folder / "shapes.bin").write_bytes(b"".join(written))
    return {**result, "lengths": [len(shape) for shape in written]}


def _read_geojson(path: Path) -> tuple[Result, list[bytes | None]]:
    result = read_collection(path.read_bytes())
    shapes = shapely.to_wkb(np.array(result.pop("shapes"), dtype=np.object_)).tolist()
    kinds = {name: _kind_of(values) for name, values in result["columns"].items()}
    return {**result, "layers": [result["layer"]], "kinds": kinds}, shapes


def _layers(path: Path, request: dict[str, Any]) -> list[str]:
    """The layers with shapes. Raises GeometryError(NO_LAYER), or UNREADABLE if a driver is there that should not be."""
    unwanted = set(pyogrio.list_drivers()) - set(request["drivers"])
    if unwanted:
        raise GeometryError(
            GeometryCode.UNREADABLE,
            reason=f"drivers not switched off: {sorted(unwanted)[:3]}",
        )
    layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    if not layers:
        raise GeometryError(GeometryCode.NO_LAYER)
    return layers


def _read_with_gdal(path: Path, request: dict[str, Any]) -> tuple[Result, list[bytes | None]]:
    layers = _layers(path, request)
    layer = request["layer"] if request["layer"] is not None else layers[0]
    if layer not in layers:
        raise GeometryError(GeometryCode.LAYER_UNKNOWN, layer=layer[:100], layers=layers[:20])
    if request["format"] == "geopackage":
        geopackage.refuse_curves(path, layer)
    elif request["format"] == "gml":
        gml.refuse_curves(path, layer)
    encoding = request["encoding"]
    info = pyogrio.read_info(path, layer=layer, encoding=encoding, force_feature_count=True)
    if "Curve" in str(info["geometry_type"]) or "Surface" in str(info["geometry_type"]):
        raise GeometryError(GeometryCode.CURVED, layer=layer[:100], kind=str(info["geometry_type"]))
    if info["features"] > MAX_FEATURES:
        raise GeometryError(
            GeometryCode.TOO_MANY_FEATURES,
            features=int(info["features"]),
            allowed=MAX_FEATURES,
        )
    if len(info["fields"]) > MAX_FIELDS:
        raise GeometryError(GeometryCode.TOO_MANY_FIELDS, fields=len(info["fields"]), allowed=MAX_FIELDS)
    meta, _, geometries, values = pyogrio.raw.read(path, layer=layer, encoding=encoding)
    names = [str(name) for name in meta["fields"]]
    columns = {name: _listed(array) for name, array in zip(names, values, strict=True)}
    unwanted = _NO_FIELDS.get(request["format"], frozenset())
    columns = {
        name: column
        for name, column in columns.items()
        if name not in unwanted and any(value is not None for value in column)
    }
    return {
        "layer": layer,
        "layers": layers,
        "crs": meta["crs"],
        "columns": columns,
        "kinds": {name: _kind_of(column) for name, column in columns.items()},
        "rings_closed": 0,
    }, list(geometries)


def _listed(array: NDArray[Any]) -> list[object]:
    if array.dtype.kind == "M":
        return [None if np.isnat(value) else str(value) for value in array]
    if array.dtype.kind == "f":
        return [float(value) if np.isfinite(value) else None for value in array]
    return [_json_value(value) for value in array.tolist()]


def _json_value(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, list):
        return [_json_value(part) for part in value]
    return value if isinstance(value, int | float | bool) or value is None else None


def _kind_of(values: list[object]) -> str:
    kinds = {type(value) for value in values if value is not None}
    if kinds and kinds <= {bool}:
        return "truth"
    if kinds and kinds <= {int}:
        return "integer"
    return "decimal" if kinds and kinds <= {int, float} else "text"


def _check_columns(columns: dict[str, list[object]]) -> None:
    if len(columns) > MAX_FIELDS:
        raise GeometryError(GeometryCode.TOO_MANY_FIELDS, fields=len(columns), allowed=MAX_FIELDS)
    for name, values in columns.items():
        longest = max((len(value) for value in values if isinstance(value, str)), default=0)
        if max(longest, len(name)) > MAX_TEXT:
            raise GeometryError(GeometryCode.TEXT_TOO_LONG, field=name[:100], allowed=MAX_TEXT)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
