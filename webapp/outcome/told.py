"""A pot's result as it is published: everything that is told of a count goes through `pot_told`, which leaves out what D7 says.

Pages, exports, the open interface and the published box follow it; `rules.shown` says which counts are told. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate
from typing import Any

from webapp.counting.result import LARGEST_SHARE
from webapp.outcome.groups import few_voted_for, in_order, votes_told
from webapp.outcome.left_out import LeftOutTold, left_out_told
from webapp.outcome.rules import SMALL_CELL, is_crowd, may_tell, part_told, rounded_up, shown, whole_told
from webapp.texts import Texts

OF_VOTERS = ("supporters-money",)
"""Reasons whose missing money depends on what else the supporters chose, and not on prices alone."""


@dataclass(frozen=True)
class PaymentTold:
    """Equal shares: the price for each supporter in cents, how many paid it and how many paid what they had left.

    The price is exact where everyone paid it, and else rounded.
    """

    price_cents: int
    full_payers: int
    partial_payers: int


@dataclass(frozen=True)
class ProjectTold:
    """A project in the result. `votes`, `score` (points) and all that hangs on them are None where so few are not told.

    `spent_before`: what had been used of the pot when its turn came. `shared`: winners that many of its supporters
    paid for as well, and how many at least did, in tens. `support`: per cent of its price that its supporters could still have paid.
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

    `voters`: None where it is not told; `has_few`: because it is from one to nine. `received_cents` of its budget came from other pots; `handed_on_cents` of what is left went to another.
    `with_winner`: per cent of its voters who chose a winner. `preferred`: voters better off by either rule that was
    compared. `left_out`: groups that got less than their share and may be told of; None where nobody looked.
    `left_out_untold`: other groups. `few_in`: the names of those pots counted together that have from one to nine ballots.
    """

    id: int
    name: Texts
    budget_cents: int
    received_cents: int
    handed_on_cents: int
    spent_cents: int
    voters: int | None
    has_few: bool
    with_winner: int | None
    fingerprint: str
    preferred: Mapping[str, int | None]
    projects: tuple[ProjectTold, ...]
    left_out: tuple[LeftOutTold, ...] | None
    left_out_untold: int
    few_in: tuple[Texts, ...] = ()

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


@dataclass(frozen=True)
class Named:
    """What a project is called on the ballot, and where it is."""

    number: int | None
    title: Texts
    area: Texts | None


@dataclass(frozen=True)
class Words:
    """What the numbers of a result stand for: projects by id, and themes by what counting calls them."""

    projects: Mapping[int, Named]
    themes: Mapping[str, Texts]


def pot_told(
    pot_id: int, name: Texts, result: Mapping[str, Any], words: Words, ballots: int | None
) -> PotTold:
    """What is told of a pot's result, as a count keeps it. `ballots`: its number of ballots, where that may be told."""
    votes, has_few = votes_told(result, ballots), whole_told(result["voters"]) is None
    steps, losses = in_order(result)
    winners = [_winner(step, place, result, votes, words) for place, step in enumerate(steps, 1)]
    winners = _with_money(winners, result)
    losers = [
        _loser(loss, place, result, votes, words) for place, loss in enumerate(losses, len(winners) + 1)
    ]
    titles = {project_id: named.title for project_id, named in words.projects.items()}
    groups, groups_untold = left_out_told(result, titles, votes)
    return PotTold(
        id=pot_id,
        name=name,
        budget_cents=result["budget_cents"],
        received_cents=result.get("received_cents", 0),
        handed_on_cents=result.get("handed_on_cents", 0),
        spent_cents=sum(step["cost_cents"] for step in result["steps"]),
        voters=ballots,
        has_few=has_few,
        with_winner=part_told(result["voters_with_winner"], ballots or 0),
        fingerprint=result["fingerprint"],
        preferred=_preferred(result, ballots or 0),
        projects=(*winners, *losers),
        left_out=None if has_few else groups,
        left_out_untold=0 if has_few else groups_untold,
    )


def _preferred(result: Mapping[str, Any], ballots: int) -> dict[str, int | None]:
    compared = {name: int(n) for name, n in result["facts"].items() if name.startswith("prefer_")}
    return shown(compared | {"neither": ballots - sum(compared.values())}, ballots)


