"""A way to the database that falls silent: connections stay open, nothing comes through."""

from __future__ import annotations

import select
import socket
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

LOOK = 0.05
"""Seconds between looks whether the silence has begun or ended."""


class SilentProxy:
    """Passes bytes between a free port and the database's socket, while `speaks` is set."""

    def __init__(self, upstream: Path) -> None:
        self.upstream = str(upstream)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self.listener.getsockname()[1])
        self.speaks, self.ends = Event(), Event()
        self.speaks.set()
        self.thread = Thread(target=self._serve)

    def __enter__(self) -> SilentProxy:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ends.set()
        self.speaks.set()
        self.thread.join()
        self.listener.close()

    def _serve(self) -> None:
        while not self.ends.is_set():
            if select.select([self.listener], [], [], LOOK)[0]:
                client, _ = self.listener.accept()
                Thread(target=self._pass_on, args=(client,)).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.socket(socket.AF_UNIX) as server:
            server.connect(self.upstream)
            other = {client: server, server: client}
            while not self.ends.is_set():
                if not self.speaks.wait(LOOK):
                    continue
                for end in select.select([client, server], [], [], LOOK)[0]:
                    part = end.recv(65536)
                    if not part:
                        return
                    self.speaks.wait()
                    other[end].sendall(part)
