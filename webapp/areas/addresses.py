"""The national file of building addresses, as the Digital and Population Data Services Agency publishes it.

One building a line, fields parted by semicolons, no header, sixteen fields of which these are read: 2 municipality,
5 and 6 northing and easting in ETRS-TM35FIN, 8 and 9 street in Finnish and Swedish, 10 number, 11 postcode.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from geo.crs import NORTHINGS
from webapp.areas.rules import MAX_NAME
from webapp.errors import Refusal, RefusalCode
from webapp.texts import Texts

FEWEST_FIELDS = 11
EASTINGS = (50_000.0, 760_000.0)


@dataclass(frozen=True)
class Address:
    """A street and a number in both languages, and its place: easting and northing in ETRS-TM35FIN."""

    name: Texts
    postcode: str
    easting: float
    northing: float


def read_addresses(lines: Iterable[str], municipality: str, left_out: list[int]) -> Iterator[Address]:
    """The addresses of one municipality, each street and number once. Buildings without a street are left out; so are
    those without a place in Finland, the numbers of whose lines are added to `left_out`.

    Raises Refusal(ADDRESS_LINE_WRONG) with the number of the first line that is not of this form, or when more lines
    are without a place than with one: then the file is another one.
    """
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        parts = [field.strip() for field in line.split(";")]
        if len(parts) < FEWEST_FIELDS:
            raise Refusal(RefusalCode.ADDRESS_LINE_WRONG, line=number)
        name = _name(parts)
        key = (str(name), parts[10])
        if parts[1].zfill(3) != municipality.zfill(3) or not name or key in seen:
            continue
        place = _place(parts)
        if place is None:
            left_out.append(number)
            continue
        seen.add(key)
        yield Address(name, parts[10], *place)
    if len(left_out) > len(seen):
        raise Refusal(RefusalCode.ADDRESS_LINE_WRONG, line=left_out[0])


def _place(parts: list[str]) -> tuple[float, float] | None:
    """Easting and northing; None for what lies nowhere in Finland."""
    try:
        northing, easting = float(parts[4]), float(parts[5])
    except ValueError:
        return None
    is_there = NORTHINGS[0] <= northing <= NORTHINGS[1] and EASTINGS[0] <= easting <= EASTINGS[1]
    return (easting, northing) if is_there else None


def _name(parts: list[str]) -> Texts:
    streets = {"fi": parts[7], "sv": parts[8]}
    return Texts(
        {
            language: f"{street} {parts[9]}".strip()[:MAX_NAME]
            for language, street in streets.items()
            if street
        }
    )
