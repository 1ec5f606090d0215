"""Curves in GML: GDAL would straighten them without a word."""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from geo.errors import GeometryCode, GeometryError

_NAMESPACE = re.compile(rb"""xmlns(?::([\w.-]+))?\s*=\s*["']http://www\.opengis\.net/gml[^"']*["']""")
_CURVE = re.compile(
    rb"<(?:([\w.-]+):)?(Arc(?:String)?(?:ByBulge|ByCenterPoint)?|Circle(?:ByCenterPoint)?"
    rb"|CubicSpline|BSpline|Bezier|Clothoid|OffsetCurve)[\s/>]"
)
"""Every part of a curve that is not drawn straight from point to point. Fields of other namespaces may well be called so."""


def refuse_curves(path: Path, layer: str) -> None:
    """Raises GeometryError(CURVED) where a file of GML holds any."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        prefixes = {found[1] for found in _NAMESPACE.finditer(content)}
        for found in _CURVE.finditer(content):
            if found[1] in prefixes:
                raise GeometryError(GeometryCode.CURVED, layer=layer[:100], kind=found[2].decode())
