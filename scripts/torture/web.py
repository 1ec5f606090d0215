"""The web server under torture: gunicorn on a free port, voters who are signed in, and a proxy that cuts answers."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic
from urllib.parse import urlencode
from uuid import UUID, uuid4

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from pydantic import SecretStr
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from scripts.cluster import ROOT
from scripts.cluster_pid import wait_until
from scripts.torture.crowd import Crowd
from scripts.torture.scratch import Scratch, email_of
from webapp import create_app
from webapp.accounts.actions import account_of, start_session
from webapp.ballots import receipts
from webapp.config import Settings

SECRET = "torture"
HOURS = 8
CSRF = sha256(b"torture").hexdigest()[:40]
PATIENCE = 120
"""Seconds for which an answer, or the database, is waited for: what a slow machine does late it does all the same."""


def free_port() -> int:
    """A free port that the system gives to nobody by itself: a neighbour's connection cannot take it before it is used."""
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    for port in random.SystemRandom().sample(range(lowest - 10_000, lowest), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free")


def exchange(
    port: int, what: str, body: str = "", cookie: str = "", source: str = "127.0.0.1"
) -> tuple[int, str]:
    """One request on a connection of its own, from the address `source` of this machine: the status and the Location.

    Raises OSError without a whole head.
    """
    head = (
        f"{what} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nCookie: nasta={cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    answer = b""
    with socket.create_connection(("127.0.0.1", port), PATIENCE, (source, 0)) as connection:
        connection.sendall((head + body).encode())
        while part := connection.recv(65536):
            answer += part
    first, whole, _ = answer.decode("latin-1").partition("\r\n\r\n")
    if not whole:
        raise ConnectionError("no whole answer")
    lines = first.split("\r\n")
    where = [line[10:] for line in lines if line.lower().startswith("location: ")]
    return int(lines[0].split()[1]), where[0] if where else ""


def application(city: Scratch) -> Flask:
    """The application with the server's settings, to sign cookies with."""
    settings = Settings(database_url=city.url, secret_key=SecretStr(SECRET), key_folder=city.key_folder)
    return create_app(settings)


def cookies(city: Scratch, people: int) -> tuple[list[str], str]:
    """Sign so many voters in; returns their cookies and the token that their forms carry."""
    app, found = application(city), []
    engine = create_engine(city.cluster.place.url)
    with Session(engine) as session:
        for number in range(people):
            account = account_of(session, email_of(number), "fi")
            key = start_session(session, account, HOURS)
            found.append(cookie_of(app, _user_id=key, _fresh=True))
        session.commit()
    engine.dispose()
    return found, token()


def cookie_of(app: Flask, **session: object) -> str:
    """The cookie of a browser with this session, and with the secret of its forms."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return str(signer.dumps({**session, "csrf_token": CSRF}))


def token() -> str:
    """What every form of such a browser carries."""
    return str(URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(CSRF))


class Server:
    """gunicorn with three workers, as the database role that serves in earnest."""

    def __init__(self, city: Scratch, database_url: str = "", **more: str) -> None:
        self.port = free_port()
        self.log = (city.root / "web.log").open("wb")
        environment = os.environ | {
            "DATABASE_URL": database_url or city.url,
            "NASTA_DATABASE_ROLE": "nasta_web",
            "NASTA_KEY_FOLDER": str(city.key_folder),
            "NASTA_SECRET_KEY": SECRET,
            "NASTA_DATABASE_SECONDS": str(PATIENCE),
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "3",
            **more,
        }
        words = [str(ROOT / ".venv" / "bin" / "gunicorn"), "wsgi:app"]
        self.process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=self.log, stderr=self.log)

    def __enter__(self) -> Server:
        if not wait_until(self._answers, PATIENCE):
            raise RuntimeError(f"the web server does not answer: {Path(self.log.name).read_text()[-2000:]}")
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.log.close()

    def _answers(self) -> bool:
        with suppress(OSError):
            return exchange(self.port, "GET /healthz")[0] == 200
        return False

    def kill_a_worker(self, dice: random.Random) -> None:
        """`kill -9` of one of the master's children."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        if children:
            with suppress(ProcessLookupError):
                os.kill(int(dice.choice(children)), signal.SIGKILL)


@dataclass
class WebTally:
    """Receipts that came back (ten bytes of the commitment), how every request ended, and how long each took."""

    receipts: list[bytes] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock, repr=False)

    def note(self, outcome: str, receipt: bytes | None = None, took: float = 0) -> None:
        with self.lock:
            self.outcomes[outcome] += 1
            self.seconds.append(took)
            if receipt is not None:
                self.receipts.append(receipt)


class WebClients(Crowd):
    """Signed-in voters in threads: each form is sent until its receipt has come back."""

    def __init__(self, city: Scratch, port: int, threads: int, signed_in: tuple[list[str], str]) -> None:
        super().__init__()
        self.city, self.port = city, port
        self.tally = WebTally()
        cookie_list, self.token = signed_in
        self.threads = [
            Thread(target=self._run, args=(cookie_list[place::threads], place)) for place in range(threads)
        ]

    def _run(self, people: Sequence[str], seed: int) -> None:
        dice = random.Random(seed)
        while not self.stopping.is_set():
            for cookie in people:
                choices, nonce = dice.sample(self.city.projects, dice.randint(1, 3)), uuid4()
                while not self._send(cookie, choices, nonce) and not self.stopping.wait(0.02):
                    pass
                if self.stopping.is_set():
                    return

    def _send(self, cookie: str, choices: list[int], nonce: UUID) -> bool:
        """Send the form once; True when it has been answered for good."""
        body = urlencode(
            [("choice", str(one)) for one in choices] + [("nonce", str(nonce)), ("csrf_token", self.token)]
        )
        began = monotonic()
        try:
            status, where = exchange(self.port, f"POST /rounds/{self.city.slug}/vote/confirm", body, cookie)
        except OSError:
            self.tally.note("no answer")
            return False
        receipt = receipts.read(where.rpartition("/")[2]) if status == 303 else None
        self.tally.note(str(status), receipt, monotonic() - began)
        return status < 500


class CuttingProxy:
    """Passes requests on, and cuts off one answer in ten after the server has given it."""

    def __init__(self, port: int, share: float = 0.1) -> None:
        self.upstream, self.share, self.cut = port, share, 0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self.listener.getsockname()[1])
        self.dice, self.ends = random.Random(1), Event()
        self.thread = Thread(target=self._serve)

    def __enter__(self) -> CuttingProxy:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ends.set()
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        self.thread.join()
        self.listener.close()

    def _serve(self) -> None:
        while not self.ends.is_set():
            client, _ = self.listener.accept()
            Thread(target=self._pass_on, args=(client, self.dice.random() < self.share)).start()

    def _pass_on(self, client: socket.socket, cut: bool) -> None:
        upstream = ("127.0.0.1", self.upstream)
        with client, suppress(OSError), socket.create_connection(upstream, PATIENCE) as server:
            forth = Thread(target=self._copy, args=(client, server))
            forth.start()
            try:
                while (answer := server.recv(65536)) and not cut:
                    client.sendall(answer)
                self.cut += cut
            finally:  # closing alone does not wake the other thread, and so tells the client nothing
                for end in (client, server):
                    with suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)
                forth.join()

    @staticmethod
    def _copy(client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while request := client.recv(65536):
                server.sendall(request)
