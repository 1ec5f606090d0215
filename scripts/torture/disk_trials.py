"""Trials of what lies beneath the database: a full disk, files that may not grow, and a crash before what waits is written."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event
from uuid import uuid4

import psycopg

from scripts.cluster_pid import processes_of, wait_until
from scripts.torture.looking import look
from scripts.torture.scratch import Scratch, city_in
from scripts.torture.sql_clients import CAST, Clients
from scripts.torture.trials import CLIENTS, good, must

DISK = "320m"
GROWTH = "65536"
"""Bytes that a file may have while none may grow: less than any that the database writes ballots to."""
ENOUGH = 200
"""So many are cast after it."""
PAUSE, LONGEST = 0.25, 240
"""Seconds between looks whether anything is refused yet, and how many looks at most."""
KEPT = ("cast", "replaced", "repeated")
LOG_WRITER = "select pid, wait_event from pg_stat_activity where backend_type = 'walwriter'"


@contextmanager
def small_disk() -> Iterator[Path | None]:
    """A small file system of its own, None where this process may not mount one."""
    folder = Path(tempfile.mkdtemp(prefix="nasta-disk-"))
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "tmpfs", str(folder)]
    is_mounted = os.geteuid() == 0 and subprocess.run(words, capture_output=True, check=False).returncode == 0
    try:
        yield folder if is_mounted else None
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


def fill(path: Path) -> None:
    """Write until nothing more fits."""
    with suppress(OSError), path.open("ab", buffering=0) as filler:
        while True:
            filler.write(bytes(65536))


def full_disk(_city: Scratch, seconds: float) -> str:
    """The disk of the database is full for a while: ballots are refused, none is lost, and voting goes on after it."""
    with small_disk() as folder:
        if folder is None:
            return "not tried: it takes the right to mount a file system (root); see files that may not grow"
        with city_in(folder) as city:
            filler = folder / "filler"
            line = while_nothing_is_written(city, seconds, lambda: fill(filler), filler.unlink)
    return f"disk full for {seconds:.0f} s, {line}"


def stuck_files(city: Scratch, seconds: float) -> str:
    """No file may grow for a while, by a limit that needs no rights: the database stops and comes back with every ballot."""
    line = while_nothing_is_written(
        city,
        seconds,
        lambda: let_files_have(city, GROWTH),
        lambda: let_files_have(city, "unlimited"),
    )
    return f"files could not grow for {seconds:.0f} s, {line}"


def let_files_have(city: Scratch, limit: str) -> None:
    """Let no process of the database write beyond so many bytes of a file. It is done as the user who they run as."""
    place = city.cluster.place
    for pid in processes_of(place.data):
        words = [*place.who.switch, "prlimit", f"--fsize={limit}:", f"--pid={pid}"]
        subprocess.run(words, capture_output=True, check=False)  # some end meanwhile


def while_nothing_is_written(
    city: Scratch, seconds: float, stop: Callable[[], None], go_on: Callable[[], None]
) -> str:
    """People vote while nothing can be written for so long, at least until something was refused; then all goes on."""
    pause = Event()
    city.add_round(200)
    with Clients(city, CLIENTS) as clients:
        pause.wait(1)
        for turn in range(LONGEST):
            stop()
            pause.wait(PAUSE)
            refused = sum(times for how, times in clients.tally.outcomes.items() if how not in KEPT)
            if turn * PAUSE >= seconds and refused:
                break
        go_on()
        so_far = len(clients.tally.acknowledged)
        wait_until(lambda: is_cast_again(city, clients, so_far + ENOUGH), 120)
    found, at_end = look(city, clients.tally.acknowledged), len(clients.tally.acknowledged)
    must(refused > 0, f"nothing was refused: {dict(clients.tally.outcomes)}")
    must(at_end > so_far + ENOUGH, "voting did not go on")
    return f"{refused} refusals, {at_end - so_far} cast after it: {good(found)}"


def is_cast_again(city: Scratch, clients: Clients, enough: int) -> bool:
    """Whether so many have cast. A database that was about to give up when the trouble ended is started again."""
    city.start_again()
    return len(clients.tally.acknowledged) > enough


def crash_before_writing(city: Scratch, voters: int) -> str:
    """The process that writes what may wait stands still, and the database is killed: what was written at once is there,
    what was told before it was written (`synchronous_commit=off`) is lost. This shows that a loss would be seen.
    """
    city.add_round(2 * voters)
    must(
        wait_until(lambda: is_log_writer_stopped(city)),
        "there is no process that writes the log, or it never rests",
    )
    at_once = cast_all(city, city.voters[:voters], "on")
    later = cast_all(city, city.voters[voters:], "off")
    city.kill()
    city.start_again()
    kept, gone = look(city, at_once), look(city, later)
    must(gone.lost > 0, "nothing was lost with synchronous_commit=off: this test sees nothing")
    return (
        f"{gone.lost} of {voters} that were told too early are lost, as must be; of the others: {good(kept)}"
    )


def is_log_writer_stopped(city: Scratch) -> bool:
    """Stop it where it rests. In the midst of writing it would keep everybody else from it: then it goes on."""
    with city.connect() as connection:
        found = connection.execute(LOG_WRITER).fetchone()
        if found is None:
            return False
        os.kill(found[0], signal.SIGSTOP)
        wait_until(partial(stands_still, found[0]))
        if connection.execute(LOG_WRITER).fetchone() == (found[0], "WalWriterMain"):
            return True
        os.kill(found[0], signal.SIGCONT)
    return False


def stands_still(pid: int) -> bool:
    """Whether a process has been stopped."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def cast_all(city: Scratch, voters: list[bytes], synchronous: str) -> list[bytes]:
    """One ballot of each voter, one after another; the commitments that came back."""
    with psycopg.connect(city.url, options=f"-c synchronous_commit={synchronous}") as connection:
        told = []
        for voter in voters:
            row = connection.execute(CAST, (city.round_id, voter, city.projects[:1], uuid4())).fetchone()
            connection.commit()
            told.append(bytes(row[0]) if row else b"")
    return told
