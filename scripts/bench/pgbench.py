"""The same SQL straight from pgbench: the floor that casting over HTTP is measured against."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from scripts.bench import cpu
from scripts.bench.city import City
from scripts.bench.rotation import Sample

CLIENTS = 8


def pgbench(
    city: City, script: str, seconds: int, clients: int = CLIENTS, options: str = ""
) -> Callable[[int], Sample]:
    """A variant for the rotation: clients that run the script over and over, prepared. `:turn` tells which window.

    `options` are settings of the server for these clients, as on its command line.
    """
    file = Path(tempfile.mkdtemp(prefix="nasta-bench-")) / "script.sql"
    file.write_text(script)

    def run(turn: int) -> Sample:
        words = [str(city.programs / "pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", "1"]
        words += ["-T", str(seconds), "-D", "n=0", "-D", f"turn={turn}", "-f", str(file), city.dsn]
        before = cpu.of_tree(city.database_pid)
        done = subprocess.run(
            words, capture_output=True, text=True, check=True, env=os.environ | {"PGOPTIONS": options}
        )
        count = figure(r"number of transactions actually processed: (\d+)", done.stdout)
        rate = figure(r"tps = ([\d.]+)", done.stdout)
        spent = (cpu.of_tree(city.database_pid) - before) * 1000 / count
        if figure(r"number of failed transactions: (\d+)", done.stdout):
            raise RuntimeError(done.stdout + done.stderr)
        return Sample(count, count / rate, 0, spent)

    return run


def figure(pattern: str, text: str) -> float:
    """The number that the pattern finds. Raises RuntimeError with the whole text where it finds none."""
    found = re.search(pattern, text)
    if found is None:
        raise RuntimeError(text)
    return float(found[1])
