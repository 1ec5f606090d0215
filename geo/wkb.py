"""Well-known binary from anybody: looked through, length by length, before a library builds shapes of it.

A shape says of itself how many points and parts follow. Here nothing is built: it is only seen that they do, that no part
lies too deep in others, and that none is a curve.
"""

from __future__ import annotations

import struct

from geo.errors import GeometryCode, GeometryError

POINT, LINE, POLYGON = 1, 2, 3
MOST_DEEP = 8
"""Collections in each other. Whoever reads them goes down into each."""
CURVES = range(8, 18)
"""Circular strings and all that may hold them, surfaces of several faces."""

_COLLECTIONS = range(4, 8)
_HEADS = {0: struct.Struct(">II"), 1: struct.Struct("<II")}
"""By the mark of the order of bytes: the kind, and how many points, rings or parts there are."""
_COUNTS = {0: struct.Struct(">I"), 1: struct.Struct("<I")}
_OLD_HEIGHTS = 0x80000000
_NUMBERS = {0: 2, 1: 3, 2: 3, 3: 4}
"""How many numbers a point has, by the thousands of its kind: with height, with measure, with both."""


def check_wkb(data: bytes) -> None:
    """Raises GeometryError: CURVED, UNREADABLE for what is no shape from the first byte to the last."""
    try:
        end = _end(data, 0, MOST_DEEP)
    except (struct.error, KeyError, IndexError):
        end = -1
    if end != len(data):
        raise GeometryError(GeometryCode.UNREADABLE, reason="not a shape")


def _end(data: bytes, start: int, deep: int) -> int:
    """Where the shape that begins at `start` ends, if it is as long as it says."""
    order = data[start]
    code: int
    count: int
    code, count = _HEADS[order].unpack_from(data, start + 1)
    thousands, kind = (1, code - _OLD_HEIGHTS) if code > _OLD_HEIGHTS else divmod(code, 1000)
    if kind in CURVES:
        raise GeometryError(GeometryCode.CURVED)
    size = 8 * _NUMBERS[thousands]
    place: int = start + 9
    if kind == POLYGON:
        read = _COUNTS[order].unpack_from
        for _ring in range(count):
            place += 4 + size * read(data, place)[0]
        return place
    if kind in _COLLECTIONS and deep:
        for _part in range(count):
            place = _end(data, place, deep - 1)
        return place
    return {POINT: start + 5 + size, LINE: place + size * count}[kind]
