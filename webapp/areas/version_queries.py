"""Reading layers and their versions, files on their way to becoming one, and the progress of a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import shapely
from geoalchemy2 import Geography
from sqlalchemy import ColumnElement, Float, Row, case, cast, collate, func, select
from sqlalchemy.orm import Session, aliased, defer

from geo.geojson import as_array
from webapp.accounts.models import Account
from webapp.areas.drafting import LayerDraft
from webapp.areas.models import LEVELS, Area, BoundaryLayer, LayerUpload, LayerVersion, Reassignment
from webapp.areas.queries import BYTES, AreaRow, areas_of_version, first_day, shapes_of_version
from webapp.areas.rules import AreaFacts
from webapp.errors import Refusal, RefusalCode
from webapp.texts import Texts

CENTIMETRE = 1e-7
"""In degrees."""


@dataclass(frozen=True)
class VersionRow:
    """A layer version for lists, without its report. `last_day`: the one before the version that followed begins to hold.
    `people`: the sum of populations, None where none is known.
    """

    id: int
    number: int
    state: str
    source: str
    source_crs: str
    valid_from: date | None
    last_day: date | None
    loaded_at: datetime
    activated_at: datetime | None
    loaded_by: str | None
    areas: int
    people: int | None


def layers(session: Session) -> list[tuple[BoundaryLayer, list[VersionRow]]]:
    """Every layer with its versions, the newest first. Two queries."""
    by_layer: dict[int, list[VersionRow]] = {}
    for layer_id, version in _versions(session, None):
        by_layer.setdefault(layer_id, []).append(version)
    order = func.array_position(list(LEVELS), BoundaryLayer.level)
    every: Sequence[BoundaryLayer] = session.scalars(select(BoundaryLayer).order_by(order)).all()
    return [(layer, by_layer.get(layer.id, [])) for layer in every]


def layer_in_use(session: Session, level: str) -> tuple[BoundaryLayer, VersionRow] | None:
    """The layer of a level with its version in use; None where none is."""
    found = next((layer for layer in layers(session) if layer[0].level == level), None)
    version = next((version for version in found[1] if version.state == "active"), None) if found else None
    return (found[0], version) if found and version else None


def layers_in_use(session: Session) -> list[tuple[BoundaryLayer, VersionRow, list[AreaRow]]]:
    """Every layer that is in use with its areas."""
    return [
        (layer, version, areas_of_version(session, version.id))
        for layer, versions in layers(session)
        for version in versions
        if version.state == "active"
    ]


def sizes_of_version(session: Session, version_id: int) -> list[float]:
    """Square metres of the areas of one version, by code."""
    size = func.ST_Area(cast(Area.geom, Geography), type_=Float)
    chosen = select(size).where(Area.version_id == version_id).order_by(collate(Area.code, BYTES))
    return list(session.scalars(chosen))


def version_row(session: Session, version_id: int) -> tuple[BoundaryLayer, VersionRow]:
    """One version with its layer. Raises Refusal(NOT_FOUND)."""
    found = _versions(session, version_id)
    if not found:
        raise Refusal(RefusalCode.NOT_FOUND)
    layer_id, version = found[0]
    return session.get_one(BoundaryLayer, layer_id), version


def used_before(session: Session, layer_id: int) -> LayerVersion | None:
    """The version of a layer that was in use last before the present one."""
    retired = (LayerVersion.layer_id == layer_id, LayerVersion.state == "retired")
    last = select(LayerVersion).where(*retired).order_by(LayerVersion.activated_at.desc()).limit(1)
    return session.scalar(last.options(defer(LayerVersion.report)))


def _versions(session: Session, version_id: int | None) -> list[tuple[int, VersionRow]]:
    areas = select(func.count()).where(Area.version_id == LayerVersion.id).scalar_subquery()
    people = select(func.sum(Area.population)).where(Area.version_id == LayerVersion.id).scalar_subquery()
    chosen = (
        select(
            LayerVersion.layer_id,
            LayerVersion.id,
            LayerVersion.number,
            LayerVersion.state,
            LayerVersion.source,
            LayerVersion.source_crs,
            LayerVersion.valid_from,
            _last_day(),
            LayerVersion.loaded_at,
            LayerVersion.activated_at,
            func.coalesce(Account.name, Account.email),
            areas,
            people,
        )
        .outerjoin(Account, Account.id == LayerVersion.loaded_by_id)
        .order_by(LayerVersion.layer_id, LayerVersion.number.desc())
    )
    if version_id is not None:
        chosen = chosen.where(LayerVersion.id == version_id)
    return [(layer_id, VersionRow(*values)) for layer_id, *values in session.execute(chosen)]


def _last_day() -> ColumnElement[date | None]:
    """SQL: of a version that was in use, the day before the next one begins to hold. A version in use has none, nor has a
    draft.
    """
    later = aliased(LayerVersion)
    followed = select(func.min(first_day(later)) - 1).where(
        later.layer_id == LayerVersion.layer_id,
        later.state != "draft",
        first_day(later) > first_day(LayerVersion),
    )
    return case((LayerVersion.state == "retired", followed.scalar_subquery()))


def report_of(session: Session, version_id: int) -> dict[str, Any]:
    """What was found in the file when the version was loaded; empty where nothing was kept."""
    return session.scalar(select(LayerVersion.report).where(LayerVersion.id == version_id)) or {}


def upload_of(session: Session, upload_id: UUID, account_id: int) -> LayerUpload:
    """A kept file of this person. Raises Refusal(LAYER_FILE_GONE)."""
    mine = select(LayerUpload).where(LayerUpload.id == upload_id, LayerUpload.account_id == account_id)
    upload = session.scalar(mine)
    if upload is None:
        raise Refusal(RefusalCode.LAYER_FILE_GONE)
    return upload


def uploads_on_their_way(session: Session, account_id: int) -> Sequence[Row[tuple[UUID, str, str, datetime]]]:
    """This person's kept files that are not stored yet: number, name, level, when they were sent; the newest first."""
    level = LayerUpload.choices["level"].astext
    chosen = (
        select(LayerUpload.id, LayerUpload.filename, level.label("level"), LayerUpload.created_at)
        .where(LayerUpload.account_id == account_id)
        .order_by(LayerUpload.created_at.desc())
    )
    return session.execute(chosen).all()


