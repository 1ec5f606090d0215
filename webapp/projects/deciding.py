"""What goes to the vote, what is left out and why; after the vote, news of what is built."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webapp.errors import Refusal, RefusalCode
from webapp.projects.actions import check_costing, draft, locked, tell_authors, touch
from webapp.projects.costing import newest_estimate, set_price, sum_of
from webapp.projects.models import CostEstimate, DeliveryUpdate, Project
from webapp.projects.rules import has_finnish
from webapp.proposals.news import News as Told
from webapp.rounds.models import Pot, Round
from webapp.texts import Texts


@dataclass(frozen=True, slots=True)
class News:
    """News of a project being built: whole cents spent so far, and the day of the next news."""

    delivery: str
    note: Texts
    spent_cents: int | None
    next_date: date | None


def put_on_ballot(session: Session, project_id: int, official_id: int, seen: str, link: str) -> None:
    """Let people vote on a draft at the price of its last published estimate.

    Raises Refusal: NOT_FOUND, STATE_CHANGED, RULES_FROZEN, PHASE_CLOSED, FINNISH_MISSING, NO_ESTIMATE, PRICE_TOO_HIGH.
    """
    row = draft(session, project_id, seen)
    if not has_finnish(row.title, row.summary):
        raise Refusal(RefusalCode.FINNISH_MISSING)
    estimate = newest_estimate(session, project_id, published=True)
    if estimate is None:
        raise Refusal(RefusalCode.NO_ESTIMATE)
    # One ballot decision of a round at a time, so that no two projects get the same number.
    round_ = session.scalars(
        select(Round).where(Round.id == row.round_id).with_for_update(key_share=True)
    ).one()
    pot = session.get_one(Pot, row.pot_id)
    price = sum_of(session, estimate.id)
    if price > min(pot.amount_cents, round_.highest_cost_cents or price):
        raise Refusal(RefusalCode.PRICE_TOO_HIGH)
    estimate.is_on_ballot = True
    session.flush()
    row.number = row.number or _next_number(session, row.round_id)
    row.cost_cents, row.state, row.decided_at = price, "ballot", func.clock_timestamp()
    tell_authors(session, row.id, link, Told("ballot", price_cents=price))
    touch(session, row, "project on ballot", official_id, version=estimate.version, cents=price)


def leave_out(
    session: Session, project_id: int, reason: Texts, official_id: int, seen: str, link: str
) -> None:
    """Leave a project out of the vote for a public reason. Raises as `put_on_ballot`, and REASON_MISSING."""
    row = locked(session, project_id, seen)
    check_costing(session, row.round_id)
    if row.state == "left_out":
        raise Refusal(RefusalCode.STATE_CHANGED)
    if not str(reason):
        raise Refusal(RefusalCode.REASON_MISSING)
    _off_ballot(session, row)
    row.state, row.left_out_reason, row.decided_at = "left_out", reason, func.clock_timestamp()
    session.flush()
    set_price(session, row)
    tell_authors(session, row.id, link, Told("left_out", row.unit, note=reason))
    touch(session, row, "project left out", official_id)


def decide_again(session: Session, project_id: int, official_id: int, seen: str) -> None:
    """Take the decision back: the project is a draft again, with its estimates. Raises as `put_on_ballot`."""
    row = locked(session, project_id, seen)
    check_costing(session, row.round_id)
    if row.state == "draft":
        raise Refusal(RefusalCode.STATE_CHANGED)
    _off_ballot(session, row)
    row.state, row.left_out_reason, row.decided_at = "draft", None, None
    session.flush()
    set_price(session, row)
    touch(session, row, "project decision taken back", official_id)


def tell_news(session: Session, project_id: int, news: News, official_id: int, seen: str, link: str) -> None:
    """Publish news of a project that was chosen. Raises Refusal: NOT_FOUND, STATE_CHANGED, NOT_CHOSEN."""
    row = locked(session, project_id, seen)
    if row.delivery is None:
        raise Refusal(RefusalCode.NOT_CHOSEN)
    session.add(
        DeliveryUpdate(
            project_id=row.id,
            delivery=news.delivery,
            note=news.note,
            spent_cents=news.spent_cents,
            next_date=news.next_date,
            account_id=official_id,
        )
    )
    row.delivery = news.delivery
    told = Told(f"delivery_{news.delivery}", row.unit, note=news.note, next_date=news.next_date)
    tell_authors(session, row.id, link, told)
    touch(session, row, "project news", official_id, delivery=news.delivery)


def take_news_back(session: Session, project_id: int, update_id: int, official_id: int, seen: str) -> None:
    """Remove the latest news; the project is as the news before told. Raises Refusal: NOT_FOUND, STATE_CHANGED."""
    row = locked(session, project_id, seen)
    chosen = select(DeliveryUpdate).where(DeliveryUpdate.project_id == row.id)
    latest = session.scalars(
        chosen.order_by(DeliveryUpdate.at.desc(), DeliveryUpdate.id.desc()).limit(2)
    ).all()
    if not latest or latest[0].id != update_id:
        raise Refusal(RefusalCode.STATE_CHANGED)
    row.delivery = latest[1].delivery if len(latest) > 1 else "planned"
    removed = latest[0]
    session.delete(removed)
    touch(session, row, "project news taken back", official_id, note=dict(removed.note))


def _off_ballot(session: Session, row: Project) -> None:
    session.execute(
        update(CostEstimate).where(CostEstimate.project_id == row.id).values(is_on_ballot=False),
        execution_options={"synchronize_session": False},
    )


def _next_number(session: Session, round_id: int) -> int:
    last = session.scalar(select(func.max(Project.number)).where(Project.round_id == round_id))
    return (last or 0) + 1
