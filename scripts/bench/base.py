"""What a bench is: something measured against a named peer or floor in the same run, and the ratios asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scripts.bench.city import City


@dataclass(frozen=True)
class Result:
    """One ratio: what was asked for and what was measured. `figures` are the absolute values behind it.

    `goal`: the key of the promise that it answers (see goals.py).
    """

    what: str
    measured: float
    limit: float
    at_most: bool = True
    unit: str = "×"
    figures: str = ""
    goal: str = ""

    @property
    def is_met(self) -> bool:
        return self.measured <= self.limit if self.at_most else self.measured >= self.limit


@dataclass(frozen=True)
class Setting:
    """What a bench may use: the large city, how long one window lasts (seconds) and how often all take turns."""

    city: City
    seconds: int = 3
    rounds: int = 3


@dataclass(frozen=True)
class Bench:
    """A bench of the registry. `key` names it on the command line; `run` measures and gives the ratios."""

    key: str
    title: str
    run: Callable[[Setting], Iterable[Result]]
