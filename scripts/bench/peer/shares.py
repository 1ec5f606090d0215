"""Run by the peers' Python: seconds of CPU that pabutools takes for Equal Shares with Add1. Arguments: a Pabulib file, how to count.

`add1` stops at the first outcome to which nothing can be added, `overspend` before the pot would be overspent; `points` is the first
where a project is worth its points alone, places of an order as points from `max_length` down. Equals go by price, votes, number.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.election.satisfaction import AdditiveSatisfaction
from pabutools.rules import exhaustion_by_budget_increase, method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule


def worth(_instance: Any, profile: Any, ballot: Any, project: Any, _known: Any) -> int:
    """The points of a project on a ballot, or those of its place."""
    if hasattr(ballot, "index"):
        return int(profile.legal_max_length) - ballot.index(project) if project in ballot else 0
    return int(ballot.get(project, 0))


class Points(AdditiveSatisfaction):
    """A project is worth its points."""

    def __init__(self, instance: Any, profile: Any, ballot: Any) -> None:
        super().__init__(instance, profile, ballot, worth)


def main() -> None:
    instance, profile = parse_pabulib(sys.argv[1])
    votes = dict.fromkeys(instance, 0)
    for ballot in profile:
        for project in ballot:
            votes[project] += 1
    ties = TieBreakingRule(lambda _instance, _profile, one: (one.cost, -votes[one], one.name))
    how = HOW[sys.argv[2]]
    before = time.process_time()
    won = how(instance, profile.as_multiprofile(), ties)
    print(time.process_time() - before, len(won))


def until_exhaustive(satisfaction: Any) -> Callable[[Any, Any, Any], Any]:
    """Add1 as pabutools has it."""
    return lambda instance, profile, ties: method_of_equal_shares(
        instance, profile, sat_class=satisfaction, voter_budget_increment=1, tie_breaking=ties
    )


def until_overspent(instance: Any, profile: Any, ties: Any) -> Any:
    """Everyone's part is raised by one until the winners cost more than there is."""
    return exhaustion_by_budget_increase(
        instance,
        profile,
        method_of_equal_shares,
        {"sat_class": Cost_Sat, "tie_breaking": ties},
        exhaustive_stop=False,
        budget_step=profile.num_ballots(),
    )


HOW = {"add1": until_exhaustive(Cost_Sat), "points": until_exhaustive(Points), "overspend": until_overspent}

if __name__ == "__main__":
    main()
