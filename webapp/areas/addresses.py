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


def read_addresses(lines: Iterable[str], municipality: str) -> Iterator[Address]:
    """The addresses of one municipality, each street and number once. Buildings without a street are left out.

    Raises Refusal(ADDRESS_LINE_WRONG) with the number of the first line that is not of this form.
    """
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        address = _address(line.rstrip("\r\n").split(";"), number, municipality.zfill(3))
        if address is None or (key := (str(address.name), address.postcode)) in seen:
            continue
        seen.add(key)
        yield address


def _address(fields: list[str], number: int, municipality: str) -> Address | None:
    if len(fields) < FEWEST_FIELDS:
        raise Refusal(RefusalCode.ADDRESS_LINE_WRONG, line=number)
    parts = [field.strip() for field in fields]
    if parts[1].zfill(3) != municipality:
        return None
    try:
        northing, easting = float(parts[4]), float(parts[5])
    except ValueError:
        raise Refusal(RefusalCode.ADDRESS_LINE_WRONG, line=number) from None
    if not (NORTHINGS[0] <= northing <= NORTHINGS[1] and EASTINGS[0] <= easting <= EASTINGS[1]):
        raise Refusal(RefusalCode.ADDRESS_LINE_WRONG, line=number)
    streets = {"fi": parts[7], "sv": parts[8]}
    name = Texts(
        {
            language: f"{street} {parts[9]}".strip()[:MAX_NAME]
            for language, street in streets.items()
            if street
        }
    )
    return Address(name, parts[10], easting, northing) if name else None
