"""Is the server of a data folder running? Its lock file can lie, so the processes are asked.

After a kill -9 the file names a process that is gone, a zombie that nobody has collected, or by now someone
else's program; and a server process may still be at work without its master, holding the shared memory.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event
from time import monotonic

from scripts.cluster_place import ClusterError, Place

PATIENCE = 30.0
READY = "ready"


def wait_until(is_true: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Look every 20 ms until something is so. False when the time is up."""
    end, pause = monotonic() + seconds, Event()
    while not is_true():
        if monotonic() > end:
            return False
        pause.wait(0.02)
    return True


def is_alive(pid: int) -> bool:
    """Whether a process exists and is more than a zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in ("Z", "X")


def serves(pid: int, data: Path) -> bool:
    """Whether a living process is PostgreSQL at work in this data folder, removed since or not."""
    try:
        program = Path(f"/proc/{pid}/exe").readlink().name
        folder = Path(f"/proc/{pid}/cwd").readlink()
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return False
    is_here = str(folder).removesuffix(" (deleted)") == str(data.resolve())
    return is_here and program.partition(" ")[0] == "postgres" and is_alive(pid)


def processes_of(data: Path) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and serves(int(entry.name), data):
            yield int(entry.name)


def lock_file(place: Place) -> list[str]:
    try:
        return place.pid_file.read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []


def server_pid(place: Place) -> int | None:
    """The master process, if it lives."""
    lines = lock_file(place)
    pid = int(lines[0]) if lines and lines[0].strip().isdigit() else 0
    return pid if pid and serves(pid, place.data) else None


def is_ready(place: Place) -> bool:
    """Whether the server says that it takes connections (the last line of its lock file)."""
    lines = lock_file(place)
    return server_pid(place) is not None and len(lines) >= 8 and lines[7].strip() == READY


def clear_leftovers(place: Place) -> None:
    """After a crash: end processes without a master, then remove the lock files that nobody holds.

    Call only when no server runs. Raises: ClusterError if a process will not end.
    """
    for sign in (signal.SIGQUIT, signal.SIGKILL):
        for pid in processes_of(place.data):
            with suppress(ProcessLookupError):
                os.kill(pid, sign)
        if wait_until(lambda: not any(processes_of(place.data)), PATIENCE / 3):
            break
    else:
        raise ClusterError(f"A process of an earlier database in {place.data} does not end.")
    for path in (place.pid_file, *place.socket.glob(".s.PGSQL.*")):
        path.unlink(missing_ok=True)
