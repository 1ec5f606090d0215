"""What another division does to each area: which come and go, and how many pins each has before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webapp.areas.assignment import Change, Move
from webapp.areas.queries import AreaRow
from webapp.texts import Texts


@dataclass(frozen=True)
class AreaChange:
    """One area by its code. `before` and `after`: pins by table; None where there is no such area in that version.

    `cents_before` and `cents_after`: what the projects that lie there cost together.
    """

    code: str
    name: Texts
    before: dict[str, int] | None
    after: dict[str, int] | None
    people_before: int | None
    people_after: int | None
    cents_before: int | None = None
    cents_after: int | None = None

    @property
    def is_new(self) -> bool:
        """Whether the area comes with the version."""
        return self.before is None

    @property
    def is_gone(self) -> bool:
        """Whether the area goes with the version."""
        return self.after is None

    @property
    def is_changed(self) -> bool:
        """Whether anything about it changes."""
        return (self.before, self.people_before, self.cents_before) != (
            self.after,
            self.people_after,
            self.cents_after,
        )


def area_changes(
    now: Sequence[AreaRow], then: Sequence[AreaRow], changes: Iterable[Change]
) -> list[AreaChange]:
    """Every area of both versions, by code."""
    before: dict[str, Counter[str]] = {}
    after: dict[str, Counter[str]] = {}
    cents_before, cents_after = Counter[str](), Counter[str]()
    tables = []
    for change in changes:
        tables.append(change.table)
        before[change.table], after[change.table] = Counter(), Counter()
        for move in change.moves:
            if move.before is not None:
                before[change.table][move.before] += move.pins
                cents_before[move.before] += move.cents
            if move.after is not None:
                after[change.table][move.after] += move.pins
                cents_after[move.after] += move.cents
    old, new = {row.code: row for row in now}, {row.code: row for row in then}
    return [
        AreaChange(
            code,
            (new.get(code) or old[code]).name,
            {table: before[table][code] for table in tables} if code in old else None,
            {table: after[table][code] for table in tables} if code in new else None,
            old[code].population if code in old else None,
            new[code].population if code in new else None,
            cents_before[code] if code in old else None,
            cents_after[code] if code in new else None,
        )
        for code in sorted(old.keys() | new.keys())
    ]


def flows(changes: Iterable[Change]) -> list[tuple[str, Move]]:
    """By table which pins go from where to where, the largest flows first."""
    moving = [
        (change.table, move)
        for change in changes
        if change.is_level_assigned
        for move in change.moves
        if move.before != move.after
    ]
    return sorted(moving, key=lambda flow: -flow[1].pins)
