"""Changing areas: keeping an uploaded file for a while, storing a layer version, throwing a draft away.

Taking a version into use is in activation.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from geo.geojson import as_array
from webapp.areas.copying import SHAPE, copy_rows, wkb
from webapp.areas.drafting import AreaDraft, LayerDraft, check_settled
from webapp.areas.models import LEVELS, BoundaryLayer, LayerUpload, LayerVersion
from webapp.areas.nesting import against_others, check_way_round
from webapp.areas.preview import found_features, found_in
from webapp.areas.words import DEFAULT_NAMES
from webapp.audit.actions import record
from webapp.errors import Refusal, RefusalCode
from webapp.texts import Texts

UPLOAD_LIFE = timedelta(hours=24)
AREA_COLUMNS = {
    "version_id": "int8",
    "code": "text",
    "name": "jsonb",
    "parent_code": "text",
    "population": "int4",
    "geom": SHAPE,
}


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


def take_upload(session: Session, upload_id: UUID) -> None:
    """Forget a file whose layer is about to be stored. Of two presses of the button the second waits for the first.

    Raises Refusal(LAYER_FILE_GONE).
    """
    taken = delete(LayerUpload).where(LayerUpload.id == upload_id).returning(LayerUpload.id)
    if session.scalar(taken) is None:
        raise Refusal(RefusalCode.LAYER_FILE_GONE)


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
    check_way_round(session, draft)
    beside = against_others(session, level, draft)
    found = found_features([*found_in(draft.division), *beside.split])
    report = {**draft.report, **beside.report, "found": found}
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
    record(
        session, "load_areas", "layer_version", version.id, origin.account_id, level=level, areas=len(areas)
    )
    return version


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
    written = wkb(as_array([area.shape for area in areas]))
    rows = (
        (version_id, one.code, dict(one.name), one.parent_code, one.population, shape)
        for one, shape in zip((area.facts for area in areas), written, strict=True)
    )
    copy_rows(session, "area", AREA_COLUMNS, rows)


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
