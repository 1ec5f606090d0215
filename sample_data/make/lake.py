"""Saimaa: the drawn shore, the drawn islands, and some eighty skerries strewn where the water is open."""

from hashlib import sha256

import shapely
from shapely.geometry.base import BaseGeometry

from sample_data.make import drawn
from sample_data.make.shapes import blob, metres, rounded, shore

_WEST, _EAST, _SOUTH, _NORTH = 28.00, 28.71, 61.088, 61.30
_TRIED = 150


def saimaa_in_metres() -> BaseGeometry:
    """The lake without its islands."""
    water = shore(shapely.Polygon(rounded([metres(p) for p in drawn.SAIMAA], closed=True)))
    voisalmi = shore(shapely.Polygon(rounded([metres(p) for p in drawn.VOISALMI], closed=True)))
    islands = [voisalmi, *(shore(blob(*island[1:])) for island in drawn.ISLANDS)]
    islands += _skerries(water.difference(shapely.union_all(islands)))
    return water.difference(shapely.union_all(islands))


def _skerries(open_water: BaseGeometry) -> list[BaseGeometry]:
    """Small islands at places that a hash chooses, where they touch no shore and keep off one another."""
    room: BaseGeometry = open_water.buffer(-180)
    found: list[BaseGeometry] = []
    for number in range(_TRIED):
        dice = [byte / 255 for byte in sha256(f"skerry {number}".encode()).digest()[:4]]
        lon, lat = (
            _WEST + (_EAST - _WEST) * dice[0],
            _SOUTH + (_NORTH - _SOUTH) * dice[1],
        )
        island = shore(blob(lon, lat, 70 + 500 * dice[2] ** 3, 60 + 280 * dice[3] ** 3))
        if room.covers(island):
            found.append(island)
            room = room.difference(island.buffer(120))
    return found
