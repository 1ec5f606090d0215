"""A whole timetable at once: a usual one to begin with, and all that is still to come moved by days. Pure.

Moments are those of the city's clock as a control sends them, `2026-11-24T16:00`, so that 9 o'clock stays 9 o'clock
where the clocks are put forward in between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

Row = dict[str, str]
USUAL_WEEKS: Mapping[str, int] = {
    "proposing": 4,
    "screening": 2,
    "costing": 6,
    "browsing": 2,
    "voting": 2,
    "confirming_result": 2,
    "delivery": 52,
    "evaluation": 4,
}
"""Phases one after another, each from a Monday morning to a Sunday evening."""
FIRST_DAYS = 14
OPENS, CLOSES = time(8), time(20)
MOMENTS = ("starts_at", "ends_at")
MOST_DAYS = 3_650


def usual_timetable(today: datetime) -> list[Row]:
    """Rows of a usual timetable; it begins on the first Monday at least two weeks from today."""
    first = today.date() + timedelta(days=FIRST_DAYS)
    monday = first + timedelta(days=-first.weekday() % 7)
    rows = []
    for kind, weeks in USUAL_WEEKS.items():
        after = monday + timedelta(weeks=weeks)
        last = after - timedelta(days=1)
        starts, ends = datetime.combine(monday, OPENS), datetime.combine(last, CLOSES)
        rows.append({"id": "", "kind": kind, "starts_at": typed(starts), "ends_at": typed(ends)})
        monday = after
    return rows


def moved(rows: Sequence[Row], days: int, now: datetime) -> list[Row]:
    """The rows with every moment that is still to come so many days later; what cannot be read stays as it is."""
    return [
        row | {name: moved_moment(row[name], days, now) for name in MOMENTS if name in row} for row in rows
    ]


def moved_moment(text: str, days: int, now: datetime) -> str:
    """One moment of the city's clock; `now` is of that clock too, without a zone."""
    try:
        moment = datetime.fromisoformat(text)
        is_to_come = moment > now
        return typed(moment + timedelta(days=days)) if is_to_come else text
    except (ValueError, TypeError, OverflowError):
        return text


def typed(moment: datetime) -> str:
    """As a control sends it."""
    return moment.strftime("%Y-%m-%dT%H:%M")
