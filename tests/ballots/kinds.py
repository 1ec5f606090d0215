"""A round of each ballot type, with a lawful ballot and unlawful ones, for the tests that every type must pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from webapp.errors import RefusalCode

C = RefusalCode
Points = tuple[int, ...]


@dataclass(frozen=True)
class Kind:
    """Limits of a round with one pot of 1,000 euros and projects of 600, 400, 500 and 1 euros.

    `lawful`, `other` and each of `unlawful` give the points or the rank of those four, or 1 for a tick; 0 is not
    chosen. `name`: of the fields of the form.
    """

    key: str
    name: str
    lawful: Points
    other: Points
    unlawful: Mapping[Points, RefusalCode]
    limits: Mapping[str, Any] = field(default_factory=dict)

    def values(self, points: Points) -> list[int] | None:
        """What is cast beside the chosen projects."""
        return None if self.name == "projects" else [n for n in points if n]

    def in_choices(self, points: Points) -> list[int | None]:
        """What stands beside the chosen projects in the box."""
        return [None if self.name == "projects" else n for n in points if n]

    def sent(self, ids: Sequence[int], points: Points) -> dict[str, list[str]]:
        """The fields of the form."""
        if self.name == "projects":
            return {"projects": [str(one) for one, n in zip(ids, points, strict=True) if n]}
        return {f"{self.name}-{one}": [str(n or "")] for one, n in zip(ids, points, strict=True)}


COSTS = (600_00, 400_00, 500_00, 1_00)
KINDS = (
    Kind("knapsack", "projects", (1, 1, 0, 0), (0, 0, 1, 1), {(1, 0, 1, 0): C.OVER_BUDGET}),
    Kind("one_choice", "projects", (1, 0, 0, 0), (0, 1, 0, 0), {(0, 1, 0, 1): C.TOO_MANY_CHOICES}),
    Kind(
        "approval",
        "projects",
        (1, 0, 1, 0),
        (1, 1, 1, 0),
        {(1, 1, 1, 1): C.TOO_MANY_CHOICES, (1, 0, 0, 0): C.TOO_FEW_CHOICES},
        {"min_choices": 2, "max_choices": 3},
    ),
    Kind(
        "cumulative",
        "points",
        (3, 0, 2, 0),
        (0, 1, 0, 4),
        {(5, 0, 0, 0): C.TOO_MANY_POINTS, (4, 2, 0, 0): C.TOO_MANY_POINTS},
        {"points_total": 5, "points_each": 4},
    ),
    Kind(
        "ranked",
        "place",
        (1, 3, 2, 0),
        (0, 2, 0, 1),
        {(1, 1, 0, 0): C.WRONG_VALUES, (1, 2, 3, 4): C.TOO_MANY_CHOICES},
        {"max_choices": 3},
    ),
)
