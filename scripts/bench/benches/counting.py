"""Counting by the Method of Equal Shares with Add1, against pabutools on the same real elections, CPU of one process.

The files are Pabulib's, found where the tests find them; without them nothing is measured. Both name as many winners.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from scripts.bench.base import Bench, Result, Setting
from scripts.bench.peers import environment
from scripts.cluster import ROOT
from webapp.counting.lot import Ties
from webapp.counting.pabulib import read_pabulib
from webapp.counting.rules import rule_called

FOLDERS = [parent / "shared/data/elections" for parent in ROOT.parents[:3]]
FILES = {"Poland_Warszawa_2019_Brodno": 5.0, "Poland_Lodz_2022": 20.0}
"""At least so many times less CPU is asked for."""
PEER = Path(__file__).parents[1] / "peer" / "shares.py"
PATIENCE = 600
"""Seconds that the peer is waited for; where it takes longer, the ratio is a lower bound."""


def run(setting: Setting) -> Iterator[Result]:
    for name, times in FILES.items():
        for folder in FOLDERS:
            if (folder / f"{name}.pb").exists():
                yield compared(folder / f"{name}.pb", times)
                break


def compared(file: Path, times: float) -> Result:
    election = read_pabulib(file.read_text("utf-8"))
    before = time.process_time()
    won = rule_called("equal-shares", {"completion": "add1"}).count(election, Ties()).winners
    ours = time.process_time() - before
    theirs, count, words = peer(file)
    assert count in (None, len(won)), f"{len(won)} winners, pabutools has {count}"
    return Result(
        f"Equal Shares with Add1 on {file.stem}: less CPU than pabutools",
        theirs / ours,
        times,
        at_most=False,
        figures=f"{ours:.2f} s; pabutools {words}",
    )


def peer(file: Path) -> tuple[float, int | None, str]:
    """Its seconds and its number of winners; where our patience ends, the seconds until then."""
    words = [str(environment("oracle")), str(PEER), str(file)]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return PATIENCE, None, f"not done after {PATIENCE} s"
    seconds, count = done.stdout.split()[-2:]
    return float(seconds), int(count), f"{float(seconds):.0f} s"


BENCH = Bench("counting", "Counting", run)
