"""Locking a process in before it opens a file from outside: memory, time, file sizes, and no network."""

import ctypes
import os
import resource

MEMORY_BYTES = 1536 * 2**20
CPU_SECONDS = 60
FILE_BYTES = 512 * 2**20
OPEN_FILES = 64

_NEW_NETWORK = 0x40000000
_NEW_USER = 0x10000000


def confine() -> None:
    """Set the limits on this process and take the network from it where the kernel allows that.

    The network is the second belt: the first is that no driver is loaded that could use one.
    """
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    _limit(resource.RLIMIT_CPU, CPU_SECONDS)
    _limit(resource.RLIMIT_FSIZE, FILE_BYTES)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _limit(resource.RLIMIT_CORE, 0)
    leave_network()


def leave_network() -> bool:
    """Move into a network namespace of one's own, which has no way out. Whether that was allowed."""
    library = ctypes.CDLL(None, use_errno=True)
    flags = _NEW_NETWORK if os.geteuid() == 0 else _NEW_NETWORK | _NEW_USER
    return bool(library.unshare(flags) == 0)


def _limit(which: int, wanted: int) -> None:
    _soft, hard = resource.getrlimit(which)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(which, (allowed, allowed))
