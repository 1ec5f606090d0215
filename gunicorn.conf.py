"""How gunicorn serves `wsgi:app`, alike under `make run` and in the image. It finds this file by itself."""

from __future__ import annotations

import gc
import os
import socket
import sys
from pathlib import Path

from flask.cli import ScriptInfo
from gunicorn.arbiter import Arbiter

HOST = os.environ.get("NASTA_HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")

# With the clone's private database: serve as the role that reads neither `roll` nor `box`. Migrations run as the owner.
if "DATABASE_URL" not in os.environ:
    os.environ.setdefault("NASTA_DATABASE_ROLE", "nasta_web")

bind = f"{HOST}:{PORT}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# As many as the process has database connections; tiles and programs at /ogc never take the last (webapp/config.py).
threads = int(os.environ.get("NASTA_POOL_SIZE", "4"))
timeout = 60
graceful_timeout = 20
keepalive = 5
# The heartbeat of a worker is a file: on a disk that stalls, a healthy worker would be taken for dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
# Loaded once, then forked: create_app() opens no connection and starts no thread.
preload_app = True


def when_ready(server: Arbiter) -> None:
    """Called before the workers are forked: what is loaded by now stays, so that no worker searches it for garbage."""
    gc.freeze()


def on_starting(server: Arbiter) -> None:
    """Called with the application loaded and no port open yet. Under `make run` make the tables, then wait for go.

    `make run` names its end of a socket pair in NASTA_STARTER. Loading is most of the work of a start, so that
    it is done once, for the tables and for serving, and while the database is being made.
    """
    descriptor = os.environ.get("NASTA_STARTER")
    if descriptor is None:
        return
    app = server.app.wsgi()
    with socket.socket(fileno=int(descriptor)) as starter:
        app.cli.main(["db", "upgrade"], standalone_mode=False, obj=ScriptInfo(create_app=lambda: app))
        starter.sendall(b"up")
        if starter.recv(2) != b"go":
            sys.exit("whoever started this has ended")
