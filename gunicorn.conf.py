"""How gunicorn serves `wsgi:app`, alike under `make run` and in the image. It finds this file by itself."""

from __future__ import annotations

import os
from pathlib import Path

HOST = os.environ.get("NASTA_HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")

bind = f"{HOST}:{PORT}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 60
graceful_timeout = 20
keepalive = 5
# The heartbeat of a worker is a file: on a disk that stalls, a healthy worker would be taken for dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
