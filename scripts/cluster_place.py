"""Where the private database lives, and as whom it runs.

PostgreSQL refuses to run as root, its socket's path may have 107 bytes at most, and its data folder must be
reachable by the account it runs as: these three decide everything here.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SOCKET_LIMIT = 107
PORT = 5432
ROLE = DATABASE = "nasta"
SERVERS = Path("/usr/lib/postgresql")
SERVICE_ACCOUNTS = ("postgres", "nobody")


class ClusterError(Exception):
    """The private database cannot run; the message says why and what to do."""


@dataclass(frozen=True)
class Account:
    """Who the server runs as. `switch` holds the words before a command that make it run so."""

    uid: int
    gid: int
    switch: tuple[str, ...] = ()


def account() -> Account:
    """The user at hand or, for root, the service account that PostgreSQL's package made.

    Raises: ClusterError where there is no account that could run the server.
    """
    if os.geteuid() != 0:
        try:
            pwd.getpwuid(os.geteuid())
        except KeyError:
            raise ClusterError(
                f"The user number {os.geteuid()} has no name on this machine, and PostgreSQL asks for one. "
                "Add it to /etc/passwd, or set DATABASE_URL to use another database."
            ) from None
        return Account(os.geteuid(), os.getegid())
    for name in SERVICE_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        words = (f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups")
        return Account(entry.pw_uid, entry.pw_gid, ("setpriv", *words))
    raise ClusterError("As root, the database runs as the account 'postgres', which this machine lacks.")


def can_enter(folder: Path, who: Account) -> bool:
    """Whether an account without extra groups may pass through a folder and all above it."""
    for step in (folder, *folder.parents):
        found = step.stat()
        bit = (
            stat.S_IXUSR
            if found.st_uid == who.uid
            else stat.S_IXGRP
            if found.st_gid == who.gid
            else stat.S_IXOTH
        )
        if not found.st_mode & bit:
            return False
    return True


def server_folder(data: Path) -> Path:
    """The programs of the PostgreSQL that made this data folder, or of the newest one with PostGIS.

    Raises: ClusterError where it is not installed.
    """
    version = data / "PG_VERSION"
    if version.exists():
        folder = SERVERS / version.read_text().strip() / "bin"
        if not (folder / "postgres").exists():
            raise ClusterError(
                f"PostgreSQL {version.read_text().strip()} made {data} and is not installed any more. "
                "Install it, or `make clean` to begin with an empty database."
            )
        return folder
    for folder in sorted(SERVERS.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True):
        extension = Path("/usr/share/postgresql", folder.parent.name, "extension", "postgis.control")
        if (folder / "postgres").exists() and extension.exists():
            return folder
    raise ClusterError("PostgreSQL with PostGIS is not installed: `scripts/system_packages.sh run` does it.")


@dataclass(frozen=True)
class Place:
    """The folders of one private database. `root` is the clone it belongs to."""

    root: Path

    @cached_property
    def who(self) -> Account:
        return account()

    @cached_property
    def key(self) -> str:
        """Tells the databases of several clones apart."""
        return hashlib.sha256(os.fsencode(self.root.resolve())).hexdigest()[:10]

    @cached_property
    def home(self) -> Path:
        """The git-ignored folder for logs and locks, ours whoever runs the server."""
        folder = self.root / ".nasta"
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise ClusterError(f"{folder} belongs to someone else: run this as that user, or remove it.")
        return folder

    @cached_property
    def data(self) -> Path:
        """The data folder: in the clone, or under /var/lib where the server's account cannot enter it."""
        if self.who.switch and not can_enter(self.home, self.who):
            return Path("/var/lib/nasta") / self.key / "data"
        return self.home / "data"

    @property
    def made(self) -> Path:
        """Exists once the database and PostGIS are in the data folder."""
        return self.data.with_name("data.made")

    @property
    def users(self) -> Path:
        """Whoever uses the database holds a shared lock on this file."""
        return self.home / "users.lock"

    @property
    def start(self) -> Path:
        """Whoever looks whether to start it holds an exclusive lock on this file."""
        return self.home / "start.lock"

    @property
    def stays(self) -> Path:
        """Exists when the database shall outlive its users, until it is told to stop."""
        return self.home / "stays"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def log(self) -> Path:
        return self.home / "log" / "postgres.log"

    @cached_property
    def socket(self) -> Path:
        """The folder of the socket: short, and closed to everyone else.

        Raises: ClusterError when the path would be too long, or someone else made the folder.
        """
        folder = Path(os.environ.get("NASTA_SOCKETS", "/tmp")) / f"nasta-{self.who.uid}-{self.key}"
        length = len(os.fsencode(folder / f".s.PGSQL.{PORT}"))
        if length > SOCKET_LIMIT:
            raise ClusterError(
                f"The path of the database's socket has {length} bytes, {SOCKET_LIMIT} is the limit: {folder}"
            )
        private_folder(folder, self.who)
        return folder

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{ROLE}@/{DATABASE}?host={self.socket}&port={PORT}"


def private_folder(folder: Path, who: Account) -> None:
    """Make a folder that only `who` may enter, and trust an existing one only if it is just that."""
    try:
        folder.mkdir(mode=0o700, parents=True)
        os.chown(folder, who.uid, who.gid)
    except FileExistsError:
        pass
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != who.uid:
        raise ClusterError(f"{folder} was made by someone else. Remove it and start again.")
    folder.chmod(0o700)
