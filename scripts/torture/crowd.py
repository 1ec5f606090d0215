"""Threads that go on until they are told to stop."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event, Thread
from typing import Self


class Crowd:
    """Started on entering, told to stop and waited for on leaving."""

    threads: Sequence[Thread]

    def __init__(self) -> None:
        self.stopping = Event()

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()
