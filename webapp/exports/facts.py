"""The columns that reports for people show, and their values in words."""

from __future__ import annotations

from webapp.exports.dataset import Column, Dataset, Kind, Row
from webapp.exports.words import STATE_COLOURS, STATES
from webapp.exports.writing import Setting
from webapp.texts import N_

SHOWN = (
    "id",
    "ballot_number",
    "title",
    "state",
    "won",
    "votes",
    "cost",
    "district",
    "neighbourhood",
    "theme",
)
OUTCOME_STATES = {True: "won", False: "did_not_win"}


def shown_places(dataset: Dataset) -> list[int]:
    """The positions of the columns that are shown: of two numbers the one that people vote by."""
    keys = [column.key for column in dataset.columns]
    left_out = "id" if "ballot_number" in keys else None
    return [place for place, key in enumerate(keys) if key in SHOWN and key != left_out]


def colour_of(dataset: Dataset, row: Row) -> str:
    """The colour of the row's pin (#rrggbb), by its state."""
    return STATE_COLOURS[state_of(dataset, row)]


def state_of(dataset: Dataset, row: Row) -> str:
    """The row's state, or whether it won, as STATES names it."""
    state = next(row[place] for place, one in enumerate(dataset.columns) if one.key in ("state", "won"))
    return OUTCOME_STATES.get(state) or state


def fact(column: Column, row: Row, place: int, setting: Setting) -> str:
    """A value in the reader's words."""
    value = row[place]
    if column.key == "state":
        return setting.translate(STATES[value])
    if column.kind is Kind.MONEY:
        return "" if value is None else setting.euros(value)
    if column.kind is Kind.YES_NO:
        return setting.translate(N_("yes") if value else N_("no"))
    return "" if value is None else str(value)


def narrowing(setting: Setting) -> str:
    """What the report is narrowed to, as a line; empty where it holds everything."""
    said = "; ".join(f"{title}: {value}" for title, value in setting.narrowed())
    title = setting.translate(N_("Narrowed to:"))
    return f"{title} {said}." if said else ""
