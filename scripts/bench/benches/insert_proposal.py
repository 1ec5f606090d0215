"""Writing a proposal: its area found and its pin noted for the map, against the same insert without our triggers.

500 inserts in one transaction that is rolled back; CPU of the database. The bare insert keeps every index and foreign key.
Then 50,000 (or all) copied in by `COPY`, with and without our triggers, rolled back as well. Then eight writers who commit each proposal (pgbench), with and without the upkeep of the map's cells.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from scripts.bench import cpu
from scripts.bench.base import Bench, Result, Setting
from scripts.bench.pgbench import pgbench
from scripts.bench.rotation import Sample, rotate, rotate_costs

ROWS = 500
POINTS = """
    select ST_X(geom), ST_Y(geom) from proposal tablesample system (1) where round_id = %(round)s limit %(rows)s
"""
INSERT = b"""
    insert into proposal (round_id, title, body, geom)
    values (%(round)s, 'Penkki rantaan', 'Rannalle mahtuisi penkki.', ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326))
"""
COPIED = 50_000
DRAWN = b"""
    create table bench_copied as select round_id, title, body, geom from proposal
     where round_id = %(round)s and geom is not null limit %(rows)s
"""
NEW = "delete from proposal where id > %(last)s"
CELLS_OFF = "alter table proposal disable trigger proposal_pin_added"
CELLS_ON = "alter table proposal enable trigger proposal_pin_added"
# Made-up points within the densest part of the city: the trigger refuses those outside.
SCRIPT = """
\\set n random(1, {rows})
insert into proposal (round_id, title, body, geom)
select {round}, 'Penkki rantaan', 'Rannalle mahtuisi penkki.', geom from bench_point where n = :n;
"""


def run(setting: Setting) -> Iterator[Result]:
    with setting.city.connect() as connection:
        values = {"round": setting.city.round_id, "rows": ROWS}
        points = connection.execute(POINTS, values).fetchall()
        rows = [{"round": setting.city.round_id, "lon": lon, "lat": lat} for lon, lat in points]
        found = rotate_costs(
            {
                "ours": lambda: inserts(connection, rows, bare=False),
                "bare": lambda: inserts(connection, rows, bare=True),
            },
            setting.rounds,
        )
        yield Result(
            "insert of a proposal with its area and pin: CPU of the bare insert",
            found["ours"] / found["bare"],
            2,
            goal="sums-c",
            figures=f"{found['ours'] / ROWS * 1e6:.0f} µs a row; bare {found['bare'] / ROWS * 1e6:.0f} µs",
        )
        yield copies(setting, connection)
        yield cells(setting, connection)


def inserts(connection: psycopg.Connection, rows: list[dict[str, float]], *, bare: bool) -> float:
    """Seconds of CPU for all rows."""
    pid = connection.info.backend_pid
    with connection.transaction(force_rollback=True):
        if bare:
            connection.execute("alter table proposal disable trigger user")
        before = cpu.of_process(pid)
        for row in rows:
            connection.execute(INSERT, row)
        return cpu.of_process(pid) - before


def copies(setting: Setting, connection: psycopg.Connection) -> Result:
    """Many at once by `COPY`."""
    connection.execute("drop table if exists bench_copied")
    connection.execute(DRAWN, {"round": setting.city.round_id, "rows": COPIED})
    with connection.cursor() as cursor, cursor.copy("copy bench_copied to stdout") as out:
        lines = b"".join(bytes(part) for part in out)
    rows = lines.count(b"\n")
    connection.execute("drop table bench_copied")
    found = rotate_costs(
        {
            "ours": lambda: copied(connection, lines, bare=False),
            "bare": lambda: copied(connection, lines, bare=True),
        },
        setting.rounds,
    )
    return Result(
        f"copy of {rows:,} proposals with their areas and pins: CPU of the bare copy",
        found["ours"] / found["bare"],
        3,
        goal="sums-c",
        figures=f"{found['ours'] / rows * 1e6:.0f} µs a row; bare {found['bare'] / rows * 1e6:.0f} µs",
    )


def copied(connection: psycopg.Connection, lines: bytes, *, bare: bool) -> float:
    """Seconds of CPU for the copy."""
    pid = connection.info.backend_pid
    with connection.transaction(force_rollback=True), connection.cursor() as cursor:
        if bare:
            connection.execute("alter table proposal disable trigger user")
        before = cpu.of_process(pid)
        with cursor.copy("copy proposal (round_id, title, body, geom) from stdin") as copy:
            copy.write(lines)
        return cpu.of_process(pid) - before


def cells(setting: Setting, connection: psycopg.Connection) -> Result:
    """The upkeep of the map's cells at eight writers. What was written is removed afterwards."""
    connection.execute("drop table if exists bench_point")
    connection.execute(
        b"create table bench_point as select row_number() over ()::int as n, geom from proposal"
        b" tablesample system (1) where round_id = %(round)s limit %(rows)s",
        {"round": setting.city.round_id, "rows": ROWS},
    )
    connection.execute("create unique index on bench_point (n)")
    highest = connection.execute("select max(id) from proposal").fetchone()
    last = {"last": highest[0] if highest else 0}
    script = SCRIPT.format(rows=ROWS, round=setting.city.round_id)
    city, seconds = setting.city, setting.seconds

    def without(turn: int) -> Sample:
        connection.execute(CELLS_OFF.encode())
        try:
            return pgbench(city, script, seconds)(turn)
        finally:  # what no cell has counted must not be taken from one
            connection.execute(NEW.encode(), last)
            connection.execute(CELLS_ON.encode())

    def keeping(turn: int) -> Sample:
        sample = pgbench(city, script, seconds)(turn)
        connection.execute(NEW.encode(), last)
        return sample

    found = rotate({"with": keeping, "without": without}, setting.rounds)
    connection.execute("drop table bench_point")
    connection.execute("select fold_pin_cells()")
    return Result(
        "eight writers: rate with the map's cells kept, of the rate without",
        found["with"].rate / found["without"].rate,
        0.8,
        at_most=False,
        goal="sums-d",
        figures=f"with {found['with'].rate:.0f}/s, {found['with'].db_ms:.2f} ms CPU; without"
        f" {found['without'].rate:.0f}/s, {found['without'].db_ms:.2f} ms CPU",
    )


BENCH = Bench("insert", "Writing a proposal", run)
