"""What may be said of small groups, and the classes of a choropleth. Pure.

The thresholds are those of the design (SECURITY_AND_VOTES D7, after a study of 7 million real ballots).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count as count_up
from math import ceil
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

SMALL_GROUP = 30
"""With fewer ballots no counts are shown, only winners and their order."""
SMALL_CELL = 10
"""A count from 1 to one less than this is not shown."""
UNANIMOUS_BELOW = 50
"""In a group smaller than this it is not shown that all or none chose a thing."""
LEAST_BALLOTS_OPENED = 500
"""Whole ballots are published only from this many on, unless each holds one choice."""
MOST_PROJECTS_OPENED = 30
"""Whole ballots are not published when more projects than this make most of them unique."""

CLASSES = 5


def shown(counts: Mapping[K, int], ballots: int) -> dict[K, int | None]:
    """The counts that may be published for a group of so many ballots; None where one may not.

    Hides small counts and those that leave a small rest, and then further ones, the lowest first, until what is hidden
    cannot be worked out. Equal counts are hidden together, so that neither an order nor a name plays a part in it.
    """
    if ballots < SMALL_GROUP:
        return dict.fromkeys(counts)
    return _covered(counts, {key for key, count in counts.items() if not may_tell(count, ballots)})


def ballots_told(pots: Mapping[K, int], whole: int) -> dict[K, int | None]:
    """The ballots of each pot that may be told beside those of the whole round; None where one may not.

    With one to nine ballots what won is nearly what is on them. Where no ballot is in two pots the others would tell a small one
    by what they leave of the whole, so as many others are hidden as it takes.
    """
    small = {key for key, count in pots.items() if 0 < count < SMALL_CELL}
    if sum(pots.values()) <= whole:
        return _covered(pots, small)
    return {key: None if key in small else count for key, count in pots.items()}


def whole_told(ballots: int) -> int | None:
    """The ballots of a whole round, which its seals prove; None where they are so few that what won would tell what is on them."""
    return None if 0 < ballots < SMALL_CELL else ballots


def _covered(counts: Mapping[K, int], hidden: set[K]) -> dict[K, int | None]:
    """The counts without the hidden ones, and without as many others, the lowest first, as it takes to cover small ones."""
    few = [counts[key] for key in hidden if counts[key] < SMALL_CELL]
    for lowest in sorted({count for key, count in counts.items() if count and key not in hidden}):
        if not few or _is_enough(few, lowest):
            break
        equal = {key for key, count in counts.items() if count == lowest}
        hidden |= equal
        few += [lowest] * len(equal)
    return {key: None if key in hidden else count for key, count in counts.items()}


def _is_enough(hidden: Sequence[int], lowest_told: int) -> bool:
    """Whether hidden counts cannot be worked out from their sum, their order and the lowest count that is told."""
    least, most = min(hidden), max(hidden)
    is_open = least + 1 < min(SMALL_CELL, most) or most + 1 < lowest_told
    return is_open and len(hidden) > 1 and sum(hidden) >= SMALL_CELL


def is_crowd(part: int, whole: int) -> bool:
    """Whether a part of a group and the rest of it are both large enough to be told (D7.3)."""
    rest = whole - part
    return part >= SMALL_CELL and (rest >= SMALL_CELL or (rest == 0 and whole >= UNANIMOUS_BELOW))


def may_tell(part: int, whole: int) -> bool:
    """Whether the size of a part of a group may be told by itself: a crowd, or nobody of a crowd."""
    return is_crowd(part, whole) or (part == 0 and whole >= UNANIMOUS_BELOW)


def rounded_up(cents: float, each: Fraction) -> int:
    """Money in steps (1, 2, 5, 10, ... cents) of at least what ten people have, so that it does not tell of fewer."""
    sizes = (digit * int(10**power) for power in count_up() for digit in (1, 2, 5))
    step = next(size for size in sizes if size >= each * SMALL_CELL)
    return max(ceil(cents / step), 1) * step


def part_told(part: int, whole: int) -> int | None:
    """Per cent of a round's voters, in steps that hold at least so many people as a count that may be told.

    So what is told of each pot and of all of them cannot be set against each other until a few voters remain.
    None where a step of 10 % would still be too few, or the part or the rest is: also where there is no rest, which
    would be exact.
    """
    steps = (step for step in (1, 5, 10) if whole * step >= 100 * SMALL_CELL)
    step = next(steps, None)
    if step is None or min(part, whole - part) < SMALL_CELL:
        return None
    return (200 * part + whole * step) // (2 * whole * step) * step


def may_open_ballots(counts: Mapping[K, int], ballots: int, *, one_choice: bool) -> bool:
    """Whether the ballots themselves may be published (without anything about who cast them).

    Ballots of one choice say no more than the counts do, so they follow the rule for counts.
    """
    if one_choice:
        return all(count is not None for count in shown(counts, ballots).values())
    return ballots >= LEAST_BALLOTS_OPENED and len(counts) <= MOST_PROJECTS_OPENED


def level_told(chosen: str, groups: Iterable[tuple[Mapping[K, int], int]], *, one_choice: bool) -> str:
    """The level that a round chose, lowered to `commitments` where opened ballots could give someone away.

    With so few ballots that their number is not told it is `totals`: commitments can be counted. `groups`: the votes of each
    project and the number of ballots, of the whole round first and then of every pot.
    """
    whole, *pots = groups
    if whole_told(whole[1]) is None:
        return "totals"
    if chosen != "ballots":
        return chosen
    may = all(may_open_ballots(*group, one_choice=one_choice) for group in (whole, *pots) if group[1])
    return "ballots" if may else "commitments"


@dataclass(frozen=True)
class ValueClass:
    """A class of a choropleth: its place (0 is the lightest) and the least and greatest value in it."""

    place: int
    low: int
    high: int


def classes_of(values: Sequence[int]) -> list[ValueClass]:
    """At most five classes that hold about equally many different values; nothing (0) is a class of its own."""
    found = [ValueClass(0, 0, 0)] if 0 in values else []
    distinct = sorted({value for value in values if value > 0})
    parts = min(CLASSES - 1, len(distinct))
    for part in range(parts):
        chunk = distinct[len(distinct) * part // parts : len(distinct) * (part + 1) // parts]
        found.append(ValueClass(part + 1, chunk[0], chunk[-1]))
    return found


def class_of(value: int, classes: Sequence[ValueClass]) -> ValueClass | None:
    """The class that holds the value."""
    return next((one for one in classes if one.low <= value <= one.high), None)
