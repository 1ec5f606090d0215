"""Serve the demo city on this machine, behind `make run`: database, tables, demo, web server, job worker.

Whatever way it ends, nothing stays behind: the web server and the worker are told to stop when this process
dies, and the private database stops with its last user.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from scripts.cluster import OURS, ROOT
from scripts.cluster_pid import wait_until
from scripts.cluster_place import ClusterError

HOST = "127.0.0.1"
LOGS = ROOT / ".nasta" / "log"
PROGRAMS = ROOT / ".venv" / "bin"
NAMES = {"web": "the web server", "worker": "the job worker"}
WEB = ("web", "gunicorn", "wsgi:app")
WORKER = ("worker", "flask", "jobs", "work")
# Runs a program that is told to stop when the parent named dies. The kernel tells of no death from before it was
# asked to: where the parent is gone by then, the program is not run.
WHILE_PARENT_LIVES = ("setpriv", "--pdeathsig", "TERM", "sh", "-c", '[ "$PPID" = "$0" ] && exec "$@"')
ALL_DAY = "480"
"""Minutes for which a link holds in the demo: nobody who shows it is asked to confirm anew."""
PEOPLE = {
    "resident": "asukas@nasta.example",
    "official": "asiantuntija@nasta.example",
    "planner": "suunnittelija@nasta.example",
    "GIS staff": "paikkatieto@nasta.example",
    "coordinator": "koordinaattori@nasta.example",
}

SECOND_FACTOR = """
    No second factor is asked for; officials may set one up on their own page. As in production:
    make run NASTA_STAFF_SECOND_FACTOR=required NASTA_FRESH_MINUTES=15
"""


class ServeError(Exception):
    """Serving cannot go on; the message says why."""


def say(text: str) -> None:
    print(f"  {text}", flush=True)


def port() -> int:
    """The port asked for. Raises: ServeError when it is no port, or taken."""
    words = os.environ.get("PORT", "8000")
    if not words.isdigit() or not 0 < int(words) < 65536:
        raise ServeError(f"PORT is {words!r}: give a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(words)))
        except PermissionError:
            raise ServeError(f"Only root may use port {words}: try `make run PORT=8080`.") from None
        except OSError:
            raise ServeError(
                f"Port {words} is taken, perhaps by a Nasta that already runs. "
                "Stop that, or choose another: `make run PORT=8080`."
            ) from None
    return int(words)


def database() -> None:
    if os.environ.get("DATABASE_URL"):
        say("Using the database that DATABASE_URL names")
        return
    say("Starting the database" if OURS.place.data.exists() else "Making the database")
    if OURS.place.data.parent != OURS.place.home:
        say(f"(in {OURS.place.data}, as the account that runs it cannot enter this folder)")
    OURS.ensure_running()


def load_demo() -> None:
    """Raises: ServeError if it fails; its progress and its words are shown."""
    if subprocess.run([str(PROGRAMS / "flask"), "demo", "load"], cwd=ROOT, check=False).returncode != 0:
        raise ServeError("The demo city could not be loaded: the last words are above.")


def log_of(name: str) -> Path:
    return LOGS / f"{name}.log"


def last_words(name: str) -> str:
    return log_of(name).read_text(errors="replace")[-3000:]


def start(
    name: str, program: str, *words: str, starter: socket.socket | None = None
) -> subprocess.Popen[bytes]:
    """A child with its own log, out of reach of Ctrl-C, that is told to stop should we be killed."""
    LOGS.mkdir(parents=True, exist_ok=True)
    more = {} if starter is None else {"NASTA_STARTER": str(starter.fileno())}
    if os.environ.get("NASTA_ENVIRONMENT") != "production":
        more["NASTA_FRESH_MINUTES"] = os.environ.get("NASTA_FRESH_MINUTES", ALL_DAY)
    if "DATABASE_URL" not in os.environ:
        more["NASTA_DATABASE_ROLE"] = f"nasta_{name}"
    with log_of(name).open("wb") as log:
        return subprocess.Popen(
            [*WHILE_PARENT_LIVES, str(os.getpid()), str(PROGRAMS / program), *words],
            cwd=ROOT,
            env=os.environ | more,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[] if starter is None else [starter.fileno()],
            start_new_session=True,
        )


def finish_undisturbed() -> None:
    """From here on a second Ctrl-C changes nothing: every step of stopping has its time limit."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def stop(name: str, child: subprocess.Popen[bytes]) -> None:
    finish_undisturbed()
    say(f"Stopping {NAMES[name]}")
    child.terminate()
    try:
        child.wait(30)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def wait_for_web(address: str, web: subprocess.Popen[bytes]) -> None:
    if (
        not wait_until(lambda: answers(address) or web.poll() is not None, seconds=60)
        or web.poll() is not None
    ):
        raise ServeError(f"The web server did not start:\n{last_words('web')}")


def screen(address: str) -> str:
    """What a person needs to know, on one screen."""
    people = "\n".join(f"      {role:<12} {mail}" for role, mail in PEOPLE.items())
    return f"""
  Nasta is running: {address}

    Sign in at {address}/sign-in with one of these addresses:
{people}
    The mail with the link is at {address}/outbox: none leaves this machine.
{"" if os.environ.get("NASTA_STAFF_SECOND_FACTOR") == "required" else SECOND_FACTOR}
    Logs: {LOGS}
    Stop: Ctrl-C
"""


def stop_database() -> None:
    if OURS.held is None:
        return
    finish_undisturbed()
    say("Stopping the database")
    if not OURS.release():
        say("It goes on, as something else uses it: `make stop` ends it.")


def start_web() -> tuple[subprocess.Popen[bytes], socket.socket]:
    """The web server: it makes the tables, says `up`, and waits for `go` before it opens its port."""
    ours, its = socket.socketpair()
    with its:
        return start(*WEB, starter=its), ours


def wait_for_tables(web: socket.socket) -> None:
    if web.recv(2) != b"up":
        raise ServeError(f"The tables could not be brought up to date:\n{last_words('web')}")


def stop_all(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """What takes requests first, what they use last."""
    for name in ("web", "worker"):
        if name in children and children[name].poll() is None:
            stop(name, children[name])
    stop_database()


def serve(with_demo: bool) -> None:
    """Raises: ServeError, ClusterError. KeyboardInterrupt is the way to end it.

    The web server loads while the database starts, and waits for it by itself.
    """
    address = f"http://{HOST}:{port()}"
    children: dict[str, subprocess.Popen[bytes]] = {}
    with ExitStack() as at_end:
        at_end.callback(stop_all, children)
        children["web"], web = start_web()
        at_end.enter_context(web)
        database()
        say("Bringing the tables up to date")
        wait_for_tables(web)
        if with_demo:
            say("Loading the demo city, unless it is there")
            load_demo()
        say("Starting the web server and the job worker")
        web.sendall(b"go")
        wait_for_web(address, children["web"])
        children["worker"] = start(*WORKER)
        print(screen(address), flush=True)
        wait_for_an_end(children["web"], children["worker"])


def wait_for_an_end(web: subprocess.Popen[bytes], worker: subprocess.Popen[bytes]) -> None:
    """Raises: ServeError once one of them has ended by itself."""
    while web.poll() is None and worker.poll() is None:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
    name = "worker" if web.poll() is None else "web"
    raise ServeError(f"The {name} ended by itself:\n{last_words(name)}")


def main() -> None:
    """`--empty` leaves the demo city out."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            serve(with_demo="--empty" not in sys.argv)
    except (ClusterError, ServeError) as error:
        sys.exit(f"\n{error}")


if __name__ == "__main__":
    main()
