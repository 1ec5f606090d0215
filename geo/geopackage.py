"""Looking into a GeoPackage before GDAL does: it is a database file, and one with a view can keep GDAL busy
for ever.
"""

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import GeometryCode, GeometryError

MAX_STEPS = 2_000_000
"""Of the SQLite machine, in the catalogue queries here: a real file needs a few thousand."""

_CURVES = (
    "CIRCULARSTRING",
    "COMPOUNDCURVE",
    "CURVEPOLYGON",
    "MULTICURVE",
    "MULTISURFACE",
    "CURVE",
    "SURFACE",
)
_CURVED_KINDS = range(8, 15)
"""Of WKB: circular string to curve and surface."""
_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
"""Bytes between a GeoPackage's own head of a geometry and its WKB."""
HEAD = 8 + 64 + 5
MOST_LOOKED_AT = 50_001
"""Rows: a layer with more is refused anyway."""


def feature_tables(path: Path) -> tuple[str, ...]:
    """The layers with geometry that the file declares.

    Raises GeometryError: GEOPACKAGE_BROKEN, GEOPACKAGE_HAS_VIEW, NO_LAYER, CURVED (when every layer holds
    curves).
    """
    with _opened(path) as database:
        views = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name"
        ).fetchall()
        if views:
            raise GeometryError(GeometryCode.GEOPACKAGE_HAS_VIEW, view=str(views[0][0])[:100])
        rows = database.execute(
            "SELECT c.table_name, upper(g.geometry_type_name) FROM gpkg_contents c"
            " JOIN gpkg_geometry_columns g ON g.table_name = c.table_name"
            " JOIN sqlite_master m ON m.name = c.table_name AND m.type = 'table'"
            " WHERE c.data_type = 'features' ORDER BY m.rowid LIMIT 200"
        ).fetchall()
    if not rows:
        raise GeometryError(GeometryCode.NO_LAYER)
    flat = tuple(str(name) for name, kind in rows if kind not in _CURVES)
    if not flat:
        raise GeometryError(GeometryCode.CURVED, layer=str(rows[0][0])[:100], kind=str(rows[0][1]))
    return flat


def refuse_curves(path: Path, layer: str) -> None:
    """Look for curves where the layer's column may hold any shape: GDAL would straighten them without a word.
    It reads rows, which may be made up by the file itself: only for the confined process.

    Raises GeometryError: CURVED with the first row that is one, GEOPACKAGE_BROKEN.
    """
    with _opened(path) as database:
        column = database.execute(
            "SELECT column_name FROM gpkg_geometry_columns"
            " WHERE table_name = ? AND upper(geometry_type_name) IN ('GEOMETRY', 'GEOMETRYCOLLECTION')",
            (layer,),
        ).fetchone()
        if column is None:
            return
        heads = f"SELECT substr({_quoted(column[0])}, 1, {HEAD}) FROM {_quoted(layer)} LIMIT {MOST_LOOKED_AT}"
        for row, (head,) in enumerate(database.execute(heads), start=1):
            if isinstance(head, bytes) and _kind(head) in _CURVED_KINDS:
                raise GeometryError(GeometryCode.CURVED, layer=layer[:100], feature=row)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _kind(head: bytes) -> int | None:
    """The kind of a geometry by its WKB, whatever its dimensions; None where there is none."""
    start = 8 + _ENVELOPES.get(head[3] >> 1 & 7, 0) if len(head) > 3 else len(head)
    if len(head) < start + 5:
        return None
    number: int = struct.unpack_from("<I" if head[start] else ">I", head, start + 1)[0]
    return (number & 0xFFFF) % 1000


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    steps = iter(range(MAX_STEPS // 1000))
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    database.set_progress_handler(lambda: int(next(steps, None) is None), 1000)
    try:
        database.execute("PRAGMA trusted_schema = OFF")
        yield database
    except sqlite3.Error as broken:
        raise GeometryError(GeometryCode.GEOPACKAGE_BROKEN, reason=str(broken)[:200]) from None
    finally:
        database.close()
