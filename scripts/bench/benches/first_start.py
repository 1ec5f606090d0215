"""From an empty database folder to the first answered page, and again, against bare `initdb`, start and `CREATE EXTENSION postgis`.

A copy of the program without its database is served as `make run` does it (without the demo city), and stopped again. Wall
time: what is installed, and what the machine needs for its disk, are the same on both sides.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from scripts.bench.base import Bench, Result, Setting
from scripts.bench.rotation import rotate_costs
from scripts.bench.servers import answers, free_port
from scripts.cluster import ROOT
from scripts.cluster_pid import wait_until
from scripts.cluster_place import Account, account

PARTS = ("geo", "migrations", "sample_data", "scripts", "webapp")
FILES = ("gunicorn.conf.py", "wsgi.py", "pyproject.toml")


def run(setting: Setting) -> Iterator[Result]:
    with tempfile.TemporaryDirectory(prefix="nasta-first-") as name:
        home = Path(name)
        home.chmod(0o755)
        program = copy_of_the_program(home / "program")
        found = rotate_costs(
            {
                "ours": lambda: first_page(program, from_nothing=True),
                "again": lambda: first_page(program, from_nothing=False),
                "floor": lambda: bare(home, setting.city.programs, account()),
            },
            setting.rounds,
        )
    yield Result(
        "first page from an empty database folder: time of bare initdb, start and CREATE EXTENSION",
        found["ours"] / found["floor"],
        2.5,
        goal="start-a",
        figures=f"{found['ours']:.2f} s; bare {found['floor']:.2f} s",
    )
    yield Result(
        "first page of a database that is there already: time of the same",
        found["again"] / found["floor"],
        0.6,
        goal="start-b",
        figures=f"{found['again']:.2f} s",
    )


def copy_of_the_program(target: Path) -> Path:
    """The program in a folder of its own, which therefore has a database of its own."""
    target.mkdir()
    for part in PARTS:
        shutil.copytree(ROOT / part, target / part, ignore=shutil.ignore_patterns("node_modules"))
    for file in FILES:
        shutil.copy(ROOT / file, target / file)
    (target / ".venv").symlink_to(ROOT / ".venv")
    return target


def first_page(program: Path, *, from_nothing: bool) -> float:
    """Seconds until the front page is answered: with a database to be made, or with the one from before."""
    if from_nothing:
        shutil.rmtree(program / ".nasta", ignore_errors=True)
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    started = time.monotonic()
    server = subprocess.Popen(
        [str(program / ".venv" / "bin" / "python"), "-m", "scripts.serve", "--empty"],
        cwd=program,
        env=environment | {"PORT": str(port), "PYTHONPATH": str(program)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        if not wait_until(lambda: answers(f"http://127.0.0.1:{port}/"), seconds=120):
            raise RuntimeError("the first page was not answered within two minutes")
        return time.monotonic() - started
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def bare(home: Path, programs: Path, who: Account) -> float:
    """Seconds until PostGIS is there, with what PostgreSQL itself brings."""
    folder = home / "bare"
    folder.mkdir(mode=0o700)
    os.chown(folder, who.uid, who.gid)
    options = f"-k {folder} -c listen_addresses=''"
    steps = (
        [
            "initdb",
            "-N",
            "-D",
            f"{folder}/data",
            "-U",
            "nasta",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ],
        ["pg_ctl", "-w", "-D", f"{folder}/data", "-o", options, "-l", f"{folder}/log", "start"],
        ["psql", "-q", "-h", str(folder), "-U", "nasta", "-d", "postgres", "-c", "create extension postgis"],
    )
    started = time.monotonic()
    for program, *words in steps:
        call(who, programs / program, words)
    took = time.monotonic() - started
    call(who, programs / "pg_ctl", ["-w", "-D", f"{folder}/data", "-m", "immediate", "stop"])
    shutil.rmtree(folder)
    return took


def call(who: Account, program: Path, words: list[str]) -> None:
    subprocess.run(
        [*who.switch, str(program), *words],
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )


BENCH = Bench("first-start", "The first start", run)
