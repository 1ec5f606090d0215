"""A layer of a GeoPackage, read by us: it is a database file with a shape in each row. GDAL is not asked, so that a process
that reads one is ready at once.

Only for the confined process: all that the database holds may be made up, and one with a view can be busy for ever.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import GeometryCode, GeometryError
from geo.raw_layer import RawLayer, Wanted, check_counts, chosen
from geo.wkb import check_wkb

MAX_STEPS = 2_000_000
"""Of the SQLite machine, in the queries of the catalogue: a real file needs a few thousand."""

_CURVES = (
    "CIRCULARSTRING",
    "COMPOUNDCURVE",
    "CURVEPOLYGON",
    "MULTICURVE",
    "MULTISURFACE",
    "CURVE",
    "SURFACE",
)
_HEAD = 8
_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
"""Bytes of the box between a GeoPackage's own head of a shape and its WKB, by its mark in the head."""


def read(wanted: Wanted) -> RawLayer:
    """The layer. Raises GeometryError: GEOPACKAGE_BROKEN, GEOPACKAGE_HAS_VIEW, NO_LAYER, LAYER_UNKNOWN, TOO_MANY_FEATURES,
    TOO_MANY_FIELDS, CURVED and UNREADABLE (of a shape with the number of its row).
    """
    with _opened(wanted.path) as database:
        layers = _feature_tables(database)
        if wanted.only_layers:
            return RawLayer("", layers)
        layer = chosen(layers, wanted.layer)
        column, system = database.execute(
            "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)
        ).fetchone()
        crs = _declared(database, system)
        fields = _fields(database, layer, column)
        (rows,) = database.execute(f"SELECT count(*) FROM {_quoted(layer)}").fetchone()
        check_counts(rows, len(fields))
        database.set_progress_handler(None, 0)
        names = [column, *fields]
        found = database.execute(f"SELECT {', '.join(map(_quoted, names))} FROM {_quoted(layer)}").fetchall()
    shapes, *values = zip(*found, strict=True) if found else ((),) * len(names)
    columns = {
        name: [bool(value) if is_truth and value in (0, 1) else value for value in told]
        for (name, is_truth), told in zip(fields.items(), values, strict=True)
        if any(value is not None for value in told)
    }
    return RawLayer(
        layer, layers, crs, columns, [_wkb(shape, layer, row) for row, shape in enumerate(shapes, 1)]
    )


def _feature_tables(database: sqlite3.Connection) -> tuple[str, ...]:
    """The layers with shapes that the file declares. Raises GeometryError: CURVED when every layer holds curves."""
    views = database.execute("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name").fetchall()
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


def _declared(database: sqlite3.Connection, system: object) -> str | None:
    """The coordinate system by its number, else by its definition; None where the file says that it is not known."""
    row = database.execute(
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?",
        (system,),
    ).fetchone()
    if row is None or "undefined" in str(row[2])[:40].lower():
        return None
    return f"EPSG:{row[1]}" if str(row[0]).upper() == "EPSG" else str(row[2])


def _fields(database: sqlite3.Connection, layer: str, shape: str) -> dict[str, bool]:
    """The fields by name, and whether each holds truth: all columns but the shape and the number of the row."""
    columns = database.execute(f"PRAGMA table_info({_quoted(layer)})").fetchall()
    keys = [(name, kind.upper()) for _place, name, kind, _needed, _default, key in columns if key]
    number = keys[0][0] if len(keys) == 1 and keys[0][1] == "INTEGER" else None
    return {
        name: kind.upper().startswith("BOOL")
        for _place, name, kind, *_rest in columns
        if name != number and name.casefold() != shape.casefold()
    }


def _wkb(shape: object, layer: str, row: int) -> bytes | None:
    """A shape without the GeoPackage's own head. Raises GeometryError: CURVED, UNREADABLE."""
    if shape is None:
        return None
    if not isinstance(shape, bytes) or shape[:2] != b"GP" or len(shape) < _HEAD:
        raise GeometryError(GeometryCode.UNREADABLE, reason="not a shape", layer=layer[:100], feature=row)
    try:
        wkb = shape[_HEAD + _ENVELOPES[shape[3] >> 1 & 7] :]
        check_wkb(wkb)
    except KeyError:
        raise GeometryError(GeometryCode.UNREADABLE, reason="not a shape", feature=row) from None
    except GeometryError as error:
        raise GeometryError(error.code, **error.details, layer=layer[:100], feature=row) from None
    return wkb


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    steps = iter(range(MAX_STEPS // 1000))
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    database.set_progress_handler(lambda: int(next(steps, None) is None), 1000)
    try:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA cell_size_check = ON")
        yield database
    except sqlite3.Error as broken:
        raise GeometryError(GeometryCode.GEOPACKAGE_BROKEN, reason=str(broken)[:200]) from None
    finally:
        database.close()
