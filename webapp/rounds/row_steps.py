"""Rows in a form without script: a button adds, removes or moves one, the page comes back, nothing is saved. Pure.

A row's fields are posted as `NAME-0-FIELD`, `NAME-1-FIELD`; what was typed is kept as it was, also where it is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Row = dict[str, str]
MOST_ROWS = 60


def rows_of(posted: Iterable[tuple[str, str]], name: str) -> list[Row]:
    """The rows of a posted form, in order."""
    rows: dict[int, Row] = {}
    for key, value in posted:
        number, _dash, field = key.removeprefix(f"{name}-").partition("-")
        if key.startswith(f"{name}-") and field and number.isascii() and number.isdigit() and len(number) < 4:
            rows.setdefault(int(number), {})[field] = value
    return [rows[number] for number in sorted(rows)][:MOST_ROWS]


def posted_with(posted: Iterable[tuple[str, str]], name: str, rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The form as it would have been posted with these rows instead."""
    others = [(key, value) for key, value in posted if not key.startswith(f"{name}-")]
    return others + [
        (f"{name}-{number}-{field}", value) for number, row in enumerate(rows) for field, value in row.items()
    ]


def stepped(
    rows: Sequence[Row], step: str, usual: Sequence[Row] = (), fresh: Mapping[str, str] = {}
) -> list[Row]:
    """The rows after a step: `add`, `usual`, `remove-2`, `up-2` or `down-2`; an unknown step changes nothing."""
    found = list(rows)
    deed, _dash, number = step.partition("-")
    if deed == "add":
        return [*found, dict(fresh) or {"id": ""}][:MOST_ROWS]
    if deed == "usual":
        return [*found, *map(dict, usual)][:MOST_ROWS]
    if not (number.isascii() and number.isdigit()) or int(number[:4]) >= len(found):
        return found
    place = int(number[:4])
    if deed == "remove":
        del found[place]
    other = place + {"up": -1, "down": 1}.get(deed, 0)
    if deed in ("up", "down") and 0 <= other < len(found):
        found[place], found[other] = found[other], found[place]
    return found
