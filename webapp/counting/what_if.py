"""What other counting rules would have made of the same ballots; kept with a count, so that a page need not count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from webapp.counting.leftover.base import Leftover
from webapp.counting.lot import Ties
from webapp.counting.pots import PotCounted, count_pots
from webapp.counting.queries import PotElection
from webapp.counting.rules import RULES, Rule, rule_called
from webapp.counting.stored import groups_left_out, voters_with_winner


def others(
    to_count: Sequence[PotElection], used: Rule, ties: Ties, leftover: Leftover
) -> list[dict[str, Any]]:
    """For every other rule with its usual options: who would have won in each pot, in JSON. Money in cents."""
    return [
        {
            "rule": rule.name,
            "pots": [_pot(pot) for pot in count_pots(to_count, rule_called(rule.name), ties, leftover)],
        }
        for rule in RULES
        if rule.name != used.name
    ]


def _pot(counted: PotCounted) -> dict[str, Any]:
    pot, result = counted.pot, counted.result
    groups = groups_left_out(pot.election, result)
    return {
        "pot_id": pot.pot.id,
        "winners": [int(winner) for winner in result.winners],
        "cost_cents": result.cost_cents,
        "voters_with_winner": voters_with_winner(pot.election, result),
        "left_out": None if groups is None else len(groups),
    }
