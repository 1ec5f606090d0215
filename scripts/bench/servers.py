"""Web servers to measure: ours, a hello-world page under the same gunicorn, and peers."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from scripts.bench.city import HOME
from scripts.cluster import ROOT
from scripts.cluster_pid import wait_until

HOST = "127.0.0.1"
GUNICORN = str(ROOT / ".venv" / "bin" / "gunicorn")
OURS = (GUNICORN, "wsgi:app")
HELLO = (GUNICORN, "scripts.bench.hello:app")
USUAL = (GUNICORN, "scripts.bench.usual:app")


@dataclass(frozen=True)
class Server:
    """A running server: where it answers and the process that all its workers descend from."""

    address: str
    pid: int


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(words: tuple[str, ...], environment: Mapping[str, str], path: str = "/") -> Iterator[Server]:
    """The server while it is measured. `PORT` in the words stands for its port."""
    port = free_port()
    address = f"http://{HOST}:{port}"
    log = (HOME / "server.log").open("ab")
    with log:
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *(word.replace("PORT", str(port)) for word in words)],
            cwd=ROOT,
            env={**environment, "PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_until(lambda: answers(address + path) or process.poll() is not None, seconds=60)
        if process.poll() is not None:
            raise RuntimeError(f"{' '.join(words)} did not start: see {HOME / 'server.log'}")
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=10):
            return True
    except HTTPError:
        return True
    except (URLError, OSError):
        return False
