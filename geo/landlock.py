"""Files that a process may still open: its own folder, and programs to read. Everything else is shut, its own user's too.

Landlock's rules (Linux 5.13 and later), which any user may set and Docker's own rules allow.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from geo.seccomp import forgo_privileges

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
"""Numbers of the calls, the same on every machine."""
_TELL_VERSION, _BENEATH = 1, 1
_READ = 1 << 0 | 1 << 2 | 1 << 3
"""Run a file, read a file, list a folder."""
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1}
_ALL_RIGHTS = (1 << 15) - 1
"""What rules can forbid, by their version: from the third on also to cut a file off."""


def keep_to(folder: Path, readable: Iterable[Path]) -> bool:
    """Open nothing any more but what is in `folder`, and `readable` folders for reading. False where the kernel has no
    such rules. Raises OSError where it has them and does not take these.
    """
    known = version()
    if not known:
        return False
    rights = _RIGHTS.get(known, _ALL_RIGHTS)
    rules = _call(_CREATE, struct.pack("=Q", rights), 8, 0)
    _allow(rules, folder, rights)
    for path in readable:
        _allow(rules, path, _READ)
    forgo_privileges()
    _call(_RESTRICT, rules, 0)
    os.close(rules)
    return True


def version() -> int:
    """The version of the rules that the kernel has; 0 for none, or where a container's profile keeps them from it."""
    try:
        return _call(_CREATE, None, 0, _TELL_VERSION)
    except OSError as missing:
        if missing.errno in (errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM):
            return 0
        raise


def _allow(rules: int, path: Path, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    _call(_ADD_RULE, rules, _BENEATH, struct.pack("=Qi", rights, place), 0)
    os.close(place)


def _call(number: int, *values: object) -> int:
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    found: int = library.syscall(ctypes.c_long(number), *values)
    if found < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return found
