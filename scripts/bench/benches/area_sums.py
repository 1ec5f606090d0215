"""How many proposals each neighbourhood has: by the area stored with each, against the `ST_Covers` join of the same rows.

CPU of the database, one process. Both give the same counts, and that is checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from scripts.bench.base import Bench, Result, Setting
from scripts.bench.city import cost
from scripts.bench.rotation import rotate_costs
from webapp.areas.in_use import AREAS_IN_USE
from webapp.proposals.list_queries import SUMS
from webapp.proposals.models import PUBLIC_STATES

OURS = SUMS.format(column="neighbourhood_id").replace(":round", "%(round)s").replace(":states", "%(states)s")
JOIN = f"""
    select a.id as area_id, count(*) as n {AREAS_IN_USE}
      join proposal p on ST_Covers(a.geom, p.geom)
     where l.level = 'neighbourhood' and p.round_id = %(round)s and p.state = any(%(states)s) group by 1
"""


def run(setting: Setting) -> Iterator[Result]:
    values = {"round": setting.city.round_id, "states": list(PUBLIC_STATES)}
    with setting.city.connect() as connection:
        ours = dict(connection.execute(OURS.encode(), values).fetchall())
        theirs = dict(connection.execute(JOIN.encode(), values).fetchall())
        assert {area: ours.get(area) for area in theirs} == theirs, "the two ways differ"
        found = rotate_costs(
            {
                "stored": lambda: cost(connection, OURS, values),
                "join": lambda: cost(connection, JOIN, values),
            },
            setting.rounds,
        )
    yield Result(
        "sums by neighbourhood: CPU of the ST_Covers join",
        found["stored"] / found["join"],
        0.08,
        goal="sums-a",
        figures=f"{found['stored'] * 1000:.0f} ms; join {found['join'] * 1000:.0f} ms",
    )


BENCH = Bench("area-sums", "Sums by area", run)
