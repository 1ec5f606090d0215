"""What a format is, which says how rows are written, and the setting that it writes them in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Protocol
from zoneinfo import ZoneInfo

from webapp.exports.queries import DistrictShape
from webapp.exports.rows import Rows


class Systems(StrEnum):
    """Which coordinate systems a format can be had in."""

    ANY = "any"
    DEGREES = "degrees"
    NONE = "none"


class Holds(StrEnum):
    """Whether a file holds one dataset or all that there is of a round."""

    DATASET = "dataset"
    ROUND = "round"


@dataclass(frozen=True)
class Setting:
    """What a format needs to know of the reader and the city.

    How to translate and into which language, how euros are written, the city's zone and metric system (EPSG number), the
    round's title; which division is in use at each level, in words; what the file is narrowed to, as titles with values; for maps the system that is asked for, the districts (read only when
    asked for) and the folder of map parts.
    """

    translate: Callable[[str], str]
    euros: Callable[[int], str]
    language: str
    zone: ZoneInfo
    metric_crs: int
    round_title: str
    divisions: Callable[[], Mapping[str, str]]
    crs: int
    districts: Callable[[], Sequence[DistrictShape]]
    map_parts: Path
    narrowed: Callable[[], Sequence[tuple[str, str]]] = tuple

    def areas(self) -> dict[str, bytes]:
        """The shapes of the districts by name."""
        return {one.name: one.shape for one in self.districts()}


class Format(Protocol):
    """How rows become a file.

    `holds`: one dataset, or whichever there is. `systems`: whether it can be in any coordinate system, only in degrees, or has none to choose. `most_at_once`: above so
    many rows the worker makes the file; None where it begins with the first row and so can be sent however long it is.
    """

    extension: ClassVar[str]
    ending: ClassVar[str]
    title: ClassVar[str]
    mimetype: ClassVar[str]
    systems: ClassVar[Systems]
    holds: ClassVar[Holds]
    most_at_once: ClassVar[int | None]

    def write(self, rows: Rows, setting: Setting) -> Iterator[bytes]:
        """The file in pieces, in constant memory."""
