"""Looking into a GeoPackage before GDAL does: it is a database file, and one with a view can keep GDAL busy
for ever.
"""

import sqlite3
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
