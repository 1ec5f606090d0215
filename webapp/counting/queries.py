"""Reads for counting: a round with its voting, and the ballots in the box as elections, one for each pot or one of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, func, select, text
from sqlalchemy.orm import Session

from webapp.ballots.queries import turnout
from webapp.ballots.types import BY_KEY
from webapp.ballots.types.base import RANK, Limits
from webapp.counting.election import Ballot, Election, Project, VoteType, in_order
from webapp.counting.joining import ALL_POTS, ALL_POTS_NAME, APART, joining_of
from webapp.counting.models import Count
from webapp.database_refusals import database_refusals
from webapp.projects.models import Project as BallotProject
from webapp.rounds.models import Phase, Pot, Round, Theme
from webapp.texts import Texts

# The function reads a vote only once it is over; nobody who serves pages can read the box itself.
COUNTED = text('select pot_id, projects, "values", times from box.counted(:round)')
COUNTED_WHOLE = text('select projects, "values", times from box.counted_whole(:round)')
VOTERS_WITH = text("select box.voters_with(:round, cast(:projects as bigint[]))")


@dataclass(frozen=True)
class Voting:
    """A round, when its voting runs, and whether that is over by the database's clock."""

    round: Round
    opens_at: datetime | None
    closes_at: datetime | None
    is_over: bool


@dataclass(frozen=True)
class CountedPot:
    """Money that is counted as one sum: a pot, or all pots together (`ALL_POTS`)."""

    id: int
    area_code: str | None
    name: Texts
    amount_cents: int


@dataclass(frozen=True)
class Group:
    """One of several pots that are counted together: its projects, and the ballots that chose something in it."""

    pot_id: int
    projects: tuple[int, ...]
    voters: int


@dataclass(frozen=True)
class PotElection:
    """What is counted for one pot, or for all `groups` of them. Its voters are the ballots that chose something in it."""

    pot: CountedPot
    election: Election
    groups: tuple[Group, ...] = ()


def voting_of(session: Session, slug: str) -> Voting | None:
    """The published round of that address with its voting phase, or None."""
    row = session.execute(
        select(Round, Phase.starts_at, Phase.ends_at, Phase.ends_at <= func.clock_timestamp())
        .outerjoin(Phase, (Phase.round_id == Round.id) & (Phase.kind == "voting"))
        .where(Round.slug == slug, Round.is_published)
    ).one_or_none()
    return None if row is None else Voting(row[0], row[1], row[2], bool(row[3]))


def elections(session: Session, round_: Round) -> list[PotElection]:
    """The elections of a round: pots in order, their projects by number with the theme as category, ballots merged.

    Where the round counts its pots together, one election of all of them. Four queries.
    """
    pots = session.scalars(select(Pot).where(Pot.round_id == round_.id).order_by(Pot.area_code, Pot.id)).all()
    rows = session.execute(
        select(BallotProject, Theme.slug)
        .outerjoin(Theme, Theme.id == BallotProject.theme_id)
        .where(BallotProject.round_id == round_.id, BallotProject.state == "ballot")
        .order_by(BallotProject.id)
    ).all()
    projects = [(project, theme) for project, theme in rows]
    points = _points_of(session, round_.id)
    if joining_of(round_.counting_options) is not APART:
        return [_together(round_, pots, projects, points, _cast_whole(session, round_.id))]
    cast = _cast(session, round_.id)
    found = []
    for pot in pots:
        counted = CountedPot(pot.id, pot.area_code, pot.name, pot.amount_cents)
        listed = [(project, theme) for project, theme in projects if project.pot_id == pot.id]
        found.append(PotElection(counted, _election(round_, counted, listed, cast.get(pot.id, []), points)))
    return found


def area_money(session: Session, round_id: int) -> list[tuple[int, list[str]]]:
    """The cents of each area's pot, with the numbers of its projects; not those of the whole city. One query."""
    rows = session.execute(
        select(Pot.id, Pot.amount_cents, BallotProject.id)
        .outerjoin(BallotProject, (BallotProject.pot_id == Pot.id) & (BallotProject.state == "ballot"))
        .where(Pot.round_id == round_id, Pot.area_code.is_not(None))
        .order_by(Pot.area_code, Pot.id, BallotProject.id)
    )
    found: dict[int, tuple[int, list[str]]] = {}
    for pot_id, cents, project_id in rows:
        found.setdefault(pot_id, (cents, []))[1].extend([] if project_id is None else [str(project_id)])
    return list(found.values())


