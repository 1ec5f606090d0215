"""The keeper: a small process that runs the private database for as long as anyone uses it.

Whoever uses the database holds a shared lock on one file. The kernel drops that lock when the user ends, by
whatever end, kill -9 included. The keeper waits for the exclusive lock: once it has it, nobody is left and it
stops the server. Should the keeper itself be killed, the kernel sends the server SIGINT, its clean stop.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from scripts.cluster_pid import PATIENCE, clear_leftovers, is_ready
from scripts.cluster_place import DATABASE, PORT, ROLE, ClusterError, Place, server_folder

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "shared_buffers": "256MB",
    "max_connections": "60",
    "jit": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "unix_socket_permissions": "0700",
    "log_min_duration_statement": "1000",
    # No ballot, key or address in the log of a slow or failed statement.
    "log_parameter_max_length": "0",
    "log_error_verbosity": "terse",
}
LOG_LIMIT = 10_000_000
READY_WORD = b"ready"


def clean_environment() -> dict[str, str]:
    """Without the PG* variables and locale of whoever starts us: they would change the server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C.UTF-8"}


def command(place: Place, program: str, *words: str) -> list[str]:
    """A PostgreSQL program, run as the account of the server."""
    return [*place.who.switch, str(server_folder(place.data) / program), *words]


def call(place: Place, program: str, *words: str) -> str:
    """Run a PostgreSQL program to its end and return what it printed.

    Raises: subprocess.CalledProcessError, with its words in stderr.
    """
    done = subprocess.run(
        command(place, program, *words),
        env=clean_environment(),
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def sql(place: Place, statement: str, database: str = DATABASE) -> str:
    """Run one statement and return its rows as plain text, fields parted by `|`."""
    words = ("-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", str(place.socket), "-p", str(PORT))
    return call(place, "psql", *words, "-U", ROLE, "-d", database, "-c", statement).strip()


def make_data_folder(place: Place) -> None:
    """initdb into a folder beside, then rename: a half-made one is never taken for a whole."""
    half = place.data.with_name("data.half")
    if half.exists():
        subprocess.run(["rm", "-rf", str(half)], check=True)
    half.parent.mkdir(parents=True, exist_ok=True)
    half.mkdir(mode=0o700)
    place.made.unlink(missing_ok=True)
    os.chown(half, place.who.uid, place.who.gid)
    words = ("-D", str(half), "-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    call(place, "initdb", *words, "--no-instructions")
    half.rename(place.data)


def start_server(place: Place) -> subprocess.Popen[bytes]:
    place.log.parent.mkdir(exist_ok=True)
    if place.log.exists() and place.log.stat().st_size > LOG_LIMIT:
        place.log.replace(place.log.with_suffix(".old"))
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    where = ["-D", str(place.data), "-k", str(place.socket)]
    program, *words = command(place, "postgres", *where, *settings)
    switch = (program, *words) if program == "setpriv" else ("setpriv", program, *words)
    with place.log.open("ab") as log:
        return subprocess.Popen(
            [switch[0], "--pdeathsig", "INT", *switch[1:]],
            env=clean_environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def wait_until_ready(place: Place, server: subprocess.Popen[bytes]) -> bool:
    """False when the server ended instead, or takes too long."""
    for _ in range(int(PATIENCE * 50)):
        if is_ready(place):
            return True
        try:
            server.wait(0.02)
            return False
        except subprocess.TimeoutExpired:
            continue
    return False


def make_database(place: Place) -> None:
    if place.made.exists():
        return
    if not sql(place, f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'", "postgres"):
        sql(place, f"CREATE DATABASE {DATABASE}", "postgres")
    sql(place, "CREATE EXTENSION IF NOT EXISTS postgis")
    place.made.touch()


def last_words(place: Place) -> str:
    lines = place.log.read_text(errors="replace").splitlines() if place.log.exists() else []
    return "\n".join(lines[-8:])


def stop_server(server: subprocess.Popen[bytes]) -> None:
    """PostgreSQL's fast stop: sessions are ended, everything is written."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def keep(place: Place, report: int) -> None:
    """Start the server, say so on the descriptor `report`, and stop it when its last user has gone.

    Raises: ClusterError, subprocess.CalledProcessError when it cannot be started.
    """
    if not place.data.exists():
        make_data_folder(place)
    place.data.chmod(0o700)
    clear_leftovers(place)
    server = start_server(place)
    if not wait_until_ready(place, server):
        raise ClusterError(f"The database did not start. It said:\n{last_words(place)}")
    make_database(place)

    def on_stop(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        stop_server(server)
        sys.exit(0)

    def on_child(_number: int, _frame: FrameType | None) -> None:
        if server.poll() is not None:
            sys.exit(1)

    signal.signal(signal.SIGTERM, on_stop)
    signal.signal(signal.SIGCHLD, on_child)
    on_child(0, None)
    os.write(report, READY_WORD)
    os.close(report)
    with place.users.open("ab") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        if not place.stays.exists():
            on_stop(0, None)
    while True:
        signal.pause()


def main() -> None:
    """`cluster_keeper ROOT DESCRIPTOR`: leaves its parent at once, reports on the descriptor."""
    if os.fork():
        os._exit(0)
    report = int(sys.argv[2])
    try:
        keep(Place(Path(sys.argv[1])), report)
    except subprocess.CalledProcessError as error:
        os.write(report, f"{' '.join(error.cmd)} failed: {error.stderr}".encode())
    except (ClusterError, OSError) as error:
        os.write(report, str(error).encode())
    sys.exit(1)


if __name__ == "__main__":
    main()
