"""Clients that cast by the SQL function, as many at once, and send the same form again after every error."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import errors

from scripts.torture.crowd import Crowd
from scripts.torture.scratch import Scratch

CAST = "select commitment, what from box.cast_ballot(%s, %s, %s::bigint[], %s)"
PAUSE = 0.02


@dataclass
class Tally:
    """What the clients saw. `acknowledged` are commitments whose receipt came back."""

    acknowledged: list[bytes] = field(default_factory=list)
    last_of: dict[bytes, bytes] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock, repr=False)

    def note(self, voter: bytes, commitment: bytes, what: str) -> None:
        with self.lock:
            self.acknowledged.append(commitment)
            self.last_of[voter] = commitment
            self.outcomes[what] += 1

    def miss(self, why: str) -> None:
        with self.lock:
            self.outcomes[why] += 1


class Clients(Crowd):
    """Threads that vote for distinct voters, again and again, until they are told to stop."""

    def __init__(self, city: Scratch, threads: int, *, options: str = "") -> None:
        super().__init__()
        self.city, self.options = city, options
        self.tally, self.wake = Tally(), Event()
        shares = [city.voters[place::threads] for place in range(threads)]
        self.threads = [Thread(target=self._run, args=(share, seed)) for seed, share in enumerate(shares)]

    def _run(self, voters: Sequence[bytes], seed: int) -> None:
        dice, connection = random.Random(seed), None
        while not self.stopping.is_set():
            for voter in voters:
                choices = dice.sample(self.city.projects, dice.randint(1, 3))
                connection = self._until_answered(connection, voter, choices, uuid4())
                if self.stopping.is_set():
                    break
        if connection is not None:
            connection.close()

    def _until_answered(
        self,
        connection: psycopg.Connection[Any] | None,
        voter: bytes,
        choices: list[int],
        nonce: UUID,
    ) -> psycopg.Connection[Any] | None:
        """Send one form until an answer comes back, with a new connection after each failure."""
        while True:
            try:
                if connection is None:
                    connection = psycopg.connect(self.city.url, options=self.options, connect_timeout=5)
                row = connection.execute(CAST, (self.city.round_id, voter, choices, nonce)).fetchone()
                connection.commit()
                assert row is not None
                self.tally.note(voter, bytes(row[0]), str(row[1]))
                return connection
            except errors.CheckViolation as error:
                self.tally.miss(error.diag.constraint_name or "refused")
                if connection is not None:
                    connection.rollback()
                return connection
            except psycopg.Error as error:
                self.tally.miss(type(error).__name__)
                if connection is not None:
                    connection.close()
                connection = None
                if self.stopping.is_set():
                    return None
                self.wake.wait(PAUSE)
