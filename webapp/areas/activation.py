"""Taking a layer version into use: what would change, the switch itself, and the pins that follow it.

From the switch on, new pins lie in areas of the new version. Pins that were there before follow in the same
transaction when they are few, else in batches in the background; meanwhile their old area is told by its code.
"""

from __future__ import annotations

import json

from sqlalchemy import delete, func, insert, literal, select, text, update
from sqlalchemy.orm import Session

from webapp.areas import assignment
from webapp.areas.models import Area, AreaPiece, BoundaryLayer, LayerVersion, Reassignment
from webapp.areas.outlines import draw_outlines
from webapp.audit.actions import record
from webapp.errors import Refusal, RefusalCode

AT_ONCE = 5_000
"""With at most so many pins everything is done in the one transaction."""
BATCH = 10_000
TASK = "areas:reassign"
DEFER = text(
    "select procrastinate_defer_jobs_v1(array[row('default', :task, 0, null, null, cast(:args as jsonb), null)"
    "::procrastinate_job_to_defer_v1])"
)


def changes_by(session: Session, version_id: int) -> list[assignment.Change]:
    """What taking the version into use would change, by table with pins. Raises Refusal(NOT_FOUND)."""
    level = session.scalar(
        select(BoundaryLayer.level)
        .join(LayerVersion, LayerVersion.layer_id == BoundaryLayer.id)
        .where(LayerVersion.id == version_id)
    )
    if level is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return [
        assignment.change_of(session, table, level, version_id) for table in assignment.pinned_tables(session)
    ]


def activate_version(
    session: Session,
    version_id: int,
    account_id: int | None = None,
    instead_of: int | None = None,
    at_once: int = AT_ONCE,
) -> list[assignment.Change]:
    """Take a version into use. The version in use before is kept for going back.

    `instead_of`: the version that the person saw in use (0: none), None where nobody looked. `at_once`: beyond so
    many pins the old ones follow in the background. Pins that are being written wait for the switch, so
    that none slips through between the two versions. Raises Refusal(NOT_FOUND), Refusal(STATE_CHANGED) when the
    version is in use already or another one was taken into use meanwhile.
    """
    layer, version = _locked(session, version_id, instead_of)
    draw_outlines(session, version_id)
    tables = assignment.pinned_tables(session)
    assignment.lock_tables(session, tables)
    changes = [assignment.change_of(session, table, layer.level, version_id) for table in tables]
    _switch(session, layer, version)
    session.execute(delete(Reassignment).where(Reassignment.version_id == version_id))
    for change in changes:
        if change.pins <= at_once:
            assignment.assign(session, change.table, layer.level, version_id)
        elif change.is_level_assigned:
            session.add(Reassignment(version_id=version_id, table_name=change.table, rows=change.pins))
            session.execute(DEFER, {"task": TASK, "args": json.dumps({})})
    moved = {change.table: change.moved for change in changes}
    record(session, "activate_areas", "layer_version", version_id, account_id, level=layer.level, moved=moved)
    session.flush()
    return changes


def _locked(session: Session, version_id: int, instead_of: int | None) -> tuple[BoundaryLayer, LayerVersion]:
    layer = session.scalar(
        select(BoundaryLayer)
        .join(LayerVersion, LayerVersion.layer_id == BoundaryLayer.id)
        .where(LayerVersion.id == version_id)
        .with_for_update(of=BoundaryLayer)
    )
    if layer is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    version = session.get(LayerVersion, version_id, populate_existing=True)
    if version is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    active = session.scalar(
        select(LayerVersion.id).where(LayerVersion.layer_id == layer.id, LayerVersion.state == "active")
    )
    if version.state == "active" or (instead_of is not None and instead_of != (active or 0)):
        raise Refusal(RefusalCode.STATE_CHANGED)
    return layer, version


def _switch(session: Session, layer: BoundaryLayer, version: LayerVersion) -> None:
    session.execute(
        update(LayerVersion)
        .where(LayerVersion.layer_id == layer.id, LayerVersion.state == "active")
        .values(state="retired")
    )
    version.state = "active"
    version.activated_at = func.clock_timestamp()
    session.flush()
    session.execute(delete(AreaPiece).where(AreaPiece.level == layer.level))
    pieces = select(
        Area.id, literal(layer.level), Area.code, func.ST_Subdivide(Area.geom, assignment.PIECE_VERTICES)
    ).where(Area.version_id == version.id)
    session.execute(
        insert(AreaPiece).from_select(
            [AreaPiece.area_id, AreaPiece.level, AreaPiece.code, AreaPiece.geom], pieces
        )
    )


def reassign_batch(session: Session, rows: int = BATCH) -> bool:
    """Give the next pins their areas anew, to be committed by the caller. Whether anything was left to do.

    A version that is no longer in use is let be: the one that followed it moves its pins.
    """
    job = session.scalar(
        select(Reassignment)
        .where(Reassignment.finished_at.is_(None))
        .order_by(Reassignment.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if job is None:
        return False
    # The layer is held first, so that no other version is taken into use while this batch is written.
    layer = session.scalars(
        select(BoundaryLayer)
        .join(LayerVersion, LayerVersion.layer_id == BoundaryLayer.id)
        .where(LayerVersion.id == job.version_id)
        .with_for_update(read=True, of=BoundaryLayer)
    ).one()
    state = session.scalar(select(LayerVersion.state).where(LayerVersion.id == job.version_id))
    span = (
        assignment.next_span(session, job.table_name, job.last_id, rows)
        if state == "active" and job.table_name in assignment.pinned_tables(session)
        else None
    )
    if span is None:
        job.finished_at = func.clock_timestamp()
        session.flush()
        return True
    last, seen = span
    assignment.assign(session, job.table_name, layer.level, job.version_id, (job.last_id, last))
    job.last_id, job.done = last, job.done + seen
    session.flush()
    return True
