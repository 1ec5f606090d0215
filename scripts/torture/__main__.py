"""`python -m scripts.torture [--short] [NAME ...]`: trials, all or the named ones, on a cluster of its own; prints a line each, fails on a loss."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from scripts.torture import disk_trials, flood_trials, trials, way_trials
from scripts.torture.scratch import Scratch, scratch_city

Trial = tuple[str, Callable[[Scratch], str]]

FULL: Sequence[Trial] = (
    ("many at once", partial(trials.many_at_once, casts=6400)),
    ("database killed", partial(trials.kill_database, kills=20)),
    ("database killed, synchronous_commit=off", partial(trials.kill_database, kills=20, durable=False)),
    ("crash before writing", partial(disk_trials.crash_before_writing, voters=50)),
    ("web", partial(trials.break_the_web, kills=40, seconds=20)),
    ("closing under fire", partial(trials.close_under_fire, seconds=15)),
    ("every answer cut", partial(way_trials.cut_answers, voters=96)),
    ("silent database", partial(way_trials.silent_database, voters=40, seconds=2)),
    ("full disk", partial(disk_trials.full_disk, seconds=8)),
    ("files that may not grow", partial(disk_trials.stuck_files, seconds=8)),
    ("flood of sign-ins", partial(flood_trials.flood, seconds=60, slowest=1)),
    ("timed guesses", partial(flood_trials.time_guesses, pairs=500)),
)
SHORT: Sequence[Trial] = (
    ("many at once", partial(trials.many_at_once, casts=1600)),
    ("database killed", partial(trials.kill_database, kills=3)),
    ("crash before writing", partial(disk_trials.crash_before_writing, voters=5)),
    ("web", partial(trials.break_the_web, kills=3, seconds=2)),
    ("closing under fire", partial(trials.close_under_fire, seconds=1)),
    ("every answer cut", partial(way_trials.cut_answers, voters=12)),
    ("silent database", partial(way_trials.silent_database, voters=8, seconds=1)),
    ("full disk", partial(disk_trials.full_disk, seconds=1)),
    ("files that may not grow", partial(disk_trials.stuck_files, seconds=0)),
    ("flood of sign-ins", partial(flood_trials.flood, seconds=1)),
)


def wanted(words: Sequence[str]) -> Sequence[Trial]:
    """The trials that the command names, all where it names none."""
    trials = SHORT if "--short" in words else FULL
    named = [word for word in words if word != "--short"]
    return [trial for trial in trials if not named or trial[0] in named]


def main() -> None:
    """Run the trials in order."""
    print(f"Torture of the ballot box, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC", flush=True)
    try:
        with scratch_city() as city:
            for name, trial in wanted(sys.argv[1:]):
                print(f"{name}: {trial(city)}", flush=True)
    except trials.Failure as failure:
        sys.exit(f"FAILED: {failure}")


if __name__ == "__main__":
    main()
