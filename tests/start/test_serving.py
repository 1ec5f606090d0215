"""`make run` as a whole: it serves, stops in the right order on Ctrl-C, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from urllib.request import urlopen

import pytest

from scripts.cluster import ROOT
from scripts.cluster_pid import is_alive, wait_until
from scripts.serve import PEOPLE, ServeError, answers, port
from scripts.torture.web import free_port
from tests import database

NAME = "nasta_serve_test"


@pytest.fixture(name="free_port")
def a_free_port() -> int:
    return free_port()


@pytest.fixture
def server(free_port: int) -> Iterator[subprocess.Popen[str]]:
    """`make run` over an empty database of its own, without the demo city."""
    database.run_on_server(f"DROP DATABASE IF EXISTS {NAME}", f"CREATE DATABASE {NAME}")
    environment = os.environ | {"PORT": str(free_port), "DATABASE_URL": database.url_of(NAME)}
    server = subprocess.Popen(
        [sys.executable, "-m", "scripts.serve", "--empty"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with server:
        assert wait_until(lambda: answers(f"http://127.0.0.1:{free_port}") or server.poll() is not None, 150)
        yield server
        server.kill()
    database.run_on_server(f"DROP DATABASE {NAME} WITH (FORCE)")


def read_until(server: subprocess.Popen[str], word: str) -> str:
    assert server.stdout is not None
    seen = ""
    for line in server.stdout:
        seen += line
        if word in line:
            break
    return seen


def children_of(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children") as stream:
        return [int(word) for word in stream.read().split()]


def test_it_serves_and_tells_each_role_how_to_sign_in(server: subprocess.Popen[str], free_port: int) -> None:
    with urlopen(f"http://127.0.0.1:{free_port}/healthz") as answer:
        assert answer.status == 200
    seen = read_until(server, "Stop: Ctrl-C")
    assert f"http://127.0.0.1:{free_port}" in seen
    assert all(mail in seen for mail in PEOPLE.values())


def test_ctrl_c_stops_the_web_server_before_the_worker_and_leaves_nothing(
    server: subprocess.Popen[str],
) -> None:
    read_until(server, "Stop: Ctrl-C")
    children = children_of(server.pid)
    assert len(children) == 2
    server.send_signal(signal.SIGINT)
    said, _ = server.communicate(timeout=150)
    assert server.returncode == 0
    assert said.index("Stopping the web server") < said.index("Stopping the job worker")
    assert not any(is_alive(child) for child in children)


def test_kill_9_leaves_no_web_server_and_no_worker(server: subprocess.Popen[str]) -> None:
    read_until(server, "Stop: Ctrl-C")
    children = children_of(server.pid)
    server.kill()
    assert wait_until(lambda: not any(is_alive(child) for child in children), 150)


def test_a_taken_port_is_told_in_a_sentence(free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(free_port))
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        with pytest.raises(ServeError, match=f"Port {free_port} is taken"):
            port()
    assert port() == free_port


@pytest.mark.parametrize("words", ["", "eighty", "0", "65536", "-1"])
def test_what_is_no_port_is_told_in_a_sentence(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", words)
    with pytest.raises(ServeError, match="give a number from 1 to 65535"):
        port()
