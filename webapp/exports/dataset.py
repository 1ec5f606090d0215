"""What an export holds: a dataset says which rows and columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import InstrumentedAttribute, Session

Value: TypeAlias = Any
"""What the column's kind says: str, int, float, bool, an aware datetime, or None where it is not known."""
Row: TypeAlias = tuple[Value, ...]


class Kind(StrEnum):
    """How a column's values are read: money comes in whole cents, a moment is aware, degrees are WGS 84, a shape is
    WKT in such degrees.
    """

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    MOMENT = "moment"
    DEGREES = "degrees"
    METRES = "metres"
    YES_NO = "yes_no"
    SHAPE = "shape"


@dataclass(frozen=True)
class Column:
    """A column: its key in files (never translated), its title, and what it means.

    `level`: of which division the areas are that it names, so that the file can say which version of it was used.
    """

    key: str
    title: str
    meaning: str
    kind: Kind = Kind.TEXT
    level: str | None = None


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a round: dataset and format by their keys, a district by its code, a state, the language of names.

    `metric_crs` is the city's system, for the columns; `crs` the one in which map layers are wanted (EPSG numbers).
    `filters`: what else narrows it, by the names of the public list's filters; its days are days of the `zone`.
    """

    round_id: int
    dataset: str
    form: str
    district: str | None
    state: str | None
    language: str
    metric_crs: int
    crs: int
    filters: Mapping[str, str] = field(default_factory=dict)
    zone: str = "UTC"


@dataclass(frozen=True)
class Dataset:
    """Rows of a round. `chosen` selects them ordered by district; the columns of each come in order.

    `groups`: several of its states under one name, which may be asked for like a state.
    `filters`: the names of those that may narrow it besides district and state; `understood`: those of them that are on in
    an address, each as `chosen` takes it, without what is no value of theirs.
    `counted`: what its rows are called in sums, where the title does not say it.
    `drawn`: the column of lines and areas, where rows may have such as their place besides the point.
    """

    key: str
    title: str
    states: tuple[str, ...]
    columns: tuple[Column, ...]
    chosen: Callable[[Session, Wanted], Select[Any]]
    drawn: ColumnElement[Any] | InstrumentedAttribute[Any] | None = None
    filters: tuple[str, ...] = ()
    understood: Callable[[Mapping[str, str]], Mapping[str, str]] = dict
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counted: str = ""

    @property
    def rows_title(self) -> str:
        """What its rows are called where they are counted."""
        return self.counted or self.title

    def place(self, key: str) -> int:
        """The position of a column."""
        return [column.key for column in self.columns].index(key)
