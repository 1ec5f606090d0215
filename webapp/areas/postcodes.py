"""Postcodes of the city, and the areas that their addresses lie in."""

from __future__ import annotations

import re

from sqlalchemy import text
from sqlalchemy.orm import Session

POSTCODE = re.compile(r"[0-9]{5}")
DISTRICTS = text(
    """
    select distinct piece.code
      from place join area_piece piece on piece.level = 'district' and ST_Intersects(piece.geom, place.geom)
     where place.postcode = :postcode order by 1
    """
)


IS_OF_CITY = text(
    """
    select case when exists (select from place where postcode = :postcode) then true
                when exists (select from place where postcode is not null) then false end
    """
)


def postcode_of(value: object) -> str | None:
    """A Finnish postcode of five digits, None for anything else."""
    written = str(value).strip()
    return written if POSTCODE.fullmatch(written) else None


def districts_of_postcode(session: Session, postcode: str) -> list[str]:
    """The codes of the districts in use in which addresses with the postcode lie; none where none is known. One query."""
    return list(session.scalars(DISTRICTS, {"postcode": postcode}))


def is_of_city(session: Session, postcode: str) -> bool | None:
    """Whether one of the city's addresses has the postcode; None where no address with a postcode is loaded. One query."""
    found: bool | None = session.scalar(IS_OF_CITY, {"postcode": postcode})
    return found
