"""`python -m scripts.torture [--short]`: every trial on a cluster of its own; prints a line each, fails on a loss."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from scripts.torture import trials, way_trials
from scripts.torture.scratch import Scratch, scratch_city

Trial = tuple[str, Callable[[Scratch], str]]

FULL: Sequence[Trial] = (
    ("many at once", partial(trials.many_at_once, casts=6400)),
    ("database killed", partial(trials.kill_database, kills=20)),
    ("database killed, synchronous_commit=off", partial(trials.kill_database, kills=20, durable=False)),
    ("web", partial(trials.break_the_web, kills=40, seconds=20)),
    ("closing under fire", partial(trials.close_under_fire, seconds=15)),
    ("every answer cut", partial(way_trials.cut_answers, voters=96)),
    ("silent database", partial(way_trials.silent_database, voters=40, seconds=2)),
    ("full disk", partial(way_trials.full_disk, seconds=8)),
)
SHORT: Sequence[Trial] = (
    ("many at once", partial(trials.many_at_once, casts=1600)),
    ("database killed", partial(trials.kill_database, kills=3)),
    ("web", partial(trials.break_the_web, kills=6, seconds=2)),
    ("closing under fire", partial(trials.close_under_fire, seconds=6)),
    ("every answer cut", partial(way_trials.cut_answers, voters=12)),
    ("silent database", partial(way_trials.silent_database, voters=16, seconds=1)),
    ("full disk", partial(way_trials.full_disk, seconds=1)),
)


def main() -> None:
    """Run the trials in order."""
    print(f"Torture of the ballot box, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC", flush=True)
    try:
        with scratch_city() as city:
            for name, trial in SHORT if "--short" in sys.argv else FULL:
                print(f"{name}: {trial(city)}", flush=True)
    except trials.Failure as failure:
        sys.exit(f"FAILED: {failure}")


if __name__ == "__main__":
    main()
