"""Reading rounds: which one an address means, and what is open in it now by the database's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.errors import Refusal, RefusalCode
from webapp.rounds.models import Phase, Round
from webapp.rounds.phases import Activity, opening


@dataclass(frozen=True)
class Window:
    """When an activity is open. `closes_at` is None while it is closed, `opens_at` when it will not open again."""

    is_open: bool
    opens_at: datetime | None
    closes_at: datetime | None


def published_round(session: Session, slug: str) -> Round:
    """The published round at this address. Raises Refusal(NOT_FOUND) where there is none."""
    round_ = session.scalar(select(Round).where(Round.slug == slug, Round.is_published))
    if round_ is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return round_


def is_open(session: Session, round_id: int, activity: Activity) -> bool:
    """Whether a phase of the published round opens the activity at this moment."""
    return window(session, round_id, activity).is_open


def window(session: Session, round_id: int, activity: Activity) -> Window:
    """Whether the activity is open now, until when, or else when it opens next."""
    now = func.clock_timestamp()
    is_now = (Phase.starts_at <= now) & (Phase.ends_at > now)
    row = session.execute(
        select(
            func.coalesce(func.bool_or(is_now), False),
            func.min(Phase.starts_at).filter(Phase.starts_at > now),
            func.max(Phase.ends_at).filter(is_now),
        )
        .join(Round, Round.id == Phase.round_id)
        .where(Phase.round_id == round_id, Round.is_published, Phase.kind.in_(opening(activity)))
    ).one()
    return Window(*row)
