"""What an export is made of: a dataset says which rows and columns, a format says how they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

ROWS_AT_ONCE = 500

Value: TypeAlias = Any
"""What the column's kind says: str, int, float, bool, an aware datetime, or None where it is not known."""
Row: TypeAlias = tuple[Value, ...]


class Kind(StrEnum):
    """How a column's values are read: money comes in whole cents, a moment is aware, degrees are WGS 84."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    MOMENT = "moment"
    DEGREES = "degrees"
    METRES = "metres"
    YES_NO = "yes_no"


class Systems(StrEnum):
    """Which coordinate systems a format can be had in."""

    ANY = "any"
    DEGREES = "degrees"
    NONE = "none"


@dataclass(frozen=True)
class Column:
    """A column: its key in files (never translated), its title, and what it means."""

    key: str
    title: str
    meaning: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a round: dataset and format by their keys, a district by its code, a state, the language of names.

    `metric_crs` is the city's system, for the columns; `crs` the one in which map layers are wanted (EPSG numbers).
    """

    round_id: int
    dataset: str
    form: str
    district: str | None
    state: str | None
    language: str
    metric_crs: int
    crs: int


@dataclass(frozen=True)
class Dataset:
    """Rows of a round. `chosen` selects them ordered by district; the columns of each come in order."""

    key: str
    title: str
    states: tuple[str, ...]
    columns: tuple[Column, ...]
    chosen: Callable[[Session, Wanted], Select[Any]]

    def rows(self, session: Session, wanted: Wanted) -> Iterator[Row]:
        """Stream the rows: the database keeps those that are not yet read."""
        found = session.execute(self.chosen(session, wanted), execution_options={"yield_per": ROWS_AT_ONCE})
        return (tuple(row) for row in found)

    def count(self, session: Session, wanted: Wanted) -> int:
        """How many rows there are."""
        rows = self.chosen(session, wanted).order_by(None).with_only_columns(literal(1)).subquery()
        return int(session.scalar(select(func.count()).select_from(rows)) or 0)

    def place(self, key: str) -> int:
        """The position of a column."""
        return [column.key for column in self.columns].index(key)


@dataclass(frozen=True)
class Setting:
    """What a format needs to know of the reader and the city.

    How to translate and into which language, how euros are written, the city's zone and metric system (EPSG number), the
    round's title; for maps the system that is asked for, the shapes of the districts by name (WKB in degrees, read only when
    asked for) and the folder of map parts.
    """

    translate: Callable[[str], str]
    euros: Callable[[int], str]
    language: str
    zone: ZoneInfo
    metric_crs: int
    round_title: str
    crs: int
    areas: Callable[[], Mapping[str, bytes]]
    map_parts: Path


class Format(Protocol):
    """How rows become a file.

    `systems`: whether it can be in any coordinate system, only in degrees, or has none to choose. `most_at_once`: above so
    many rows the worker makes the file; None where it begins with the first row and so can be sent however long it is.
    """

    extension: ClassVar[str]
    ending: ClassVar[str]
    title: ClassVar[str]
    mimetype: ClassVar[str]
    systems: ClassVar[Systems]
    most_at_once: ClassVar[int | None]

    def write(self, dataset: Dataset, rows: Iterator[Row], setting: Setting) -> Iterator[bytes]:
        """The file in pieces, in constant memory."""
