"""Loading a server with requests by wrk, eight connections at a time, and what each request costs in CPU."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scripts.bench import cpu
from scripts.bench.rotation import Sample
from scripts.bench.servers import Server

CONNECTIONS = 8
MOST_FAILED = 0.1
"""On a machine that others load as well a tile may meet its time limit. What failed is not counted as answered."""
SCRIPT = Path(__file__).with_name("requests.lua")


class LoadError(Exception):
    """The requests were not answered as they should be."""


@dataclass(frozen=True)
class Request:
    """One request as wrk sends it."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: str = ""

    def __str__(self) -> str:
        headers = "|".join(f"{name}: {value}" for name, value in self.headers.items())
        return f"{self.method}\t{self.path}\t{headers}\t{self.body}"


def loading(
    server: Server, database_pid: int, requests: Sequence[Request], seconds: int, step: int = 0
) -> Callable[[int], Sample]:
    """A variant for the rotation: send the requests round and round. Turn n begins at request n * step."""
    file = Path(tempfile.mkdtemp(prefix="nasta-bench-")) / "requests.tsv"
    file.write_text("".join(f"{one}\n" for one in requests))

    def run(turn: int) -> Sample:
        web, database = cpu.of_tree(server.pid), cpu.of_tree(database_pid)
        count, took, size, p95 = wrk(server.address, file, turn * step, seconds)
        web_ms = (cpu.of_tree(server.pid) - web) * 1000 / count
        db_ms = (cpu.of_tree(database_pid) - database) * 1000 / count
        return Sample(count, took, web_ms, db_ms, size / count, p95)

    return run


def wrk(address: str, file: Path, first: int, seconds: int) -> tuple[int, float, int, float]:
    """Answers, seconds, bytes received, 95th percentile in milliseconds. Raises LoadError where one failed."""
    words = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "--timeout",
        "30s",
        "-s",
        str(SCRIPT),
        address,
    ]
    done = subprocess.run(
        [*words, "--", str(file), str(first)], capture_output=True, text=True, check=True, timeout=300
    )
    figures = next(line for line in done.stdout.splitlines() if line.startswith("FIGURES")).split()[1:]
    sent, failed = int(figures[0]), int(figures[4])
    if failed > sent * MOST_FAILED or sent == failed:
        raise LoadError(f"{failed} of {sent} requests failed:\n{done.stdout}")
    return sent - failed, float(figures[1]), int(figures[2]), float(figures[3])
