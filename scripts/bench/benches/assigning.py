"""Finding the neighbourhood of every proposal anew, as after a redrawn border, against geopandas' `sjoin` of the same points.

Ours is the statement that reassigns (nothing changes hands, so that only the finding is measured), CPU of the database.
geopandas has its points and polygons in memory already. Then one point alone, as the insert's trigger asks.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from scripts.bench import cpu
from scripts.bench.base import Bench, Result, Setting
from scripts.bench.city import City, cost
from scripts.bench.peers import environment
from scripts.bench.rotation import rotate_costs
from webapp.areas.assignment import assign

PEER = Path(__file__).parents[1] / "peer" / "sjoin.py"
ACTIVE = text(
    "select v.id from layer_version v join boundary_layer l on l.id = v.layer_id"
    " where v.state = 'active' and l.level = 'neighbourhood'"
)
ONE = """
    select count(*) from (select geom from proposal where geom is not null limit 2000) p
      cross join lateral (select area_id from area_piece where ST_Covers(geom, p.geom) and level = 'neighbourhood'
                           order by code collate "C" limit 1) a
"""


def run(setting: Setting) -> Iterator[Result]:
    city = setting.city
    found = rotate_costs({"ours": lambda: ours(city), "geopandas": lambda: theirs(city)}, 1)
    yield Result(
        "assigning every proposal anew: CPU of geopandas' sjoin",
        found["ours"] / found["geopandas"],
        0.6,
        goal="sums-b",
        figures=f"{found['ours']:.1f} s; geopandas {found['geopandas']:.1f} s",
    )
    with city.connect() as connection:
        one = rotate_costs({"one": lambda: cost(connection, ONE)}, setting.rounds)["one"] / 2000 * 1000
    yield Result("finding the area of one point", one, 0.2, unit="ms", goal="sums-e")


def ours(city: City) -> float:
    """Seconds of CPU of the database."""
    engine = create_engine(city.url, connect_args={"options": "-c max_parallel_workers_per_gather=0"})
    with Session(engine) as session:
        version = session.scalar(ACTIVE)
        pid = session.scalar(text("select pg_backend_pid()"))
        assert version is not None and pid is not None
        before = cpu.of_process(pid)
        assign(session, "proposal", "neighbourhood", version)
        spent = cpu.of_process(pid) - before
        session.rollback()
    engine.dispose()
    return spent


def theirs(city: City) -> float:
    """Seconds of CPU of geopandas."""
    done = subprocess.run(
        [str(environment("bench")), str(PEER), city.dsn], capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[0])


BENCH = Bench("assigning", "Assigning areas anew", run)
