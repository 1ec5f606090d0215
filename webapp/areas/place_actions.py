"""Changing the places of the search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np
import shapely
from geoalchemy2.shape import from_shape
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from geo.crs import TM35FIN, WGS84, transform
from webapp.areas.addresses import Address
from webapp.areas.models import Place
from webapp.areas.postcodes import postcode_of
from webapp.areas.rules import search_text
from webapp.audit.actions import record
from webapp.errors import Refusal, RefusalCode

BATCH = 5_000
KIND = "address"


def replace_addresses(session: Session, addresses: Iterable[Address], account_id: int | None = None) -> int:
    """Put these addresses in the place of all there were; named places stay. How many there are now.

    Raises Refusal(NO_ADDRESSES) when there are none, so that a wrong file does not empty the search.
    """
    session.execute(delete(Place).where(Place.kind == KIND))
    left, stored = iter(addresses), 0
    while batch := list(islice(left, BATCH)):
        session.execute(insert(Place), _rows(batch))
        stored += len(batch)
    if not stored:
        raise Refusal(RefusalCode.NO_ADDRESSES)
    record(session, "load_addresses", "place", None, account_id, addresses=stored)
    session.flush()
    return stored


def _rows(batch: Sequence[Address]) -> list[dict[str, object]]:
    points = np.asarray(shapely.points([[one.easting, one.northing] for one in batch]), dtype=np.object_)
    return [
        {
            "kind": KIND,
            "name": address.name,
            "search": search_text(address.name),
            "postcode": postcode_of(address.postcode),
            "geom": from_shape(point, srid=WGS84),
        }
        for address, point in zip(batch, transform(points, TM35FIN, WGS84), strict=True)
    ]