def _winner(
    step: Mapping[str, Any],
    place: int,
    result: Mapping[str, Any],
    votes: Mapping[int, int | None],
    words: Words,
) -> ProjectTold:
    named, own = words.projects[step["project_id"]], votes[step["project_id"]]
    is_tie_told = own is not None and all(votes[other] is not None for other in step["tied_with"])
    tied_with = step["tied_with"] if is_tie_told else ()
    return ProjectTold(
        id=step["project_id"],
        number=named.number,
        title=named.title,
        area=named.area,
        cost_cents=step["cost_cents"],
        votes=own,
        is_winner=True,
        position=place,
        tied_with=tuple(words.projects[other].title for other in tied_with),
        tie_decided_by=step["tie_decided_by"] if tied_with else None,
        completion=step["completion"],
        payment=None if own is None else _payment(step, result),
        score=None if own is None else step.get("score"),
    )


def _with_money(winners: list[ProjectTold], result: Mapping[str, Any]) -> list[ProjectTold]:
    """Winners with the money left after each, in the order in which they are told; without it where so few voted for them."""
    few = few_voted_for(result)
    spent = accumulate(project.cost_cents for project in winners)
    return [
        replace(project, completion=None)
        if project.id in few
        else replace(project, left_cents=result["budget_cents"] - so_far)
        for project, so_far in zip(winners, spent, strict=True)
    ]


def _payment(step: Mapping[str, Any], result: Mapping[str, Any]) -> PaymentTold | None:
    """What supporters paid, unless few of them or few others could not pay all: the price would tell how many."""
    paid = step["payment"]
    if paid is None:
        return None
    full, partial = paid["full_payers"], paid["partial_payers"]
    if not may_tell(partial, full + partial):
        return None
    price = paid["price_cents"]
    told = rounded_up(price, _share(result) / max(full, 1)) if partial else round(price)
    return PaymentTold(told, full, partial)


def _loser(
    loss: Mapping[str, Any],
    place: int,
    result: Mapping[str, Any],
    votes: Mapping[int, int | None],
    words: Words,
) -> ProjectTold:
    """A loser; of one whose votes are not told no reason either, since no reason fits every number of votes."""
    named, own = words.projects[loss["project_id"]], votes[loss["project_id"]]
    plain = ProjectTold(
        id=loss["project_id"],
        number=named.number,
        title=named.title,
        area=named.area,
        cost_cents=loss["cost_cents"],
        votes=own,
        is_winner=False,
        position=place,
        reason="withdrawn" if loss["reason"] == "withdrawn" else None,
    )
    return plain if own is None else _explained(plain, loss, result, words)


def _explained(
    project: ProjectTold, loss: Mapping[str, Any], result: Mapping[str, Any], words: Words
) -> ProjectTold:
    """A loser with why it lost and what was missing."""
    spent_after = [0, *accumulate(step["cost_cents"] for step in result["steps"])]
    both = [(words.projects[one["project_id"]].title, one["supporters"]) for one in loss.get("shared", ())]
    shared = tuple(
        (title, n // SMALL_CELL * SMALL_CELL) for title, n in both if is_crowd(n, project.votes or 0)
    )
    missing = loss["missing_cents"]
    if missing and loss["reason"] in OF_VOTERS:
        is_told = len(shared) == len(both)
        missing = min(rounded_up(missing, _share(result)), project.cost_cents) if is_told else None
    elif _has_hidden_turn(result):
        missing = None
    return replace(
        project,
        reason=loss["reason"],
        missing_cents=missing,
        support=_support(loss["reason"], project.cost_cents, missing),
        missing_votes=loss["missing_votes"],
        because_of=_because_of(loss, words),
        score=loss.get("score"),
        spent_before=None
        if loss["after_step"] is None or _has_hidden_turn(result)
        else spent_after[loss["after_step"]],
        shared=shared,
    )


def _has_hidden_turn(result: Mapping[str, Any]) -> bool:
    """Whether the turn of some winner is not told, so few voted for it: what had been used or was left at the turn of
    another project would tell which came first, and so bound the votes of those few."""
    return not few_voted_for(result).isdisjoint(step["project_id"] for step in result["steps"])


def _share(result: Mapping[str, Any]) -> Fraction:
    """Everyone's part of the money in cents: as equal shares ended with, the largest of unequal ones, else by head count."""
    facts, by_head = result["facts"], Fraction(result["budget_cents"], max(result["voters"], 1))
    return Fraction(facts.get(LARGEST_SHARE, facts.get("share_cents", by_head)))


def _because_of(loss: Mapping[str, Any], words: Words) -> Texts | None:
    """The name of what kept a project from winning: a theme, or a project."""
    because = loss["because_of"]
    if loss["reason"] == "category-full":
        return words.themes.get(because)
    known = words.projects.get(int(because)) if because and because.isdecimal() else None
    return known.title if known else None


def _support(reason: str, price: int, missing: int | None) -> int | None:
    """The effective support of a project that its supporters could not pay: its price without what was missing."""
    return 100 * (price - missing) // price if reason in OF_VOTERS and missing and price else None
