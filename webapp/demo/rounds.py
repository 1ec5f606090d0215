"""A round of the demo: its texts, phases, pots, themes and reasons. It stays unpublished until all is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from webapp.demo.files import Calendar, read_json, texts
from webapp.rounds.models import Phase, Pot, RefusalReason, Round, Theme


@dataclass(frozen=True)
class LoadedRound:
    """A round and what its proposals and projects refer to: themes and reasons by slug, pots by area code."""

    round: Round
    themes: dict[str, int]
    reasons: dict[str, int]
    pots: dict[str | None, int]


def load_round(session: Session, content: dict[str, Any], calendar: Calendar) -> LoadedRound:
    """Add the round of a file, without proposals, projects and ballots."""
    one = Round(
        slug=content["slug"],
        title=texts(content["title"]),
        summary=texts(content["summary"]),
        rules_text=texts(content["rules_text"]),
        ballot_type=content["ballot_type"],
        voting_areas=content["voting_areas"],
        counting_rule=content["counting_rule"],
        minimum_age=content["minimum_age"],
        can_change_ballot=content["can_change_ballot"],
        highest_cost_cents=content["highest_cost_cents"],
        tie_seed=content["tie_seed"],
        proposing_providers=content.get("proposing_providers", []),
        place_kinds=content.get("place_kinds", ["point"]),
        ballots_published=content.get("ballots_published", "commitments"),
    )
    session.add(one)
    session.flush()
    _add_phases(session, one, content["phases"], calendar)
    return LoadedRound(
        one,
        add_themes(session, one),
        _add_reasons(session, one, content["refusal_reasons"]),
        _add_pots(session, one, content["pots"]),
    )


def publish_round(session: Session, loaded: LoadedRound) -> None:
    """Let everyone see it. From here on the database freezes what decides an outcome, if voting has begun."""
    loaded.round.is_published = True
    session.flush()


def _add_phases(session: Session, one: Round, phases: list[dict[str, Any]], calendar: Calendar) -> None:
    session.add_all(
        Phase(
            round_id=one.id,
            kind=phase["kind"],
            starts_at=calendar.moment(phase["starts"]),
            ends_at=calendar.moment(phase["ends"]),
        )
        for phase in phases
    )


def add_themes(session: Session, one: Round) -> dict[str, int]:
    """Add the themes that all rounds of the demo share; returns their numbers by slug."""
    rows = [
        Theme(round_id=one.id, slug=theme["slug"], name=texts(theme["name"]), position=position)
        for position, theme in enumerate(read_json("themes.json")["themes"])
    ]
    session.add_all(rows)
    session.flush()
    return {row.slug: row.id for row in rows}


def _add_reasons(session: Session, one: Round, reasons: list[dict[str, Any]]) -> dict[str, int]:
    rows = [
        RefusalReason(
            round_id=one.id,
            slug=reason["slug"],
            name=texts(reason["name"]),
            explanation=texts(reason["explanation"]),
            position=position,
        )
        for position, reason in enumerate(reasons)
    ]
    session.add_all(rows)
    session.flush()
    return {row.slug: row.id for row in rows}


def _add_pots(session: Session, one: Round, pots: list[dict[str, Any]]) -> dict[str | None, int]:
    rows = [
        Pot(
            round_id=one.id,
            area_code=pot["area"],
            name=texts(pot["name"]),
            amount_cents=pot["amount_cents"],
        )
        for pot in pots
    ]
    session.add_all(rows)
    session.flush()
    return {row.area_code: row.id for row in rows}
