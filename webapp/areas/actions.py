"""Changing areas: keeping an uploaded file for a while, storing a layer version, throwing a draft away.

Taking a version into use is in activation.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray
from psycopg import sql
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from geo.coverage import levels_of_detail
from geo.crs import WGS84
from webapp.areas.drafting import AreaDraft, LayerDraft, check_settled
from webapp.areas.models import LEVELS, Area, BoundaryLayer, LayerUpload, LayerVersion
from webapp.areas.nesting import nesting_report
from webapp.areas.words import DEFAULT_NAMES
from webapp.audit.actions import record
from webapp.errors import Refusal, RefusalCode
from webapp.texts import Texts

UPLOAD_LIFE = timedelta(hours=24)


def keep_upload(
    session: Session, account_id: int, filename: str, content: bytes, choices: dict[str, Any] | None = None
) -> UUID:
    """Keep a file until its owner has decided about it, a day at most. Older ones of everybody go away."""
    session.execute(delete(LayerUpload).where(LayerUpload.created_at < func.clock_timestamp() - UPLOAD_LIFE))
    upload = LayerUpload(
        account_id=account_id, filename=filename[-200:], content=content, choices=choices or {}
    )
    session.add(upload)
    session.flush()
    return upload.id


def decide_upload(session: Session, upload: LayerUpload, choices: dict[str, Any]) -> None:
    """Keep what its owner has decided about a file so far."""
    upload.choices = choices
    session.flush()


def drop_upload(session: Session, upload_id: UUID) -> None:
    """Forget an uploaded file."""
    session.execute(delete(LayerUpload).where(LayerUpload.id == upload_id))


@dataclass(frozen=True)
class Origin:
    """Where a version comes from: the file's name, the system it was in, what was found in it, who loads it, and
    from which day it holds.
    """

    source: str
    source_crs: str
    report: dict[str, Any] = field(default_factory=dict)
    account_id: int | None = None
    valid_from: date | None = None


def add_version(
    session: Session,
    level: str,
    name: Texts | None,
    draft: LayerDraft,
    source: str,
    account_id: int | None = None,
    valid_from: date | None = None,
) -> LayerVersion:
    """Store a layer that was read from a file (named `source`) as a new draft version of its level.

    Raises as `store_version`, and what is not settled: Refusal(OVERLAPS_UNDECIDED), GeometryError(LAYER_NOT_CHOSEN,
    CRS_NOT_CONFIRMED).
    """
    check_settled(draft)
    report = {**draft.report, "nesting": nesting_report(session, level, draft.areas)}
    system = f"EPSG:{draft.read.crs.used.epsg}"
    return store_version(
        session, level, name, draft.areas, Origin(source, system, report, account_id, valid_from)
    )


def store_version(
    session: Session, level: str, name: Texts | None, areas: Sequence[AreaDraft], origin: Origin
) -> LayerVersion:
    """Store areas as a new draft version of their level. Nothing changes for residents before it is activated.

    `name` names the division itself; None keeps the name it has. Raises Refusal(UNKNOWN_LEVEL, LAYER_EMPTY).
    """
    if level not in LEVELS:
        raise Refusal(RefusalCode.UNKNOWN_LEVEL)
    if not areas:
        raise Refusal(RefusalCode.LAYER_EMPTY)
    layer = _locked_layer(session, level, name)
    last = session.scalar(select(func.max(LayerVersion.number)).where(LayerVersion.layer_id == layer.id)) or 0
    version = LayerVersion(
        layer_id=layer.id,
        number=last + 1,
        source=origin.source[-200:],
        source_crs=origin.source_crs,
        valid_from=origin.valid_from,
        report=origin.report,
        loaded_by_id=origin.account_id,
    )
    session.add(version)
    session.flush()
    _write_areas(session, version.id, areas)
    _draw_outlines(session, version.id, areas)
    record(
        session, "load_areas", "layer_version", version.id, origin.account_id, level=level, areas=len(areas)
    )
    return version


def _draw_outlines(session: Session, version_id: int, areas: Sequence[AreaDraft]) -> None:
    """Store the areas once more with fewer points, for maps of the whole city."""
    shapes = np.empty(len(areas), dtype=np.object_)
    shapes[:] = [area.shape for area in areas]
    known = session.execute(select(Area.code, Area.id).where(Area.version_id == version_id))
    ids = dict(known.all())
    for metres, outlines in levels_of_detail(shapes).items():
        rows = [
            (ids[area.facts.code], metres, written)
            for area, written in zip(areas, ewkb(outlines), strict=True)
        ]
        copy_rows(session, "area_outline", ("area_id", "metres", "geom"), rows)


def ewkb(shapes: NDArray[np.object_]) -> list[str]:
    """Shapes in WGS 84 as PostGIS reads them in COPY."""
    marked = shapely.set_srid(shapes, WGS84)
    return list(shapely.to_wkb(marked, hex=True, include_srid=True))


def copy_rows(session: Session, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write many rows at once by COPY, in the session's own transaction."""
    session.flush()
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    raw = session.connection().connection.driver_connection
    if not isinstance(raw, psycopg.Connection):
        raise TypeError("COPY needs psycopg's own connection")
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _locked_layer(session: Session, level: str, name: Texts | None) -> BoundaryLayer:
    layer = session.scalar(select(BoundaryLayer).where(BoundaryLayer.level == level).with_for_update())
    if layer is None:
        layer = BoundaryLayer(level=level, name=name or DEFAULT_NAMES[level])
        session.add(layer)
        session.flush()
    elif name:
        layer.name = name
    return layer


def _write_areas(session: Session, version_id: int, areas: Sequence[AreaDraft]) -> None:
    shapes = np.empty(len(areas), dtype=np.object_)
    shapes[:] = [area.shape for area in areas]
    rows = (
        (version_id, facts.code, json.dumps(facts.name), facts.parent_code, facts.population, written)
        for facts, written in zip((area.facts for area in areas), ewkb(shapes), strict=True)
    )
    columns = ("version_id", "code", "name", "parent_code", "population", "geom")
    copy_rows(session, "area", columns, rows)


def remove_draft(session: Session, version_id: int, account_id: int | None = None) -> None:
    """Throw a draft away. Versions that have been in use stay: sums name them. Raises Refusal(NOT_FOUND,
    VERSION_KEPT).
    """
    version = session.scalar(select(LayerVersion).where(LayerVersion.id == version_id).with_for_update())
    if version is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    if version.state != "draft":
        raise Refusal(RefusalCode.VERSION_KEPT)
    session.execute(delete(LayerVersion).where(LayerVersion.id == version_id))
    record(session, "remove_draft", "layer_version", version_id, account_id)
