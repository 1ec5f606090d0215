"""Eight who cast ballots at once against one alone, where a commit takes two milliseconds: do they wait for each other?

pgbench, each ballot committed. PostgreSQL is told to wait two milliseconds before it writes a commit to disk, as a slow disk
would (`commit_delay`): whoever comes meanwhile is written with it, unless they wait for a lock that the first one holds.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from scripts.bench.base import Bench, Result, Setting
from scripts.bench.benches.casting import MANY_RIGHTS, RIGHTS_A_CLIENT, SCRIPT, projects
from scripts.bench.pgbench import CLIENTS, pgbench
from scripts.bench.rotation import rotate

SLOW = "-c commit_delay=2000 -c commit_siblings=0"


def run(setting: Setting) -> Iterator[Result]:
    city, variants = setting.city, {}
    with city.connect() as connection:
        first, count = projects(connection, city.round_id)
        for clients in (1, CLIENTS):
            tag = f"bench {secrets.token_hex(4)}"
            values = {"round": city.round_id, "tag": tag, "turns": setting.rounds - 1, "clients": clients - 1}
            connection.execute(MANY_RIGHTS, {**values, "rows": RIGHTS_A_CLIENT})
            script = SCRIPT.format(round=city.round_id, tag=tag, first=first, count=count, most=count - 1)
            variants[clients] = pgbench(city, script, setting.seconds, clients, SLOW)
    found = rotate({str(clients): run for clients, run in variants.items()}, setting.rounds)
    one, many = found["1"], found[str(CLIENTS)]
    yield Result(
        f"ballots of {CLIENTS} clients, a commit taking 2 ms: rate of one client",
        many.rate / one.rate,
        3,
        at_most=False,
        goal="ballots-d",
        figures=f"{many.rate:.0f}/s; one {one.rate:.0f}/s, {one.seconds / one.requests * 1000:.1f} ms a ballot",
    )


BENCH = Bench("casting-at-once", "Casting at once", run)
