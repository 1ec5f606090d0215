"""Changing areas: keeping an uploaded file for a while, storing a layer version, activating one, throwing a
draft away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from geoalchemy2.shape import from_shape
from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from geo.crs import WGS84
from webapp.areas import assignment
from webapp.areas.drafting import AreaDraft
from webapp.areas.models import LEVELS, Area, AreaPiece, BoundaryLayer, LayerUpload, LayerVersion
from webapp.audit.actions import record
from webapp.errors import Refusal, RefusalCode
from webapp.texts import Texts

UPLOAD_LIFE = timedelta(hours=24)
PIECE_VERTICES = 255


@dataclass(frozen=True)
class Origin:
    """Where a version comes from: the file's name, the system it was in, who loads it, what was found in
    it.
    """

    source: str
    source_crs: str
    report: dict[str, Any]
    account_id: int | None = None


def keep_upload(session: Session, account_id: int, filename: str, content: bytes) -> UUID:
    """Keep a file until its owner has decided about it, a day at most. Older ones of everybody go away."""
    session.execute(delete(LayerUpload).where(LayerUpload.created_at < func.clock_timestamp() - UPLOAD_LIFE))
    upload = LayerUpload(account_id=account_id, filename=filename[-200:], content=content)
    session.add(upload)
    session.flush()
    return upload.id


def drop_upload(session: Session, upload_id: UUID) -> None:
    """Forget an uploaded file."""
    session.execute(delete(LayerUpload).where(LayerUpload.id == upload_id))


def add_version(
    session: Session, level: str, name: Texts | None, areas: Sequence[AreaDraft], origin: Origin
) -> LayerVersion:
    """Store a layer as a new draft version of its level. Nothing changes for residents before it is
    activated.

    `name` names the division itself; None keeps the name it has. Raises Refusal(UNKNOWN_LEVEL,
    LAYER_EMPTY).
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
        report=origin.report,
        loaded_by_id=origin.account_id,
    )
    session.add(version)
    session.flush()
    session.execute(insert(Area), [_row(version.id, area) for area in areas])
    record(
        session, "load_areas", "layer_version", version.id, origin.account_id, level=level, areas=len(areas)
    )
    return version


def _locked_layer(session: Session, level: str, name: Texts | None) -> BoundaryLayer:
    layer = session.scalar(select(BoundaryLayer).where(BoundaryLayer.level == level).with_for_update())
    if layer is None:
        layer = BoundaryLayer(level=level, name=name or Texts(fi=level))
        session.add(layer)
        session.flush()
    elif name:
        layer.name = name
    return layer


def _row(version_id: int, area: AreaDraft) -> dict[str, Any]:
    return {
        "version_id": version_id,
        "code": area.facts.code,
        "name": area.facts.name,
        "parent_code": area.facts.parent_code,
        "population": area.facts.population,
        "geom": from_shape(area.shape, srid=WGS84),
    }


def activate_version(
    session: Session, version_id: int, account_id: int | None = None
) -> list[assignment.Change]:
    """Take a version into use and give every pin its area by it. The version in use before is kept for
    going back.

    Pins that are being written wait meanwhile, so none slips through between the two versions. Raises
    Refusal(NOT_FOUND), Refusal(STATE_CHANGED) when the version is in use already.
    """
    layer = session.scalar(
        select(BoundaryLayer)
        .join(LayerVersion, LayerVersion.layer_id == BoundaryLayer.id)
        .where(LayerVersion.id == version_id)
        .with_for_update(of=BoundaryLayer)
    )
    if layer is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    version = session.get_one(LayerVersion, version_id, populate_existing=True)
    if version.state == "active":
        raise Refusal(RefusalCode.STATE_CHANGED)
    tables = assignment.pinned_tables(session)
    assignment.lock_tables(session, tables)
    changes = [assignment.change_of(session, table, layer.level, version_id) for table in tables]
    session.execute(
        update(LayerVersion)
        .where(LayerVersion.layer_id == layer.id, LayerVersion.state == "active")
        .values(state="retired")
    )
    version.state = "active"
    version.activated_at = func.clock_timestamp()
    session.flush()
    _cut_pieces(session, layer.level, version_id)
    for table in tables:
        assignment.assign(session, table, layer.level, version_id)
    moved = {change.table: change.moved for change in changes}
    record(session, "activate_areas", "layer_version", version_id, account_id, level=layer.level, moved=moved)
    return changes


def _cut_pieces(session: Session, level: str, version_id: int) -> None:
    session.execute(delete(AreaPiece).where(AreaPiece.level == level))
    pieces = select(Area.id, literal(level), Area.code, func.ST_Subdivide(Area.geom, PIECE_VERTICES)).where(
        Area.version_id == version_id
    )
    session.execute(
        insert(AreaPiece).from_select(
            [AreaPiece.area_id, AreaPiece.level, AreaPiece.code, AreaPiece.geom], pieces
        )
    )


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
