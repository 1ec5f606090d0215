"""A fresh database for tests, copied from a migrated template, against `CREATE DATABASE` and `CREATE EXTENSION postgis`.

Wall time on the same server; databases are dropped between, which is not counted.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator

import psycopg

from scripts.bench.base import Bench, Result, Setting
from scripts.bench.city import FLASK
from scripts.bench.rotation import rotate_costs
from scripts.cluster import OURS, ROOT

TEMPLATE, COPY = "nasta_bench_template", "nasta_bench_copy"


def run(setting: Setting) -> Iterator[Result]:
    url = OURS.ensure_running()
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as server:
        server.execute(f"drop database if exists {TEMPLATE}")
        server.execute(f"create database {TEMPLATE}")
        own = os.environ | {"DATABASE_URL": url.replace("/nasta?", f"/{TEMPLATE}?")}
        subprocess.run([str(FLASK), "db", "upgrade"], cwd=ROOT, env=own, check=True)
        found = rotate_costs(
            {"copy": lambda: copied(server), "bare": lambda: bare(server, url)}, 2 * setting.rounds
        )
        server.execute(f"drop database {TEMPLATE}")
    yield Result(
        "a database with all tables from a template: time of CREATE DATABASE and CREATE EXTENSION",
        found["copy"] / found["bare"],
        0.6,
        goal="start-c",
        figures=f"{found['copy']:.2f} s; bare {found['bare']:.2f} s",
    )


def copied(server: psycopg.Connection) -> float:
    """Seconds for a copy of the template."""
    started = time.monotonic()
    server.execute(f"create database {COPY} template {TEMPLATE}")
    took = time.monotonic() - started
    server.execute(f"drop database {COPY}")
    return took


def bare(server: psycopg.Connection, url: str) -> float:
    """Seconds for an empty database with PostGIS."""
    started = time.monotonic()
    server.execute(f"create database {COPY}")
    with psycopg.connect(url.replace("+psycopg", "", 1).replace("/nasta?", f"/{COPY}?")) as connection:
        connection.execute("create extension postgis")
    took = time.monotonic() - started
    server.execute(f"drop database {COPY}")
    return took


BENCH = Bench("test-database", "A database for tests", run)
