"""Counting by the Method of Equal Shares with Add1, against pabutools on the same real elections, CPU of one process.

The files are Pabulib's, found where the tests find them; without them these are not measured. Of those there are it is every one on which
pabutools takes over 10 seconds for some count with Add1, each by the count that takes it longest, once, as that takes minutes. Both name as
many winners. Where pabutools is quicker on another machine the ratio is told all the same. One count alone is Equal Shares without Add1, on the largest. Then a made-up election: ballots of some eight projects, the popular ones chosen more often,
none merged with others.
"""

from __future__ import annotations

import multiprocessing
import random
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import accumulate
from pathlib import Path

from scripts.bench.base import Bench, Result, Setting
from scripts.bench.peers import environment
from scripts.cluster import ROOT
from webapp.counting.election import Ballot, Election, Project
from webapp.counting.lot import Ties
from webapp.counting.pabulib_reading import read_pabulib
from webapp.counting.rules import rule_called

FOLDERS = [parent / "shared/data/elections" for parent in ROOT.parents[:3]]
ADD1, OVERSPEND, POINTS = "add1", "overspend", "points"
OPTIONS: dict[str, dict[str, object]] = {
    ADD1: {},
    OVERSPEND: {"stop": "overspend"},
    POINTS: {"utility": "points"},
}
"""How Add1 is counted: as it is usual, up to the last step before overspending, and with points alone."""
WORDS = {ADD1: "", OVERSPEND: " run on to the last step", POINTS: " by points"}
FILES = {
    "Poland_Lodz_2022": (ADD1, 20.0),
    "Poland_Wieliczka_2023_Green_Budget": (OVERSPEND, 5.0),
    "US_Stanford_Dataset_PB_Cambridge_2015_vote_knapsacks": (OVERSPEND, 5.0),
    "Netherlands_Amsterdam_604": (OVERSPEND, 5.0),
    "Poland_Warszawa_2019_Brodno": (OVERSPEND, 5.0),
    "Poland_Krakow_2022_Czyzyny": (POINTS, 5.0),
    "France_Toulouse_2019": (POINTS, 5.0),
}
"""Where pabutools takes over 10 seconds: the count that takes it longest, and how many times less CPU is asked for."""
PEER = Path(__file__).parents[1] / "peer" / "shares.py"
LARGEST = "Poland_Lodz_2022"
VOTERS, PROJECTS = 1_000_000, 1000
PATIENCE = 300
"""Seconds that the peer is waited for; where it takes longer, the ratio is a lower bound."""


def run(setting: Setting) -> Iterator[Result]:
    for name, (how, times) in FILES.items():
        for folder in FOLDERS:
            if (folder / f"{name}.pb").exists():
                yield from compared(folder / f"{name}.pb", how, times)
                break
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as own:
        seconds, winners = own.submit(many).result()
    yield Result(
        f"Equal Shares with Add1 of {VOTERS:,} ballots and {PROJECTS:,} projects",
        seconds,
        300,
        unit="s",
        goal="counting-c",
        figures=f"{winners} winners",
    )


def compared(file: Path, how: str, times: float) -> Iterator[Result]:
    election = read_pabulib(file.read_text("utf-8"))
    if file.stem == LARGEST:
        once, _ = counted(election, {"completion": "none"})
        yield Result(
            f"Equal Shares once on {file.stem}",
            once,
            0.5,
            unit="s",
            goal="counting-b",
            figures=f"{election.voters:,} ballots",
        )
    ours, won = counted(election, {"completion": "add1", **OPTIONS[how]})
    theirs, count, words = peer(file, how)
    assert count in (None, won), f"{won} winners, pabutools has {count}"
    yield Result(
        f"Equal Shares with Add1{WORDS[how]} on {file.stem}: less CPU than pabutools",
        theirs / ours,
        times,
        at_most=False,
        goal="counting-a",
        figures=f"{ours:.2f} s; pabutools {words}",
    )


def counted(election: Election, options: dict[str, object]) -> tuple[float, int]:
    """Seconds of CPU of a count, and how many won."""
    before = time.process_time()
    won = rule_called("equal-shares", options).count(election, Ties()).winners
    return time.process_time() - before, len(won)


def many() -> tuple[float, int]:
    """The count of the made-up election, always the same one."""
    rng = random.Random(1)
    names = [str(number) for number in range(PROJECTS)]
    projects = tuple(Project(name, rng.randrange(5_000_00, 100_000_00, 1_000_00)) for name in names)
    weights = list(accumulate((1 + place) ** -0.5 for place in range(PROJECTS)))
    chosen = (tuple(dict.fromkeys(rng.choices(names, cum_weights=weights, k=8))) for _ in range(VOTERS))
    ballots = tuple(Ballot(choices, (1,) * len(choices)) for choices in chosen)
    return counted(
        Election(projects, sum(one.cost_cents for one in projects) // 10, ballots), {"completion": "add1"}
    )


def peer(file: Path, how: str) -> tuple[float, int | None, str]:
    """Its seconds and its number of winners; where our patience ends, the seconds until then."""
    words = [str(environment("oracle")), str(PEER), str(file), how]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return PATIENCE, None, f"not done after {PATIENCE} s"
    seconds, count = done.stdout.split()[-2:]
    return float(seconds), int(count), f"{float(seconds):.0f} s"


BENCH = Bench("counting", "Counting", run)
