"""The private PostGIS database of one clone: `python -m scripts.cluster start|stop|status|psql|destroy`.

It lives in the git-ignored `.nasta/`, listens on a unix socket only and has nothing to do with a server the
machine may run. It starts when it is first needed and stops when its last user has gone (cluster_keeper says
how); `start` lets it stay until `stop`. Where DATABASE_URL is set, nothing is started.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scripts.cluster_keeper import READY_WORD, clean_environment, command
from scripts.cluster_pid import is_ready, server_pid, wait_until
from scripts.cluster_place import DATABASE, PORT, ROLE, ClusterError, Place

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Cluster:
    """The private database of the clone at `root`."""

    root: Path = ROOT
    held: int | None = field(default=None, repr=False)

    @property
    def place(self) -> Place:
        return Place(self.root)

    def ensure_running(self) -> str:
        """Start it unless it runs, and use it until this process ends. Returns its SQLAlchemy URL.

        Raises: ClusterError, with what to do.
        """
        place = self.place
        if self.held is None:
            self.held = os.open(place.users, os.O_WRONLY | os.O_CREAT, 0o644)
            fcntl.flock(self.held, fcntl.LOCK_SH)
        with locked(place.start):
            wait_until(lambda: is_ready(place) or server_pid(place) is None)
            if not is_ready(place):
                start_keeper(place)
        return place.url

    def release(self) -> bool:
        """Stop using it. True once it has stopped, False where someone else still uses it."""
        if self.held is not None:
            os.close(self.held)
            self.held = None
        if self.place.stays.exists():
            return False
        return wait_until(lambda: server_pid(self.place) is None, seconds=5)

    def stop(self) -> None:
        """Stop it, whoever uses it. Raises: ClusterError if it does not end."""
        place = self.place
        place.stays.unlink(missing_ok=True)
        with locked(place.start):
            pid = server_pid(place)
            if pid is not None:
                os.kill(pid, signal.SIGINT)
            if not wait_until(lambda: server_pid(place) is None):
                raise ClusterError(f"The database (process {pid}) does not stop.")

    def destroy(self) -> None:
        """Stop it and remove all its data."""
        self.stop()
        for folder in (self.place.data, self.place.socket):
            shutil.rmtree(folder, ignore_errors=True)
        self.place.made.unlink(missing_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("ab") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def start_keeper(place: Place) -> None:
    """Raises: ClusterError with what the server said."""
    place.log.parent.mkdir(exist_ok=True)
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as report, place.log.with_name("keeper.log").open("ab") as log:
        words = [sys.executable, "-m", "scripts.cluster_keeper", str(place.root), str(writer)]
        try:
            subprocess.run(
                words,
                cwd=ROOT,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[writer],
                check=True,
            )
        finally:
            os.close(writer)
        answer = report.read()
    if answer != READY_WORD:
        raise ClusterError(answer.decode() or f"The database's keeper ended early: see {log.name}")


OURS = Cluster()


def ensure_running() -> str:
    """The URL of the database to use: DATABASE_URL, else this clone's own, started if need be."""
    return os.environ.get("DATABASE_URL") or OURS.ensure_running()


def stop() -> None:
    OURS.stop()


def start() -> None:
    OURS.place.stays.touch()
    print(OURS.ensure_running())


def status() -> None:
    pid = server_pid(OURS.place)
    print(f"running as process {pid}" if pid else "not running")
    print(f"data   {OURS.place.data}\nlog    {OURS.place.log}\nURL    {OURS.place.url}")


def psql() -> None:
    """A prompt on the database; further words go to psql."""
    OURS.ensure_running()
    words = command(
        OURS.place, "psql", "-h", str(OURS.place.socket), "-p", str(PORT), "-U", ROLE, "-d", DATABASE
    )
    done = subprocess.run([*words, *sys.argv[2:]], env=clean_environment(), check=False)
    sys.exit(done.returncode)


COMMANDS = {"start": start, "stop": stop, "status": status, "psql": psql, "destroy": OURS.destroy}


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    try:
        COMMANDS[sys.argv[1]]()
    except ClusterError as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
