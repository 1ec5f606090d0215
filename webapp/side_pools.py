"""Few connections beside those of the pages, for what programs and maps fetch in numbers.

Whoever waits for a connection holds a thread of the process. So that ballots always find one, these pools have fewer
connections than the process has threads, all together, and whoever finds them all in use is refused almost at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from psycopg_pool import ConnectionPool, PoolTimeout

from webapp.config import Settings
from webapp.watched import Watched, watched

TURN_SECONDS = 0.2
"""So long a request waits for its turn: enough for a map's usual burst, as a tile takes some milliseconds."""


class SidePool(ConnectionPool[Watched]):
    """Up to `number` connections for reading, each statement with a time limit. Opened when first used."""

    def __init__(self, settings: Settings, name: str, number: int, time_limit: str) -> None:
        options = f"-c statement_timeout={time_limit} -c jit=off -c default_transaction_read_only=on"
        self.turns = BoundedSemaphore(number)
        super().__init__(
            settings.psycopg_url,
            connection_class=watched(settings),
            min_size=0,
            max_size=number,
            open=False,
            timeout=5,
            kwargs={"autocommit": True, "options": options, "application_name": name},
        )

    @contextmanager
    def connection(self, timeout: float | None = None) -> Iterator[Watched]:
        """A connection. Raises PoolTimeout where all are in use; one that has yet to be made is waited for."""
        if not self.turns.acquire(timeout=TURN_SECONDS):
            raise PoolTimeout("all connections are in use")
        try:
            self.open()
            with super().connection(timeout) as found:
                yield found
        finally:
            self.turns.release()
