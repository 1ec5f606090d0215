"""Estimates: every saving is a new version, and another person than its writer publishes it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.errors import Refusal, RefusalCode
from webapp.projects.actions import check_refining, locked, touch
from webapp.projects.models import CostEstimate, CostLine, Project
from webapp.projects.queries import line_of
from webapp.projects.rules import Estimate, Line, totals


def save_estimate(session: Session, project_id: int, written: Estimate, official_id: int, seen: str) -> int:
    """Keep an estimate as the next version and return its number; earlier ones stay as they are.

    Raises Refusal: NOT_FOUND, STATE_CHANGED, RULES_FROZEN, PHASE_CLOSED.
    """
    row = locked(session, project_id, seen)
    check_refining(session, row)
    last = session.scalar(select(func.max(CostEstimate.version)).where(CostEstimate.project_id == project_id))
    estimate = CostEstimate(
        project_id=row.id,
        version=(last or 0) + 1,
        lower_cents=written.lower_cents,
        upper_cents=written.upper_cents,
        months=written.months,
        note=written.note,
        unit=written.unit,
        made_by_id=official_id,
    )
    session.add(estimate)
    session.flush()
    session.add_all(_stored(estimate.id, place, line) for place, line in enumerate(written.lines, start=1))
    row.unit = row.unit or written.unit
    touch(session, row, "estimate saved", official_id, version=estimate.version)
    return estimate.version


def publish_estimate(session: Session, project_id: int, version: int, official_id: int, seen: str) -> None:
    """Confirm and publish the newest version, by another person than the one who made it.

    Raises Refusal as `save_estimate`, and ANOTHER_MUST_CONFIRM.
    """
    row = locked(session, project_id, seen)
    check_refining(session, row)
    estimate = newest_estimate(session, project_id)
    if estimate is None or estimate.version != version or estimate.published_at is not None:
        raise Refusal(RefusalCode.STATE_CHANGED)
    if estimate.made_by_id == official_id:
        raise Refusal(RefusalCode.ANOTHER_MUST_CONFIRM)
    estimate.published_at, estimate.published_by_id = func.clock_timestamp(), official_id
    session.flush()
    set_price(session, row)
    touch(session, row, "estimate published", official_id, version=version)


def withdraw_estimate(session: Session, project_id: int, version: int, official_id: int, seen: str) -> None:
    """Take the confirmation of the newest version back, as long as it is not on the ballot.

    Raises Refusal as `save_estimate`.
    """
    row = locked(session, project_id, seen)
    check_refining(session, row)
    estimate = newest_estimate(session, project_id)
    if estimate is None or estimate.version != version or estimate.published_at is None:
        raise Refusal(RefusalCode.STATE_CHANGED)
    if estimate.is_on_ballot:
        raise Refusal(RefusalCode.STATE_CHANGED)
    estimate.published_at = estimate.published_by_id = None
    session.flush()
    set_price(session, row)
    touch(session, row, "estimate withdrawn", official_id, version=version)


def set_price(session: Session, row: Project) -> None:
    """Give a project that is not on the ballot the price of its last published estimate."""
    if row.state == "ballot":
        return
    estimate = newest_estimate(session, row.id, published=True)
    row.cost_cents = None if estimate is None else sum_of(session, estimate.id)


def newest_estimate(session: Session, project_id: int, *, published: bool = False) -> CostEstimate | None:
    """The last version, or the last published one."""
    chosen = select(CostEstimate).where(CostEstimate.project_id == project_id)
    if published:
        chosen = chosen.where(CostEstimate.published_at.is_not(None))
    found: CostEstimate | None = session.scalar(chosen.order_by(CostEstimate.version.desc()).limit(1))
    return found


def sum_of(session: Session, estimate_id: int) -> int:
    """What the lines of an estimate cost in all, in cents."""
    rows = session.scalars(select(CostLine).where(CostLine.estimate_id == estimate_id))
    return totals([line_of(row) for row in rows]).total_cents


def _stored(estimate_id: int, position: int, line: Line) -> CostLine:
    return CostLine(
        estimate_id=estimate_id,
        position=position,
        what=line.what,
        quantity=line.quantity,
        unit=line.unit,
        unit_price_cents=line.unit_price_cents,
        vat_permille=line.vat_permille,
        upkeep_cents=line.upkeep_cents,
    )
