"""Variants take turns, so that whatever else loads the machine falls on all of them alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from statistics import median


@dataclass(frozen=True)
class Sample:
    """One window of requests. CPU in milliseconds a request, of the web server's and the database's processes."""

    requests: float
    seconds: float
    web_ms: float
    db_ms: float
    bytes: float = 0
    p95_ms: float = 0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    @property
    def cpu_ms(self) -> float:
        return self.web_ms + self.db_ms

    def __str__(self) -> str:
        return f"{self.rate:.0f}/s, {self.web_ms:.2f} + {self.db_ms:.2f} ms CPU"


def middle(samples: list[Sample]) -> Sample:
    """The median of each figure."""
    return Sample(*(median(getattr(one, field.name) for one in samples) for field in fields(Sample)))


def rotate(variants: Mapping[str, Callable[[int], Sample]], rounds: int) -> dict[str, Sample]:
    """Run each variant once a round (it is told which, from 0) and give its medians."""
    samples: dict[str, list[Sample]] = {name: [] for name in variants}
    for turn in range(rounds):
        for name, run in variants.items():
            samples[name].append(run(turn))
    return {name: middle(found) for name, found in samples.items()}


def rotate_costs(variants: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The same for things that give one number: the median of each. One round before does not count."""
    samples: dict[str, list[float]] = {name: [] for name in variants}
    for turn in range(rounds + 1):
        for name, run in variants.items():
            value = run()
            if turn:
                samples[name].append(value)
    return {name: median(found) for name, found in samples.items()}
