"""Groups of voters whom an outcome left with less than their share of the money would have paid for.

The axiom is EJR+ up to one project for cost utilities (Brill and Peters, arXiv 2302.01989): whoever chose a project that
did not win can point to it when a group of its supporters, by head count, stands for enough money to pay for it on
top of what any of them got. Equal Shares never leaves such a group; rules that go by votes alone can.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from webapp.counting.election import Ballot, Election, Project, VoteType
from webapp.counting.result import LARGEST_SHARE, CountResult

TYPES = (VoteType.APPROVAL, VoteType.CHOOSE_ONE)
"""Where a ballot says which projects someone wants, and not how much."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """So many supporters of a project have this share of the money together, and none of them got more than that.

    Money in cents. What a voter got is the price of all winners that they chose.
    """

    project: str
    voters: int
    share_cents: Fraction
    got_cents: int


def left_out(election: Election, winners: Collection[str]) -> tuple[LeftOut, ...] | None:
    """For each project that such a group can point to, those who got least; None where ballots are of another type.

    Projects in the order of the ballot. Exact; time grows with the choices on all different ballots.
    """
    if election.vote_type not in TYPES:
        return None
    cost = {project.id: project.cost_cents for project in election.projects}
    got: dict[str, Counter[int]] = defaultdict(Counter)
    for ballot in election.ballots:
        chosen = _chosen(ballot)
        worth = sum(cost[choice] for choice in chosen if choice in winners)
        for choice in chosen:
            got[choice][worth] += ballot.times
    share = Fraction(election.budget_cents, max(1, election.voters))
    losers = (p for p in election.projects if p.id not in winners and not p.withdrawn)
    groups = (_group(loser, got[loser.id], share) for loser in losers)
    return tuple(group for group in groups if group is not None)


def left_out_by(election: Election, result: CountResult) -> tuple[LeftOut, ...] | None:
    """Whom a result left out; None also where voters had unequal parts of the money, of which the axiom does not speak."""
    return None if LARGEST_SHARE in result.facts else left_out(election, set(result.winners))


def _chosen(ballot: Ballot) -> list[str]:
    return [choice for choice, points in zip(ballot.choices, ballot.points, strict=True) if points > 0]


def _group(project: Project, got: Counter[int], share: Fraction) -> LeftOut | None:
    """Those who got least, as soon as they can say: our shares would have paid for this besides what any of us got."""
    voters = 0
    for worth in sorted(got):
        voters += got[worth]
        if worth + project.cost_cents <= voters * share:
            return LeftOut(project.id, voters, voters * share, worth)
    return None
