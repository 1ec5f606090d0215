"""A private database of the tests' own, in a folder that the server's account may enter."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from scripts.cluster import ROOT, Cluster
from scripts.cluster_pid import server_pid, wait_until

USER = """
import sys
from pathlib import Path
from scripts.cluster import Cluster

cluster = Cluster(Path(sys.argv[1]))
print(cluster.ensure_running(), flush=True)
sys.stdin.read()
"""


class Users:
    """Starts processes that use a database until they are told to end, or killed."""

    def __init__(self, root: Path, at_end: ExitStack) -> None:
        self.root = root
        self.at_end = at_end

    def begin(self) -> subprocess.Popen[str]:
        """Start one without waiting for it."""
        user = subprocess.Popen(
            [sys.executable, "-c", USER, str(self.root)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.at_end.callback(self.end, user)
        return user

    def start(self) -> subprocess.Popen[str]:
        """Start one and return once it may use the database."""
        user = self.begin()
        assert user.stdout is not None
        assert user.stdout.readline().startswith("postgresql+psycopg://")
        return user

    @staticmethod
    def end(user: subprocess.Popen[str]) -> None:
        user.communicate()


@pytest.fixture(scope="package")
def clone() -> Iterator[Path]:
    root = Path(tempfile.mkdtemp(prefix="nasta-start-"))
    root.chmod(0o755)
    yield root
    Cluster(root).destroy()
    shutil.rmtree(root)


@pytest.fixture
def cluster(clone: Path) -> Iterator[Cluster]:
    """A database that does not run at the beginning, and not at the end."""
    cluster = Cluster(clone)
    yield cluster
    cluster.stop()
    cluster.release()


@pytest.fixture
def users(cluster: Cluster) -> Iterator[Users]:
    with ExitStack() as at_end:
        yield Users(cluster.root, at_end)


def is_down(cluster: Cluster) -> bool:
    """Whether it stops within the time that a clean stop takes."""
    return wait_until(lambda: server_pid(cluster.place) is None)


def is_down_cleanly(cluster: Cluster) -> bool:
    """Whether it also says so: the server removes its lock file first and writes its last line after that."""
    last_words = "database system is shut down"
    return is_down(cluster) and wait_until(
        lambda: last_words in cluster.place.log.read_text().splitlines()[-1], seconds=10
    )
