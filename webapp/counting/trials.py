"""One election counted in every way there is, side by side: each rule as usual, and each of its options otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from webapp.counting.election import Election
from webapp.counting.left_out import left_out
from webapp.counting.lot import Ties
from webapp.counting.patience import OutOfPatience, go_on
from webapp.counting.rules import RULES, option_types, rule_called
from webapp.counting.stored import voters_with_winner

Way = tuple[str, Mapping[str, Any]]
"""The name of a rule, and the options that differ from its own."""
MATTERS_WITH: Mapping[str, Mapping[str, Any]] = {"comparison_misfit": {"comparison": "winners"}}
"""Options that change nothing as the others are, with what makes them matter."""


@dataclass(frozen=True)
class Chosen:
    """What a way of counting chose. `left_out`: groups with less than their share; None where ballots do not say."""

    winners: tuple[str, ...]
    cost_cents: int
    with_winner: int
    left_out: int | None

    def agreement(self, other: Chosen) -> int:
        """Of the projects that either chose, the per cent that both did."""
        either = {*self.winners, *other.winners}
        return 100 * len({*self.winners} & {*other.winners}) // len(either) if either else 100


@dataclass(frozen=True)
class Trial:
    """A way, and what it chose; None where there was no time left for it."""

    rule: str
    options: Mapping[str, Any]
    chosen: Chosen | None


def usual() -> list[Way]:
    """Every rule with its usual options."""
    return [(rule.name, {}) for rule in RULES]


def otherwise() -> Iterator[Way]:
    """Every rule with one option at a time as it is not usual, of those that are a choice."""
    for rule in RULES:
        for name, hint in option_types(rule).items():
            if isinstance(hint, type) and issubclass(hint, StrEnum):
                others = (value for value in hint if value != getattr(rule(), name))
                yield from (
                    (rule.name, {**MATTERS_WITH.get(name, {}), name: value.value}) for value in others
                )


def tried(election: Election, ways: Sequence[Way]) -> list[Trial]:
    """Count by each way, the first first, while patience lasts. Among equals projects go by price, votes and number."""
    return [Trial(rule, options, _chosen(election, rule, options)) for rule, options in ways]


def _chosen(election: Election, rule: str, options: Mapping[str, Any]) -> Chosen | None:
    try:
        go_on()
        result = rule_called(rule, options).count(election, Ties())
    except OutOfPatience:
        return None
    groups = left_out(election, set(result.winners))
    with_winner = voters_with_winner(election, result)
    return Chosen(result.winners, result.cost_cents, with_winner, None if groups is None else len(groups))