def layer_name(session: Session, level: str) -> Texts | None:
    """What the division of the level is called; None before the first one is loaded."""
    return session.scalar(select(BoundaryLayer.name).where(BoundaryLayer.level == level))


def progress(session: Session) -> dict[int, tuple[int, int]]:
    """By version whose pins still follow: how many have got their areas anew, and of how many."""
    unfinished = func.count().filter(Reassignment.finished_at.is_(None))
    chosen = (
        select(
            Reassignment.version_id,
            func.sum(func.least(Reassignment.done, Reassignment.rows)),
            func.sum(Reassignment.rows),
        )
        .group_by(Reassignment.version_id)
        .having(unfinished > 0)
    )
    return {version: (int(done), int(rows)) for version, done, rows in session.execute(chosen)}


def is_newest_alike(session: Session, level: str, draft: LayerDraft) -> bool:
    """Whether the newest version of a level holds just these areas, to a centimetre. Three queries at most."""
    newest = session.scalar(
        select(LayerVersion.id)
        .join(BoundaryLayer, BoundaryLayer.id == LayerVersion.layer_id)
        .where(BoundaryLayer.level == level)
        .order_by(LayerVersion.number.desc())
        .limit(1)
    )
    if newest is None:
        return False
    stored = shapes_of_version(session, newest)
    fresh = sorted(draft.areas, key=lambda area: area.facts.code.encode())
    if [_said(area) for area, _ in stored] != [_said(area.facts) for area in fresh]:
        return False
    before, after = as_array([shape for _, shape in stored]), as_array([area.shape for area in fresh])
    return bool(shapely.equals_exact(before, after, CENTIMETRE).all())


def _said(area: AreaRow | AreaFacts) -> tuple[object, ...]:
    return area.code, dict(area.name), area.parent_code, area.population
