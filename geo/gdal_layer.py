"""A layer of a Shapefile, KML or GML, read by GDAL. Only for the confined process, with no driver but the format's own."""

from typing import Any

import numpy as np
import pyogrio
from numpy.typing import NDArray

from geo import gml
from geo.errors import GeometryCode, GeometryError
from geo.raw_layer import RawLayer, Wanted, check_counts, chosen

_NO_FIELDS = {
    "kml": frozenset({"id", "description", "timestamp", "begin", "end", "altitudeMode", "tessellate"})
    | frozenset({"extrude", "visibility", "drawOrder", "icon", "snippet"}),
    "gml": frozenset({"lowerCorner", "upperCorner", "coordinates"}),
}
"""What GDAL gives as fields though it says nothing of the area: how a KML is to be shown, the box around a GML's feature."""


def read(wanted: Wanted) -> RawLayer:
    """The layer. Raises GeometryError: NO_LAYER, LAYER_UNKNOWN, CURVED, TOO_MANY_FEATURES, TOO_MANY_FIELDS; UNREADABLE if
    a driver is there that should not be; RuntimeError, ValueError for what GDAL cannot read.
    """
    layers = _layers(wanted)
    if wanted.only_layers:
        return RawLayer("", layers)
    path, layer = wanted.path, chosen(layers, wanted.layer)
    if wanted.format == "gml":
        gml.refuse_curves(path, layer)
    info = pyogrio.read_info(path, layer=layer, encoding=wanted.encoding, force_feature_count=True)
    kind = str(info["geometry_type"])
    if "Curve" in kind or "Surface" in kind:
        raise GeometryError(GeometryCode.CURVED, layer=layer[:100], kind=kind)
    check_counts(int(info["features"]), len(info["fields"]))
    meta, _, shapes, values = pyogrio.raw.read(path, layer=layer, encoding=wanted.encoding)
    columns = {str(name): _listed(array) for name, array in zip(meta["fields"], values, strict=True)}
    unwanted = _NO_FIELDS.get(wanted.format, frozenset())
    told = {
        name: column
        for name, column in columns.items()
        if name not in unwanted and any(value is not None for value in column)
    }
    return RawLayer(layer, layers, meta["crs"], told, list(shapes))


def _layers(wanted: Wanted) -> tuple[str, ...]:
    """The layers with shapes."""
    unwanted = set(pyogrio.list_drivers()) - set(wanted.drivers)
    if unwanted:
        raise GeometryError(
            GeometryCode.UNREADABLE,
            reason=f"drivers not switched off: {sorted(unwanted)[:3]}",
        )
    layers = tuple(str(name) for name, kind in pyogrio.list_layers(wanted.path) if kind is not None)
    if not layers:
        raise GeometryError(GeometryCode.NO_LAYER)
    return layers


def _listed(array: NDArray[Any]) -> list[object]:
    if array.dtype.kind == "M":
        return [None if np.isnat(value) else str(value) for value in array]
    if array.dtype.kind == "f":
        return [value if np.isfinite(value) else None for value in array.tolist()]
    values: list[object] = array.tolist()
    return values
