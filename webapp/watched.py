"""Connections to the database that a request does not wait for without end.

A server's own time limits do not help where the server, or the way to it, has fallen silent: whoever waits must give up.
Once two in a row have waited in vain, nobody else of the process waits but one at a time, who tries.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

import psycopg
from flask import has_request_context
from psycopg.abc import PQGen

from webapp.config import Settings

T = TypeVar("T")
INTERVAL = 0.1
ENOUGH = 2
"""Waits in vain, with no answer to anyone between them, that are taken for silence and not for one slow answer."""
PAUSE = 1.0
"""Seconds until the next one may try."""


class SilentError(psycopg.OperationalError):
    """The database does not answer, or has just not answered others."""


class Silence:
    """What a process knows of the database's silence. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.lock = Lock()
        self.in_vain = 0
        self.next_try = 0.0

    def ask(self, seconds: float, wait: Callable[[], T]) -> T:
        """Wait for an answer, which takes so many seconds at most. Raises SilentError, at once while all is silent."""
        if self.in_vain >= ENOUGH and not self._may_try(seconds):
            raise SilentError("the database is silent, as others have found")
        try:
            answer = wait()
        except (psycopg.errors._WaitTimeout, psycopg.errors.ConnectionTimeout):
            with self.lock:
                self.in_vain += 1
                self.next_try = self.clock() + PAUSE
            raise SilentError("the database is silent") from None
        except psycopg.Error:
            self.in_vain = 0
            raise
        self.in_vain = 0
        return answer

    def _may_try(self, seconds: float) -> bool:
        with self.lock:
            now = self.clock()
            if now < self.next_try:
                return False
            self.next_try = now + seconds
            return True


class Watched(psycopg.Connection[Any]):
    """A connection that is given up, and closed, when a request has waited for one answer for `seconds`."""

    seconds: float
    silence: Silence

    def wait(self, gen: PQGen[T], interval: float = INTERVAL, timeout: float | None = None) -> T:
        """Wait for an answer. Raises SilentError when it does not come; commands and jobs wait on."""
        if timeout is not None or not has_request_context():
            return super().wait(gen, interval, timeout)
        try:
            return self.silence.ask(self.seconds, partial(super().wait, gen, interval, self.seconds))
        except SilentError:
            self.close()
            raise


def connect_seconds(settings: Settings) -> int:
    """How long making a connection may take: whole seconds, 2 at least, by the library's rule."""
    return int(min(5, max(2, settings.database_seconds)))


def watched(settings: Settings) -> type[Watched]:
    """The connections of an application with these settings."""
    return type("WatchedConnection", (Watched,), {"seconds": settings.database_seconds, "silence": Silence()})
