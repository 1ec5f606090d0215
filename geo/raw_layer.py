"""What the confined process is asked for and what it gives: a layer as it is in the file. How much it may be."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from geo.errors import GeometryCode, GeometryError

MAX_FEATURES = 50_000
MAX_FIELDS = 100
MAX_TEXT = 10_000


class Wanted(NamedTuple):
    """One layer of a file (None: the first), or only the names of its layers. `drivers`: those that GDAL may have."""

    path: Path
    format: str
    layer: str | None = None
    encoding: str | None = None
    drivers: tuple[str, ...] = ()
    only_layers: bool = False


class RawLayer(NamedTuple):
    """`crs` as the file says it, values by field, shapes as WKB by row (None where there is none)."""

    layer: str
    layers: tuple[str, ...]
    crs: str | None = None
    columns: dict[str, list[object]] = {}
    shapes: list[bytes | None] = []
    rings_closed: int = 0


def chosen(layers: tuple[str, ...], layer: str | None) -> str:
    """The layer that is asked for. Raises GeometryError(LAYER_UNKNOWN)."""
    if layer is None:
        return layers[0]
    if layer not in layers:
        raise GeometryError(GeometryCode.LAYER_UNKNOWN, layer=layer[:100], layers=list(layers[:20]))
    return layer


def check_counts(features: int, fields: int) -> None:
    """Raises GeometryError: TOO_MANY_FEATURES, TOO_MANY_FIELDS."""
    if features > MAX_FEATURES:
        raise GeometryError(GeometryCode.TOO_MANY_FEATURES, features=features, allowed=MAX_FEATURES)
    if fields > MAX_FIELDS:
        raise GeometryError(GeometryCode.TOO_MANY_FIELDS, fields=fields, allowed=MAX_FIELDS)


def check_texts(columns: dict[str, list[object]]) -> None:
    """Raises GeometryError(TEXT_TOO_LONG)."""
    for name, values in columns.items():
        longest = max((len(value) for value in values if isinstance(value, str)), default=0)
        if max(longest, len(name)) > MAX_TEXT:
            raise GeometryError(GeometryCode.TEXT_TOO_LONG, field=name[:100], allowed=MAX_TEXT)
