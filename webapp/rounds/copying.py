"""Making a round after an earlier one: its timetable shifted, its pots, themes, reasons and voting settings."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.rounds.actions import create_round
from webapp.rounds.editing import first_day, shifted
from webapp.rounds.models import Phase, Pot, RefusalReason, Round, Theme
from webapp.rounds.queries import round_view
from webapp.texts import Texts

SETTINGS = (
    "summary",
    "rules_text",
    "ballot_type",
    "ballot_limits",
    "voting_areas",
    "counting_rule",
    "counting_options",
    "minimum_age",
    "voting_providers",
    "only_registered",
    "proposing_providers",
    "proposing_age",
    "proposing_residents",
    "can_change_ballot",
    "highest_cost_cents",
    "two_people",
    "ballots_published",
    "place_kinds",
)
"""What is taken over as it is. The seed of the lot is not: each vote has its own."""


def copy_round(
    session: Session, slug: str, title: Texts, starts_on: date, zone: ZoneInfo, account_id: int
) -> Round:
    """A new, unpublished round like the one at `slug`, whose first phase begins on `starts_on` in the city's zone.

    Each phase keeps its time of day and its length in days. Raises Refusal(NOT_FOUND).
    """
    source = round_view(session, slug, also_unpublished=True)
    fresh = create_round(session, title, account_id)
    for name in SETTINGS:
        setattr(fresh, name, getattr(source, name))
    day = first_day((phase.starts_at for phase in source.phases), zone) or starts_on
    days = starts_on.toordinal() - day.toordinal()
    session.add_all(
        Phase(
            round_id=fresh.id,
            kind=phase.kind.key,
            starts_at=shifted(phase.starts_at, days, zone),
            ends_at=shifted(phase.ends_at, days, zone),
            note=phase.note,
        )
        for phase in source.phases
    )
    _copy_rows(session, source.id, fresh.id)
    session.flush()
    record(session, "round_copied", "round", fresh.id, account_id, source=source.id, days=days)
    return fresh


def _copy_rows(session: Session, source_id: int, round_id: int) -> None:
    for model, names in (
        (Pot, ("area_code", "name", "amount_cents")),
        (Theme, ("slug", "name", "position")),
        (RefusalReason, ("slug", "name", "explanation", "position")),
    ):
        for row in session.scalars(select(model).where(model.round_id == source_id).order_by(model.id)):
            session.add(model(round_id=round_id, **{name: getattr(row, name) for name in names}))
