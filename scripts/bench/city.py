"""The large city that is measured: a database of its own beside the clone's, made once and kept."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from scripts.bench import cpu
from scripts.cluster import OURS, ROOT
from scripts.cluster_pid import server_pid
from scripts.cluster_place import server_folder
from webapp.demo.big import SLUG

HOME = ROOT / ".nasta" / "bench"
FLASK = ROOT / ".venv" / "bin" / "flask"


@dataclass(frozen=True)
class City:
    """`url` as the application reads it; `round_id` and `slug` of the large round."""

    name: str
    url: str
    size: int
    round_id: int
    slug: str = SLUG

    @property
    def dsn(self) -> str:
        return self.url.replace("postgresql+psycopg://", "postgresql://", 1)

    @property
    def database_pid(self) -> int:
        pid = server_pid(OURS.place)
        assert pid is not None
        return pid

    @property
    def programs(self) -> Path:
        """Where pgbench and psql of the server's version are."""
        return server_folder(OURS.place.data)

    def environment(self) -> dict[str, str]:
        """The application as it serves a city, over this database."""
        return os.environ | {
            "DATABASE_URL": self.url,
            "NASTA_ENVIRONMENT": "production",
            "NASTA_SECRET_KEY": "bench",
            "NASTA_KEY_FOLDER": str(HOME / "keys"),
        }

    @contextmanager
    def connect(self) -> Iterator[psycopg.Connection]:
        """A connection that commits each statement, without parallel workers: their CPU would not be seen."""
        options = "-c max_parallel_workers_per_gather=0 -c jit=off"
        with psycopg.connect(self.dsn, autocommit=True, options=options) as connection:
            yield connection


def prepare(size: int) -> City:
    """The city with so many proposals and a tenth as many ballots, made or brought up to date."""
    HOME.mkdir(parents=True, exist_ok=True)
    base = OURS.ensure_running()
    name = f"nasta_bench_{size}"
    with psycopg.connect(base.replace("+psycopg", "", 1), autocommit=True) as server:
        if not server.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            server.execute(f"create database {name}")
    url = base.replace("/nasta?", f"/{name}?")
    environment = os.environ | {"DATABASE_URL": url}
    for words in (["db", "upgrade"], ["demo", "big", "--proposals", str(size), "--ballots", str(size // 10)]):
        subprocess.run([str(FLASK), *words], cwd=ROOT, env=environment, check=True)
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute("select fold_pin_cells()")
        connection.execute("vacuum analyze pin_cell")
        connection.execute("vacuum analyze pin_cell_change")
        row = connection.execute("select id from round where slug = %s", [SLUG]).fetchone()
    assert row is not None
    return City(name, url, size, int(row[0]))


def cost(connection: psycopg.Connection, statement: str, values: Mapping[str, Any] | None = None) -> float:
    """Seconds of CPU that the database spends on a statement. Its answer is fetched and forgotten."""
    pid = connection.info.backend_pid
    before = cpu.of_process(pid)
    cursor = connection.execute(statement.encode(), values)
    if cursor.description:
        cursor.fetchall()
    return cpu.of_process(pid) - before
