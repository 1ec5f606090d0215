"""The list of what may become of money that is left over. A new way is one file here and one line in `LEFTOVERS`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.counting.leftover.base import Leftover
from webapp.counting.leftover.city import CITY
from webapp.counting.leftover.nobody import NOBODY
from webapp.counting.leftover.passed_on import PASSED_ON

LEFTOVERS: tuple[Leftover, ...] = (NOBODY, CITY, PASSED_ON)
BY_KEY: Mapping[str, Leftover] = {one.key: one for one in LEFTOVERS}


def leftover_of(options: Mapping[str, Any]) -> Leftover:
    """The way that a round's counting options name; the first of the list where they name none. Raises KeyError."""
    return BY_KEY[options.get("leftover", LEFTOVERS[0].key)]
