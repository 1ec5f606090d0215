"""Writing many rows at once by COPY, shapes included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray
from psycopg import sql
from sqlalchemy.orm import Session

SHAPE = "bytea"
"""The type under which the driver passes a shape on: bytes as they are."""


def wkb(shapes: NDArray[np.object_]) -> list[bytes]:
    """Shapes as PostGIS reads them in COPY; which system they are in the column says."""
    return list(shapely.to_wkb(shapes))


def copy_rows(
    session: Session, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]
) -> None:
    """Write rows in the session's own transaction. `columns`: names with their types."""
    session.flush()
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("copy {} ({}) from stdin (format binary)").format(sql.Identifier(table), names)
    raw = session.connection().connection.driver_connection
    if not isinstance(raw, psycopg.Connection):
        raise TypeError("COPY needs psycopg's own connection")
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(list(columns.values()))
        for row in rows:
            copy.write_row(row)
