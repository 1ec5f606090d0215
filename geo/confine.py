"""Locking a process in before it opens a file from outside: memory, time, files, and nobody to talk to.

docs/operators.md says what a kernel must allow. What cannot be locked in reads nothing.
"""

import resource
import sys
from pathlib import Path
from typing import NoReturn

from geo.landlock import keep_to
from geo.seccomp import forbid_calls

MEMORY_BYTES = 1536 * 2**20
CPU_SECONDS = 60
FILE_BYTES = 512 * 2**20
OPEN_FILES = 64
NOT_CONFINED = 78
"""The status with which a process ends that could not be locked in."""


def confine() -> None:
    """Set the limits on this process and take network and other processes from it; end it where that cannot be done."""
    try:
        _limit(resource.RLIMIT_AS, MEMORY_BYTES)
        _limit(resource.RLIMIT_CPU, CPU_SECONDS)
        _limit(resource.RLIMIT_FSIZE, FILE_BYTES)
        _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
        _limit(resource.RLIMIT_CORE, 0)
        forbid_calls()
    except (OSError, ValueError) as refused:
        _end(refused)


def stay_in(folder: Path) -> None:
    """Leave this process one folder, and the programs of Python to read, once all that it needs is loaded; end it where that
    cannot be done. Where the kernel knows no such rules the first belt must do: that no driver is loaded which could
    open another file.
    """
    try:
        keep_to(folder, {Path(sys.prefix), Path(sys.base_prefix)})
    except OSError as refused:
        _end(refused)


def _end(refused: Exception) -> NoReturn:
    sys.stderr.write(f"not confined: {refused}\n")
    sys.exit(NOT_CONFINED)


def _limit(which: int, wanted: int) -> None:
    _soft, hard = resource.getrlimit(which)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(which, (allowed, allowed))
