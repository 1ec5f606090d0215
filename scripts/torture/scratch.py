"""A city to break: a private cluster of its own in a folder that is removed afterwards, a round, and its voters."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from scripts.cluster import Cluster
from scripts.cluster_pid import processes_of, server_pid, wait_until
from webapp.ballots import keys
from webapp.ballots.models import VotingRight
from webapp.cli import alembic_config
from webapp.projects.models import Project
from webapp.rounds.models import Pot, Round
from webapp.texts import Texts

PROJECTS = 6
WORDS = Texts(fi="Rasituskoe", sv="Prov", en="Torture")
PHASE_FROM = text(
    "insert into phase (round_id, kind, starts_at, ends_at) values"
    " (:round, 'voting', clock_timestamp() - interval '1 minute', clock_timestamp() + interval '1 day')"
)


@dataclass
class Scratch:
    """The city: its cluster, its folder of keys, the round, the projects and the voters' keys."""

    root: Path
    cluster: Cluster
    round_id: int = 0
    slug: str = ""
    projects: list[int] = field(default_factory=list)
    voters: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address as psycopg reads it."""
        return self.cluster.place.url.replace("postgresql+psycopg", "postgresql", 1)

    @property
    def key_folder(self) -> Path:
        return self.root / "keys"

    def add_round(self, voters: int, *, two_people: bool = False) -> None:
        """A round that is open for a day, with rights for people `email:voter-N@...`."""
        engine = create_engine(self.cluster.place.url)
        with Session(engine) as session:
            self.slug = f"torture-{secrets.token_hex(4)}"
            words = {"title": WORDS, "summary": WORDS, "rules_text": WORDS}
            row = Round(slug=self.slug, is_published=True, tie_seed="x", two_people=two_people, **words)
            session.add(row)
            session.flush()
            pot = Pot(round_id=row.id, name=WORDS, amount_cents=1_000_00)
            session.add(pot)
            session.flush()
            listed = [
                Project(
                    round_id=row.id,
                    pot_id=pot.id,
                    state="ballot",
                    title=WORDS,
                    summary=WORDS,
                    cost_cents=100_00,
                )
                for _ in range(PROJECTS)
            ]
            session.add_all(listed)
            session.flush()
            self.round_id, self.projects = row.id, [project.id for project in listed]
            people = [f"email:{email_of(number)}" for number in range(voters)]
            self.voters = [keys.ballot_key(self.key_folder, row.id, person) for person in people]
            session.add_all(VotingRight(round_id=row.id, ballot_key=key) for key in self.voters)
            session.execute(PHASE_FROM, {"round": row.id})
            session.commit()
        engine.dispose()

    def kill(self) -> int:
        """`kill -9` of the master and of every process of the database. Returns how many there were."""
        place, killed = self.cluster.place, set[int]()
        master = server_pid(place)
        if master is not None:
            with suppress(ProcessLookupError):
                os.kill(master, signal.SIGKILL)
                killed.add(master)
        while found := set(processes_of(place.data)) - killed:
            for pid in found:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                killed.add(pid)
        wait_until(lambda: not any(processes_of(place.data)), 10)
        return len(killed)

    def start_again(self) -> None:
        """Bring the database back; it repairs itself."""
        self.cluster.ensure_running()

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of the owner, for looking."""
        return psycopg.connect(self.url, autocommit=True)


def email_of(number: int) -> str:
    """The address of voter number so and so."""
    return f"voter-{number}@torture.example"


@contextmanager
def scratch_city() -> Iterator[Scratch]:
    """A new cluster with all tables; stopped and removed at the end."""
    root = Path(tempfile.mkdtemp(prefix="nasta-torture-"))
    root.chmod(0o755)
    try:
        with city_in(root) as city:
            yield city
    finally:
        shutil.rmtree(root, ignore_errors=True)


@contextmanager
def city_in(root: Path) -> Iterator[Scratch]:
    """A new cluster with all tables in an empty folder; stopped and removed at the end."""
    cluster = Cluster(root)
    try:
        cluster.ensure_running()
        command.upgrade(alembic_config(cluster.place.url), "head")
        yield Scratch(root, cluster)
    finally:
        cluster.destroy()
        cluster.release()
