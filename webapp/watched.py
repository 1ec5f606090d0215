"""Connections to the database that a request does not wait for without end.

A server's own time limits do not help where the server, or the way to it, has fallen silent: whoever waits must give up.
"""

from __future__ import annotations

from typing import Any, TypeVar

import psycopg
from flask import has_request_context
from psycopg.abc import PQGen

from webapp.config import Settings

T = TypeVar("T")
INTERVAL = 0.1


class Watched(psycopg.Connection[Any]):
    """A connection that is given up, and closed, when a request has waited for one answer for `seconds`."""

    seconds: float = 20

    def wait(self, gen: PQGen[T], interval: float = INTERVAL, timeout: float | None = None) -> T:
        """Wait for an answer. Raises psycopg.OperationalError when it does not come; commands and jobs wait on."""
        if timeout is None and has_request_context():
            timeout = self.seconds
        try:
            return super().wait(gen, interval, timeout)
        except psycopg.errors._WaitTimeout:
            self.close()
            raise psycopg.OperationalError("the database is silent") from None


def connect_seconds(settings: Settings) -> int:
    """How long making a connection may take: whole seconds, 2 at least, by the library's rule."""
    return int(min(5, max(2, settings.database_seconds)))


def watched(settings: Settings) -> type[Watched]:
    """The connections of an application with these settings."""
    return type("WatchedConnection", (Watched,), {"seconds": settings.database_seconds})
