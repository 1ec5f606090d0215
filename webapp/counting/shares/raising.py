"""Raising the share of every voter step by step until the pot is used (Add1, COUNTING A5); unequal ones in proportion."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from webapp.counting.shares.run import Market, Run, Runner


class Stop(StrEnum):
    """When to stop raising: at the first outcome to which nothing can be added, or only before overspending."""

    EXHAUSTIVE = "exhaustive"
    OVERSPEND = "overspend"


@dataclass(frozen=True, slots=True)
class Raising:
    """How the share is raised: cents added each time (on average, where voters have unequal parts), and when to stop."""

    increment_cents: int
    stop: Stop


def raised(market: Market, share: Fraction, budget: int, raising: Raising | None) -> tuple[Run, int]:
    """The last run that does not overspend, and how many times the share was raised. Without `raising` the first run."""
    run = Runner(market, share).finish()
    steps = 0
    if run is None or run.cost > budget:
        raise ValueError("the share at the start is more than the pot allows")
    while raising is not None and not _is_done(market, run, budget, raising.stop):
        following = Runner(market, run.share + raising.increment_cents).finish(budget)
        if following is None:
            break
        run, steps = following, steps + 1
    return run, steps


def _is_done(market: Market, run: Run, budget: int, stop: Stop) -> bool:
    losers = set(market.running).difference(run.winners)
    if stop is Stop.OVERSPEND:
        return not losers
    return all(market.costs[project] > budget - run.cost for project in losers)
