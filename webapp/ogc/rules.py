"""Reading the parameters of the open interface: boxes, times, limits. Pure; a wrong one is refused by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from webapp.errors import Refusal, RefusalCode

DEFAULT_ITEMS = 100
MOST_ITEMS = 5000
LONGEST_TEXT = 200
MOST_ID = 10**15
FARTHEST = 1e9
"""Beyond this there is no place on Earth in any system; larger numbers of a box are taken as this."""

NUMBER = re.compile(r"[+-]?\d{1,400}(\.\d{0,400})?([eE][+-]?\d{1,3})?", re.ASCII)
DAY = r"\d{4}-\d\d-\d\d"
MOMENT = re.compile(rf"{DAY}([Tt]\d\d:\d\d:\d\d(\.\d{{1,9}})?([Zz]|[+-]\d\d:\d\d))?", re.ASCII)
OPEN = ("", "..")


@dataclass(frozen=True)
class Box:
    """A box in the x, y order of its system; where `west > east` it goes around the date line."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class When:
    """A stretch of time, both ends included; an unknown end is open."""

    start: datetime | None
    end: datetime | None


def wrong(name: str) -> Refusal:
    """The refusal of a parameter's value."""
    return Refusal(RefusalCode.PARAMETER_WRONG, name=name)


def box_of(text: str, *, is_north_first: bool) -> Box:
    """`a,b,c,d` or with heights `a,b,h,c,d,h`, in the system's own order of axes. Raises Refusal(PARAMETER_WRONG)."""
    parts = text.split(",")
    if len(parts) not in (4, 6) or not all(NUMBER.fullmatch(part) for part in parts):
        raise wrong("bbox")
    numbers = [max(-FARTHEST, min(FARTHEST, float(part))) for part in parts]
    half = len(numbers) // 2
    first, second = numbers[:2], numbers[half : half + 2]
    if is_north_first:
        first.reverse()
        second.reverse()
    return Box(*first, *second)


def when_of(text: str) -> When:
    """An instant, or an interval `a/b` where one end may be `..` (RFC 3339). Raises Refusal(PARAMETER_WRONG)."""
    start, slash, end = text.partition("/")
    if not slash:
        return When(_moment(start, last=False), _moment(start, last=True))
    if start in OPEN and end in OPEN:
        raise wrong("datetime")
    return When(
        None if start in OPEN else _moment(start, last=False),
        None if end in OPEN else _moment(end, last=True),
    )


def _moment(text: str, *, last: bool) -> datetime:
    """A moment; a day alone is its first or its last moment (UTC)."""
    if not MOMENT.fullmatch(text):
        raise wrong("datetime")
    try:
        found = datetime.fromisoformat(text.upper())
        if len(text) > len("2026-11-24"):
            return found
        day = datetime.combine(found.date(), time.min, UTC)
        return day + timedelta(days=1, microseconds=-1) if last else day
    except (ValueError, OverflowError):
        raise wrong("datetime") from None


def limit_of(text: str) -> int:
    """How many features at once: at least 1; more than there may be is taken as the most. Raises Refusal(PARAMETER_WRONG)."""
    if not re.fullmatch(r"\d{1,18}", text, re.ASCII) or int(text) < 1:
        raise wrong("limit")
    return min(int(text), MOST_ITEMS)


def number_of(text: str) -> int | None:
    """The id of a feature that has a number, or None for what can be none."""
    number = int(text) if re.fullmatch(r"\d{1,16}", text, re.ASCII) else None
    return None if number is None or number > MOST_ID else number


def text_of(text: str) -> str | None:
    """The id of a feature that has a text, or None for what can be none."""
    return text if text and len(text) <= LONGEST_TEXT and "\0" not in text else None


def plain_text(name: str, text: str) -> str:
    """A value to look for: not too long, without what the database cannot hold. Raises Refusal(PARAMETER_WRONG)."""
    if text_of(text) is None:
        raise wrong(name)
    return text
