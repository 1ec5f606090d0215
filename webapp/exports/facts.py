"""The columns that reports for people show, and their values in words."""

from __future__ import annotations

from webapp.exports.dataset import Column, Dataset, Kind, Row
from webapp.exports.words import STATE_COLOURS, STATES
from webapp.exports.writing import Setting
from webapp.texts import N_

SHOWN = ("id", "title", "state", "won", "votes", "cost", "district", "neighbourhood", "theme")
OUTCOME_STATES = {True: "won", False: "did_not_win"}


def shown_places(dataset: Dataset) -> list[int]:
    """The positions of the columns that are shown."""
    return [place for place, column in enumerate(dataset.columns) if column.key in SHOWN]


def colour_of(dataset: Dataset, row: Row) -> str:
    """The colour of the row's pin (#rrggbb), by its state."""
    state = next(row[place] for place, one in enumerate(dataset.columns) if one.key in ("state", "won"))
    return STATE_COLOURS[OUTCOME_STATES.get(state) or state]


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