def latest_count(session: Session, round_id: int) -> Count | None:
    """The newest count of a round."""
    return session.scalars(
        select(Count).where(Count.round_id == round_id).order_by(Count.id.desc()).limit(1)
    ).one_or_none()


def number_of_ballots(session: Session, round_id: int) -> int:
    """Counted ballots of a round, each once whatever pots it chose in."""
    return turnout(session, round_id)


def voters_with(session: Session, round_id: int, projects: Sequence[int]) -> int:
    """Counted ballots that chose at least one of the projects, in whatever pot."""
    return int(session.execute(VOTERS_WITH, {"round": round_id, "projects": list(projects)}).scalar_one())


Listed = Sequence[tuple[BallotProject, str | None]]
Places = dict[int, tuple[float, float]]
Cast = tuple[list[int], list[int | None], int]


def _together(
    round_: Round, pots: Sequence[Pot], projects: Listed, points: Places, cast: list[Cast]
) -> PotElection:
    """All pots as one election: one sum of money, and whole ballots."""
    whole = CountedPot(ALL_POTS, None, ALL_POTS_NAME, sum(pot.amount_cents for pot in pots))
    pot_of = {project.id: project.pot_id for project, _ in projects}
    voters: Counter[int] = Counter()
    for ids, _, times in cast:
        voters.update(dict.fromkeys({pot_of[one] for one in ids}, times))
    groups = tuple(
        Group(pot.id, tuple(one for one, its in pot_of.items() if its == pot.id), voters[pot.id])
        for pot in pots
    )
    return PotElection(whole, _election(round_, whole, projects, cast, points), groups)


def _election(round_: Round, pot: CountedPot, projects: Listed, cast: list[Cast], points: Places) -> Election:
    kind = BY_KEY[round_.ballot_type]
    listed = tuple(
        Project(
            id=str(p.id),
            cost_cents=p.cost_cents or 0,
            name=str(Texts(p.title)),
            category=(theme,) if theme else (),
            longitude=points.get(p.id, (None, None))[0],
            latitude=points.get(p.id, (None, None))[1],
        )
        for p, theme in projects
    )
    ballots = _ballots(cast, kind.limits(round_.ballot_limits), len(listed))
    return Election(listed, pot.amount_cents, ballots, VoteType(kind.vote_type))


def _points_of(session: Session, round_id: int) -> Places:
    rows = session.execute(
        select(BallotProject.id, func.ST_X(BallotProject.geom), func.ST_Y(BallotProject.geom)).where(
            BallotProject.round_id == round_id, BallotProject.geom.is_not(None)
        )
    )
    return {project_id: (longitude, latitude) for project_id, longitude, latitude in rows}


def _cast(session: Session, round_id: int) -> dict[int, list[Cast]]:
    """Counted ballots by pot, equal ones merged by the database: projects, their points or ranks, how many."""
    cast: dict[int, list[Cast]] = {}
    for pot_id, ids, values, times in _read_box(session, COUNTED, round_id):
        cast.setdefault(pot_id, []).append((ids, values, times))
    return cast


def _cast_whole(session: Session, round_id: int) -> list[Cast]:
    """Counted ballots with all that they chose in whatever pot, equal ones merged by the database."""
    return [(row[0], row[1], row[2]) for row in _read_box(session, COUNTED_WHOLE, round_id)]


def _read_box(session: Session, statement: TextClause, round_id: int) -> Sequence[Any]:
    """Rows of the box, once it may be read.

    Raises Refusal(VOTING_STILL_OPEN), Refusal(VOTE_NOT_CLOSED) or Refusal(VOTE_ANNULLED).
    """
    with database_refusals():
        return session.execute(statement, {"round": round_id}).all()


def _ballots(cast: list[Cast], limits: Limits, projects: int) -> tuple[Ballot, ...]:
    """The ballots of a pot in the order that a .pb file has them; ranks as points, the most for the first."""
    top = min(limits.max_choices or projects, projects)
    ballots = []
    for ids, values, times in cast:
        points = tuple(points_of(value, limits.values, top) for value in values)
        ballots.append(Ballot(*in_order(tuple(map(str, ids)), points), times))
    return tuple(sorted(ballots, key=lambda ballot: (ballot.choices, ballot.points)))


def points_of(value: int | None, kind: str, top: int) -> int:
    """What a choice is worth in the count: 1, its points, or `top` for the first of an order and one less for each next."""
    if value is None:
        return 1
    return top + 1 - value if kind == RANK else value
