"""How long a count may take where someone waits for it: it ends with its result, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

_UNTIL: ContextVar[float | None] = ContextVar("until", default=None)


class OutOfPatience(Exception):
    """The time is over."""


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Counts in here take so long altogether. Without it they take what they need."""
    token = _UNTIL.set(monotonic() + seconds)
    try:
        yield
    finally:
        _UNTIL.reset(token)


def go_on() -> None:
    """Asked by every loop that can take long, at each turn of some milliseconds. Raises OutOfPatience."""
    until = _UNTIL.get()
    if until is not None and monotonic() > until:
        raise OutOfPatience
