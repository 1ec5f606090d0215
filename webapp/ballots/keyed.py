"""A paper keyed by the numbers that are printed on it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from webapp.ballots.types.base import NONE, POINTS, RANK, ByProject
from webapp.errors import Refusal, RefusalCode

PARTS = re.compile(r"[\s,;]+")
ONE = re.compile(r"([0-9]{1,6})(?:[:=]([0-9]{1,4}))?")
MOST = 10_000


def keyed(text: str, values: str, ids: Mapping[int, int]) -> ByProject:
    """Project ids by what was typed: `3 12 7`, for an order the first place first; for points `3:5 12:2`.

    `ids` are the projects' ids by their printed numbers. Raises Refusal(WRONG_VALUES) for what cannot be read or
    comes twice, Refusal(NOT_ON_BALLOT) for a number that no project has.
    """
    given: ByProject = {}
    for place, part in enumerate(filter(None, PARTS.split(text[:MOST])), 1):
        found = ONE.fullmatch(part)
        if found is None or (found[2] is None) is (values == POINTS):
            raise Refusal(RefusalCode.WRONG_VALUES)
        project = ids.get(int(found[1]))
        if project is None:
            raise Refusal(RefusalCode.NOT_ON_BALLOT)
        if project in given:
            raise Refusal(RefusalCode.WRONG_VALUES)
        given[project] = {NONE: None, RANK: place, POINTS: int(found[2] or 0)}[values]
    return {project: value for project, value in given.items() if value != 0}
