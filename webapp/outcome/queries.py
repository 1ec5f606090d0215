"""Reads of the outcome: what was published, and a count told project by project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session, aliased

from webapp.areas.models import Area
from webapp.counting.models import Count
from webapp.counting.rules import caps_of
from webapp.outcome.left_out import LeftOutTold, left_out_told
from webapp.outcome.models import Outcome
from webapp.outcome.rules import is_crowd, part_told, shown
from webapp.projects.models import Project
from webapp.rounds.models import Pot, Theme
from webapp.texts import Texts

WINNERS = text(
    """
    select w.round_id, p.title from outcome_project w join project p on p.id = w.project_id
     where w.is_winner order by w.round_id, w.position, p.id
    """
)


@dataclass(frozen=True)
class PaymentTold:
    """Equal shares: the price for each supporter in cents, how many paid it and how many paid what they had left."""

    price_cents: float
    full_payers: int
    partial_payers: int


@dataclass(frozen=True)
class ProjectTold:
    """A project in the result. `votes` and `score` (points) are None where so few are not told.

    `spent_before`: what had been used of the pot when its turn came. `shared`: winners that many of its supporters
    paid for as well, and how many did. `support`: per cent of its price that its supporters could still have paid.
    """

    id: int
    number: int | None
    title: Texts
    area: Texts | None
    cost_cents: int
    votes: int | None
    is_winner: bool
    position: int
    left_cents: int | None = None
    tied_with: tuple[Texts, ...] = ()
    tie_decided_by: str | None = None
    completion: str | None = None
    payment: PaymentTold | None = None
    reason: str | None = None
    missing_cents: int | None = None
    missing_votes: int | None = None
    support: int | None = None
    because_of: Texts | None = None
    score: int | None = None
    spent_before: int | None = None
    shared: tuple[tuple[Texts, int], ...] = ()


@dataclass(frozen=True)
class PotTold:
    """The result of one pot: winners in order, then the others by votes.

    `received_cents` of its budget came from other pots; `handed_on_cents` of what is left went to another. `left_out`:
    groups that got less than their share and may be told of; None where nobody looked. `left_out_untold`: other groups.
    """

    id: int
    name: Texts
    budget_cents: int
    received_cents: int
    handed_on_cents: int
    spent_cents: int
    voters: int
    voters_with_winner: int | None
    fingerprint: str
    preferred: Mapping[str, int | None]
    facts: Mapping[str, str]
    projects: tuple[ProjectTold, ...]
    left_out: tuple[LeftOutTold, ...] | None
    left_out_untold: int

    @property
    def winners(self) -> tuple[ProjectTold, ...]:
        """The projects that won, in order of selection."""
        return tuple(project for project in self.projects if project.is_winner)

    @property
    def losers(self) -> tuple[ProjectTold, ...]:
        """The others, most votes first."""
        return tuple(project for project in self.projects if not project.is_winner)

    @property
    def left_cents(self) -> int:
        """Money that was not used."""
        return self.budget_cents - self.spent_cents


def outcome_of(session: Session, round_id: int) -> tuple[Outcome, Count] | None:
    """The published outcome of a round with its count, or None."""
    row = session.execute(
        select(Outcome, Count).join(Count, Count.id == Outcome.count_id).where(Outcome.round_id == round_id)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def told(session: Session, count: Count) -> list[PotTold]:
    """A count in words' reach: names beside numbers, small numbers left out. Two queries, and one for caps."""
    names = _names(session, count.round_id)
    themes = _themes(session, count)
    pots = {pot.id: pot for pot in session.scalars(select(Pot).where(Pot.round_id == count.round_id))}
    return [_pot(pots[result["pot_id"]], result, names, themes) for result in count.result["pots"]]


def _themes(session: Session, count: Count) -> dict[str, Texts]:
    """The names of the round's themes by what counting calls them, where there are caps on them."""
    if not caps_of(count.options):
        return {}
    listed = session.execute(select(Theme.slug, Theme.name).where(Theme.round_id == count.round_id))
    return {row.slug: row.name for row in listed}


@dataclass(frozen=True)
class _Named:
    number: int | None
    title: Texts
    area: Texts | None


def _names(session: Session, round_id: int) -> dict[int, _Named]:
    district, neighbourhood = aliased(Area), aliased(Area)
    rows = session.execute(
        select(Project.id, Project.number, Project.title, neighbourhood.name, district.name)
        .outerjoin(neighbourhood, neighbourhood.id == Project.neighbourhood_id)
        .outerjoin(district, district.id == Project.district_id)
        .where(Project.round_id == round_id, Project.state == "ballot")
    )
    return {row[0]: _Named(row[1], row[2], row[3] or row[4]) for row in rows}


