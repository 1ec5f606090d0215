"""Tiles of proposals and of the background that a web process keeps, each with the state of affairs that it shows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable

OVERHEAD = 400
"""Bytes that a kept tile takes besides its own."""


class KeptTiles:
    """Made tiles, up to so many bytes in all; those not asked for longest go first. Threads may share it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self.tiles: dict[Hashable, bytes] = {}
        self.lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The tile, made if there is none. Two threads may make the same one at once: both come out alike."""
        with self.lock:
            body = self._take(key)
            if body is not None:
                return self._put(key, body)
        body = make()
        with self.lock:
            self._take(key)
            return self._put(key, body)

    def _take(self, key: Hashable) -> bytes | None:
        body = self.tiles.pop(key, None)
        if body is not None:
            self.size -= len(body) + OVERHEAD
        return body

    def _put(self, key: Hashable, body: bytes) -> bytes:
        self.tiles[key] = body
        self.size += len(body) + OVERHEAD
        while self.size > self.most:
            self._take(next(iter(self.tiles)))
        return body
