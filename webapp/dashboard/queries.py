"""Figures of rounds for those who work on them: one grouped query for each table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.rounds.rules import per_resident
from webapp.texts import Texts

# What a project costs: its price on the ballot, else the sum of its newest estimate's lines, each rounded as
# webapp/projects/rules.py rounds it; unknown (null) without an estimate.
COSTED = """
    select p.id, p.round_id, p.pot_id, p.theme_id, p.state,
           coalesce(p.cost_cents, (
               select sum(n.net + round(n.net * coalesce(l.vat_permille, 0) / 1000))
                 from cost_line l
                 cross join lateral (select round(l.quantity * l.unit_price_cents) as net) n
                where l.estimate_id = (select e.id from cost_estimate e where e.project_id = p.id
                                        order by e.version desc limit 1))) as cents
      from project p where p.state <> 'left_out'
"""
STATES = ("submitted", "accepted", "refused", "merged")
BY_STATE = ", ".join(f"count(*) filter (where p.state = '{state}') as {state}" for state in STATES)
SUMS = ", ".join(f"coalesce(sum(f.{state}), 0)::bigint as {state}" for state in STATES)
NO_STATES = ", ".join("0" for _state in STATES)
ROUNDS = """
    select r.id, (select count(*) from proposal p where p.round_id = r.id and p.state = any(:states)) as proposals,
           (select count(*) from proposal p where p.round_id = r.id and p.state = 'submitted') as waiting,
           box.turnout(r.id) as ballots
      from round r
"""
BY_AREA = f"""
    with facts as (
        select a.code, {BY_STATE}, 0 as projects, 0 as unestimated, 0::numeric as cents, 0::bigint as pot,
               0::bigint as ballots
          from proposal p left join area a on a.id = p.district_id
         where p.round_id = :round and p.state = any(:states) group by a.code
        union all
        select o.area_code, {NO_STATES}, count(*), count(*) filter (where c.cents is null), coalesce(sum(c.cents), 0), 0, 0
          from ({COSTED}) c join pot o on o.id = c.pot_id where c.round_id = :round group by o.area_code
        union all
        select o.area_code, {NO_STATES}, 0, 0, 0, o.amount_cents, coalesce(b.ballots, 0)
          from pot o left join box.turnout_by_pot(:round) b on b.pot_id = o.id where o.round_id = :round),
    active as (
        select a.code, a.name, a.population from area a
          join layer_version v on v.id = a.version_id and v.state = 'active'
          join boundary_layer l on l.id = v.layer_id and l.level = 'district')
    select coalesce(a.code, f.code) as code, a.name, a.population, {SUMS}, coalesce(sum(f.projects), 0)::bigint as projects,
           coalesce(sum(f.unestimated), 0)::bigint as unestimated, coalesce(sum(f.cents), 0)::bigint as cents,
           coalesce(sum(f.pot), 0)::bigint as pot, coalesce(sum(f.ballots), 0)::bigint as ballots
      from active a full join facts f on f.code = a.code
     group by coalesce(a.code, f.code), a.name, a.population
     order by coalesce(a.code, f.code) is null, a.name ->> 'fi' collate "fi-x-icu", 1
"""
BY_THEME = f"""
    with facts as (
        select p.theme_id, {BY_STATE}, 0 as projects, 0::numeric as cents
          from proposal p where p.round_id = :round and p.state = any(:states) group by p.theme_id
        union all
        select c.theme_id, {NO_STATES}, count(*), coalesce(sum(c.cents), 0)
          from ({COSTED}) c where c.round_id = :round group by c.theme_id)
    select t.slug, t.name, {SUMS}, coalesce(sum(f.projects), 0)::bigint as projects,
           coalesce(sum(f.cents), 0)::bigint as cents
      from (select * from theme where round_id = :round) t full join facts f on f.theme_id = t.id
     group by t.id, t.slug, t.name, t.position order by t.id is null, t.position, t.id
"""
BY_WEEK = """
    with facts as (
        select p.created_at as at, 1 as sent, 0 as decided
          from proposal p where p.round_id = :round and p.state = any(:states)
        union all
        select e.at, 0, 1 from proposal_event e join proposal p on p.id = e.proposal_id
         where p.round_id = :round and e.kind in ('accepted', 'refused', 'merged'))
    select date_trunc('week', at at time zone :zone)::date as monday, sum(sent)::bigint as sent, sum(decided)::bigint as decided
      from facts group by 1 order by 1
"""


@dataclass(frozen=True)
class Activity:
    """How much a round holds."""

    proposals: int
    waiting: int
    ballots: int


@dataclass(frozen=True)
class ByState:
    """Proposals by their state."""

    submitted: int
    accepted: int
    refused: int
    merged: int

    @property
    def proposals(self) -> int:
        """All of them."""
        return self.submitted + self.accepted + self.refused + self.merged


@dataclass(frozen=True)
class AreaFigures(ByState):
    """One district, or with no code what is for the whole city or has no place. Sums in cents.

    `ballots`: those that chose something here, in whole steps of 25. `projects` and `cents` are those of the area's
    pot; `unestimated` of them have no estimate. `name` is None where the area is not among those in use.
    """

    code: str | None
    name: Texts | None
    population: int | None
    projects: int
    unestimated: int
    cents: int
    pot: int
    ballots: int

    @property
    def pot_per_resident(self) -> int | None:
        """Cents of the pot for each resident; unknown without a pot or a population."""
        return per_resident(self.pot, self.population) if self.pot else None

    @property
    def ballots_permille(self) -> int | None:
        """Ballots that chose here, for a thousand residents; unknown where either is."""
        return per_resident(1000 * self.ballots, self.population) if self.ballots else None


@dataclass(frozen=True)
class ThemeFigures(ByState):
    """One theme, or with no name what has none. Sums in cents."""

    slug: str | None
    name: Texts | None
    projects: int
    cents: int


@dataclass(frozen=True)
class WeekFigures:
    """What came in and what was decided in the week that begins on `monday`."""

    monday: date
    sent: int
    decided: int


def activity(session: Session) -> dict[int, Activity]:
    """How much each round holds; ballots of a vote that has not closed are told in steps of 25. One query."""
    rows = session.execute(text(ROUNDS), {"states": list(STATES)})
    return {row.id: Activity(row.proposals, row.waiting, row.ballots) for row in rows}


def by_area(session: Session, round_id: int) -> list[AreaFigures]:
    """Figures of the districts in use, of others that the round names, and of the whole city. One query."""
    rows = session.execute(text(BY_AREA), {"round": round_id, "states": list(STATES)}).mappings()
    return [AreaFigures(**named(row)) for row in rows]


def by_theme(session: Session, round_id: int) -> list[ThemeFigures]:
    """Figures of each theme of the round and of what has none. One query."""
    rows = session.execute(text(BY_THEME), {"round": round_id, "states": list(STATES)}).mappings()
    return [ThemeFigures(**named(row)) for row in rows]


def named(row: Any) -> dict[str, Any]:
    """A row with its name as texts."""
    return dict(row) | {"name": None if row["name"] is None else Texts(row["name"])}


def by_week(session: Session, round_id: int, zone: str) -> list[WeekFigures]:
    """What came in week by week of the city's clock. Ballots carry no time. One query."""
    rows = session.execute(text(BY_WEEK), {"round": round_id, "states": list(STATES), "zone": zone})
    return [WeekFigures(*row) for row in rows]
