"""Count the pots of a round one after the other, handing on what is left over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from webapp.counting.leftover.base import Leftover, PotFacts
from webapp.counting.lot import Ties
from webapp.counting.queries import PotElection
from webapp.counting.result import CountResult
from webapp.counting.rules import Rule
from webapp.counting.stored import result_json


@dataclass(frozen=True)
class PotCounted:
    """A pot with all the money that was counted in it, and its result. `received_cents` came from other pots."""

    pot: PotElection
    result: CountResult
    received_cents: int
    handed_on_cents: int

    def json(self) -> dict[str, Any]:
        """What is kept of it. Money in cents."""
        groups = [asdict(group) | {"projects": list(group.projects)} for group in self.pot.groups]
        return {
            "pot_id": self.pot.pot.id,
            **({"groups": groups} if groups else {}),
            "received_cents": self.received_cents,
            "handed_on_cents": self.handed_on_cents,
            **result_json(self.pot.election, self.result),
        }


def count_pots(pots: Sequence[PotElection], rule: Rule, ties: Ties, leftover: Leftover) -> list[PotCounted]:
    """Count every pot by one rule, in the order in which money is handed on; returned in the order given."""
    by_id = {pot.pot.id: pot for pot in pots}
    received = dict.fromkeys(by_id, 0)
    counted: dict[int, PotCounted] = {}
    facts = [PotFacts(pot.pot.id, pot.pot.area_code is None, pot.election.voters) for pot in pots]
    for turn in leftover.turns(facts):
        pot = with_money(by_id[turn.pot_id], received[turn.pot_id])
        result = rule.count(pot.election, ties)
        left = 0 if turn.to is None else result.budget_cents - result.cost_cents
        if turn.to is not None:
            received[turn.to] += left
        counted[turn.pot_id] = PotCounted(pot, result, received[turn.pot_id], left)
    return [counted[pot.pot.id] for pot in pots]


def as_counted(pots: Sequence[PotElection], result: Mapping[str, Any] | None) -> list[PotElection]:
    """Elections as a kept count found them: with money left over by others; as they are where there is no count.

    The first counts knew no categories, and their fingerprints must stay true.
    """
    if result is None:
        return list(pots)
    received = {pot["pot_id"]: pot.get("received_cents", 0) for pot in result["pots"]}
    known = pots if result.get("has_categories") else [without_categories(pot) for pot in pots]
    return [with_money(pot, received.get(pot.pot.id, 0)) for pot in known]


def without_categories(pot: PotElection) -> PotElection:
    """A pot whose projects have no categories."""
    projects = tuple(replace(project, category=()) for project in pot.election.projects)
    return replace(pot, election=replace(pot.election, projects=projects))


def with_money(pot: PotElection, received_cents: int) -> PotElection:
    """A pot with what it received besides its own amount."""
    election = pot.election
    return replace(pot, election=replace(election, budget_cents=election.budget_cents + received_cents))