def _pot(
    pot: Pot, result: Mapping[str, Any], names: Mapping[int, _Named], themes: Mapping[str, Texts]
) -> PotTold:
    lines = [*result["steps"], *result["losses"]]
    counts = {line["project_id"]: line["votes"] for line in lines}
    votes = shown(counts, result["voters"])
    with_winner = shown({"yes": result["voters_with_winner"]}, result["voters"])["yes"]
    winners = [
        _winner(step, place, names, votes[step["project_id"]])
        for place, step in enumerate(result["steps"], 1)
    ]
    in_order = sorted(result["losses"], key=lambda loss: (-loss["votes"], loss["project_id"]))
    spent_after = [0, *accumulate(step["cost_cents"] for step in result["steps"])]
    losers = [
        _loser(loss, place, names, votes[loss["project_id"]], spent_after, _because_of(loss, names, themes))
        for place, loss in enumerate(in_order, len(winners) + 1)
    ]
    compared = {name: int(n) for name, n in result["facts"].items() if name.startswith("prefer_")}
    spent = sum(step["cost_cents"] for step in result["steps"])
    titles = {project_id: named.title for project_id, named in names.items()}
    groups, groups_untold = left_out_told(result, titles, votes)
    return PotTold(
        id=pot.id,
        name=pot.name,
        budget_cents=result["budget_cents"],
        received_cents=result.get("received_cents", 0),
        handed_on_cents=result.get("handed_on_cents", 0),
        spent_cents=spent,
        voters=result["voters"],
        voters_with_winner=with_winner,
        fingerprint=result["fingerprint"],
        preferred=shown(compared, result["voters"]),
        facts=result["facts"],
        projects=(*winners, *losers),
        left_out=groups,
        left_out_untold=groups_untold,
    )


def _winner(
    step: Mapping[str, Any], place: int, names: Mapping[int, _Named], votes: int | None
) -> ProjectTold:
    named, payment = names[step["project_id"]], step["payment"]
    paid = None
    if payment is not None and votes is not None:
        paid = PaymentTold(payment["price_cents"], payment["full_payers"], payment["partial_payers"])
    return ProjectTold(
        id=step["project_id"],
        number=named.number,
        title=named.title,
        area=named.area,
        cost_cents=step["cost_cents"],
        votes=votes,
        is_winner=True,
        position=place,
        left_cents=step["left_cents"],
        tied_with=tuple(names[other].title for other in step["tied_with"]),
        tie_decided_by=step["tie_decided_by"],
        completion=step["completion"],
        payment=paid,
        score=None if votes is None else step.get("score"),
    )


def _loser(
    loss: Mapping[str, Any],
    place: int,
    names: Mapping[int, _Named],
    votes: int | None,
    spent_after: Sequence[int],
    because_of: Texts | None,
) -> ProjectTold:
    named = names[loss["project_id"]]
    return ProjectTold(
        id=loss["project_id"],
        number=named.number,
        title=named.title,
        area=named.area,
        cost_cents=loss["cost_cents"],
        votes=votes,
        is_winner=False,
        position=place,
        reason=loss["reason"],
        missing_cents=loss["missing_cents"],
        support=_support(loss),
        missing_votes=None if votes is None else loss["missing_votes"],
        because_of=because_of,
        score=None if votes is None else loss.get("score"),
        spent_before=None if loss["after_step"] is None else spent_after[loss["after_step"]],
        shared=_shared(loss, names, votes),
    )


def _because_of(
    loss: Mapping[str, Any], names: Mapping[int, _Named], themes: Mapping[str, Texts]
) -> Texts | None:
    """The name of what kept a project from winning: a theme, or a project."""
    because = loss["because_of"]
    if loss["reason"] == "category-full":
        return themes.get(because)
    known = names.get(int(because)) if because and because.isdecimal() else None
    return known.title if known else None


def _support(loss: Mapping[str, Any]) -> int | None:
    """The effective support of a project that its supporters could not pay: its price without what was missing."""
    if loss["reason"] != "supporters-money" or not loss["missing_cents"] or not loss["cost_cents"]:
        return None
    price, missing = int(loss["cost_cents"]), int(loss["missing_cents"])
    return max(0, 100 * (price - missing) // price)


def _shared(
    loss: Mapping[str, Any], names: Mapping[int, _Named], votes: int | None
) -> tuple[tuple[Texts, int], ...]:
    """How many supporters two projects have in common, where neither that nor the rest is a small number."""
    found = ((names[one["project_id"]].title, one["supporters"]) for one in loss.get("shared", ()))
    rest_told = ((title, both) for title, both in found if votes is not None and is_crowd(both, votes))
    return tuple(rest_told)


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
