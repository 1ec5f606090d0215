"""Groups that an outcome left with less than their share of the money, as far as they may be told of. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webapp.outcome.rules import is_crowd
from webapp.texts import Texts


@dataclass(frozen=True)
class LeftOutTold:
    """So many voters chose a project; their share of the money would have paid for it; what won for them cost less."""

    title: Texts
    cost_cents: int
    voters: int
    share_cents: int
    got_cents: int


def left_out_told(
    result: Mapping[str, Any], titles: Mapping[int, Texts], votes: Mapping[int, int | None]
) -> tuple[tuple[LeftOutTold, ...] | None, int]:
    """The groups of a pot's result that may be told of, largest first, and how many may not; None where nobody looked.

    A group is told of like any other part of those who chose a project. `votes`: of each project, None where not told.
    """
    groups = result.get("left_out")
    if groups is None:
        return None, 0
    costs = {loss["project_id"]: loss["cost_cents"] for loss in result["losses"]}
    tellable = [group for group in groups if is_crowd(group["voters"], votes[group["project_id"]] or 0)]
    told = [
        LeftOutTold(
            titles[group["project_id"]],
            costs[group["project_id"]],
            group["voters"],
            group["share_cents"],
            group["got_cents"],
        )
        for group in sorted(tellable, key=lambda group: -group["voters"])
    ]
    return tuple(told), len(groups) - len(told)
