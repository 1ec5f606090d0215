"""A map server on the loopback for tests: it answers each path with what it was given."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, dict[str, str], bytes]


class MapServer(ThreadingHTTPServer):
    """Answers by path and page (`page` or `startIndex`), and remembers the queries that came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, Answer] = {}
        self.asked: list[dict[str, str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: MapServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.server.asked.append({key: values[0] for key, values in parse_qs(parts.query).items()})
        page = self.server.asked[-1].get("page", self.server.asked[-1].get("startIndex", ""))
        status, headers, body = self.server.answers.get(parts.path + page, (404, {}, b"no"))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def map_server() -> Iterator[MapServer]:
    """A server that runs until the block ends."""
    server = MapServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
