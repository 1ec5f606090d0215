"""What an export is made of: a dataset says which rows and columns, a format says how they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

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


@dataclass(frozen=True)
class Column:
    """A column: its key in files (never translated), its title, and what it means."""

    key: str
    title: str
    meaning: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Wanted:
    """Which part of a round is wanted: a district by its code, a state; the language of names; the metric system."""

    round_id: int
    district: str | None
    state: str | None
    language: str
    metric_crs: int


@dataclass(frozen=True)
class Dataset:
    """Rows of a round. `rows` streams them ordered by district; the columns of each come in order."""

    key: str
    title: str
    states: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Callable[[Session, Wanted], Iterator[Row]]

    def place(self, key: str) -> int:
        """The position of a column."""
        return [column.key for column in self.columns].index(key)


@dataclass(frozen=True)
class Setting:
    """What a format needs to know of the reader and the city.

    How to translate and into which language, how euros are written, the city's zone and metric system (EPSG number), the round's title; for
    maps the shapes of the districts by name (WKB in degrees, read only when asked for) and the folder of map parts.
    """

    translate: Callable[[str], str]
    euros: Callable[[int], str]
    language: str
    zone: ZoneInfo
    metric_crs: int
    round_title: str
    areas: Callable[[], Mapping[str, bytes]]
    map_parts: Path


class Format(Protocol):
    """How rows become a file."""

    extension: ClassVar[str]
    title: ClassVar[str]
    mimetype: ClassVar[str]

    def write(self, dataset: Dataset, rows: Iterator[Row], setting: Setting) -> Iterator[bytes]:
        """The file in pieces, in constant memory."""
