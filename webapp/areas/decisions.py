"""What a person has decided so far about a file on its way to becoming a layer version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from geo.coverage import OverlapRule
from geo.layer import Choices
from webapp.areas.rules import FieldMapping


@dataclass(frozen=True)
class Decisions:
    """The level and the day from which the division holds; layer and coordinate system of the file; whether the
    person has seen on the map that the areas lie right; encoding, fields, and what becomes of large overlaps.
    """

    level: str
    valid_from: date | None = None
    layer: str | None = None
    epsg: int | None = None
    is_swapped: bool = False
    is_placed: bool = False
    encoding: str | None = None
    mapping: FieldMapping | None = None
    overlaps: OverlapRule | None = None

    @property
    def choices(self) -> Choices:
        """What the reader needs of them."""
        return Choices(self.layer, self.epsg, self.is_swapped, self.encoding)

    @property
    def system(self) -> str:
        """The coordinate system as a form writes it: '' for what the file says, '3882', '3882-swapped'."""
        return system_value(self.epsg, self.is_swapped)

    def as_json(self) -> dict[str, Any]:
        """For keeping beside the file."""
        return {
            **asdict(self),
            "valid_from": self.valid_from.isoformat() if self.valid_from else None,
            "overlaps": self.overlaps.value if self.overlaps else None,
        }


def decisions_of(kept: Mapping[str, Any]) -> Decisions:
    """What was kept by `as_json`."""
    return Decisions(
        level=kept["level"],
        valid_from=date.fromisoformat(kept["valid_from"]) if kept["valid_from"] else None,
        layer=kept["layer"],
        epsg=kept["epsg"],
        is_swapped=kept["is_swapped"],
        is_placed=kept["is_placed"],
        encoding=kept["encoding"],
        mapping=FieldMapping(**kept["mapping"]) if kept["mapping"] else None,
        overlaps=OverlapRule(kept["overlaps"]) if kept["overlaps"] else None,
    )


def system_value(epsg: int | None, is_swapped: bool) -> str:
    """A coordinate system as a form writes it."""
    return "" if epsg is None else f"{epsg}{'-swapped' if is_swapped else ''}"


def system_of(value: str) -> tuple[int | None, bool]:
    """The number and whether the axes are the other way round. Raises ValueError for what no form writes."""
    if not value:
        return None, False
    number, dash, swapped = value.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= 6) or (dash and swapped != "swapped"):
        raise ValueError(value)
    return int(number), bool(dash)
