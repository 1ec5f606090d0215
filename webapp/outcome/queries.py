"""Reads of the outcome: what was published, and a count told project by project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session, aliased

from webapp.areas.models import Area
from webapp.counting.joining import ALL_POTS, ALL_POTS_NAME
from webapp.counting.models import Count
from webapp.counting.rules import caps_of
from webapp.outcome.models import Outcome
from webapp.outcome.rules import ballots_told, part_told, whole_told
from webapp.outcome.told import Named, PotTold, Words, pot_told
from webapp.projects.models import Project
from webapp.rounds.models import Pot, Theme
from webapp.texts import Texts

WINNERS = text(
    """
    select w.round_id, p.title from outcome_project w join project p on p.id = w.project_id
     where w.is_winner order by w.round_id, w.position, p.id
    """
)


def outcome_of(session: Session, round_id: int) -> tuple[Outcome, Count] | None:
    """The published outcome of a round with its count, or None."""
    row = session.execute(
        select(Outcome, Count).join(Count, Count.id == Outcome.count_id).where(Outcome.round_id == round_id)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def told(session: Session, count: Count) -> list[PotTold]:
    """A count in words' reach: names beside numbers, small numbers left out. Two queries, and one for caps."""
    words = Words(_names(session, count.round_id), _themes(session, count))
    names = {pot.id: pot.name for pot in session.scalars(select(Pot).where(Pot.round_id == count.round_id))}
    names[ALL_POTS] = ALL_POTS_NAME
    pots = count.result["pots"]
    ballots = ballots_told({pot["pot_id"]: pot["voters"] for pot in pots}, count.ballots)
    found = [
        pot_told(pot["pot_id"], names[pot["pot_id"]], pot, words, ballots[pot["pot_id"]]) for pot in pots
    ]
    return [replace(one, few_in=_few_in(pot, names)) for one, pot in zip(found, pots, strict=True)]


def _few_in(result: Mapping[str, Any], names: Mapping[int, Texts]) -> tuple[Texts, ...]:
    groups = result.get("groups", ())
    return tuple(names[group["pot_id"]] for group in groups if whole_told(group["voters"]) is None)


def _themes(session: Session, count: Count) -> dict[str, Texts]:
    """The names of the round's themes by what counting calls them, where there are caps on them."""
    if not caps_of(count.options):
        return {}
    listed = session.execute(select(Theme.slug, Theme.name).where(Theme.round_id == count.round_id))
    return {row.slug: row.name for row in listed}


def _names(session: Session, round_id: int) -> dict[int, Named]:
    district, neighbourhood = aliased(Area), aliased(Area)
    rows = session.execute(
        select(Project.id, Project.number, Project.title, neighbourhood.name, district.name)
        .outerjoin(neighbourhood, neighbourhood.id == Project.neighbourhood_id)
        .outerjoin(district, district.id == Project.district_id)
        .where(Project.round_id == round_id, Project.state == "ballot")
    )
    return {row[0]: Named(row[1], row[2], row[3] or row[4]) for row in rows}


def voters_with_winner(count: Count) -> int | None:
    """Per cent of all voters who chose a winner in some pot; None where it is not told."""
    kept = count.result.get("voters_with_winner")
    return None if kept is None else part_told(kept, count.ballots)


def untold(pots: list[PotTold]) -> list[int]:
    """Projects whose votes are too few to tell."""
    return [project.id for pot in pots for project in pot.projects if project.votes is None]


def winners_of_rounds(session: Session) -> dict[int, list[Texts]]:
    """What won in each round whose outcome is published, the first first: its title. One query."""
    found: dict[int, list[Texts]] = {}
    for round_id, title in session.execute(WINNERS):
        found.setdefault(round_id, []).append(Texts(title))
    return found
