"""Calls to the kernel that a process forbids itself for good: no network, no other process started, touched or signalled,
no limit changed.

A filter as seccomp(2) has it, which any user may set and Docker's own rules allow. Where the kernel does not take it, or the
machine's numbers of calls are not known here, nothing is read.
"""

import ctypes
import errno
import os
import platform
import struct

_CLONE3 = {"x86_64": 435, "aarch64": 435}
FORBIDDEN = {
    "x86_64": {
        "socket": 41,
        "socketpair": 53,
        "clone": 56,
        "fork": 57,
        "vfork": 58,
        "execve": 59,
        "kill": 62,
        "ptrace": 101,
        "rt_sigqueueinfo": 129,
        "setrlimit": 160,
        "tkill": 200,
        "tgkill": 234,
        "rt_tgsigqueueinfo": 297,
        "prlimit64": 302,
        "process_vm_readv": 310,
        "process_vm_writev": 311,
        "execveat": 322,
        "pidfd_send_signal": 424,
        "io_uring_setup": 425,
        "pidfd_open": 434,
    },
    "aarch64": {
        "ptrace": 117,
        "kill": 129,
        "tkill": 130,
        "tgkill": 131,
        "rt_sigqueueinfo": 138,
        "setrlimit": 164,
        "socket": 198,
        "socketpair": 199,
        "clone": 220,
        "execve": 221,
        "rt_tgsigqueueinfo": 240,
        "prlimit64": 261,
        "process_vm_readv": 270,
        "process_vm_writev": 271,
        "execveat": 281,
        "pidfd_send_signal": 424,
        "io_uring_setup": 425,
        "pidfd_open": 434,
    },
}
"""Calls with their numbers by machine. io_uring could open sockets past the filter; it has no other use here."""
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_OTHER_NUMBERS = 0x40000000
"""From here on the same calls have second numbers (x32)."""

_LOAD, _EQUALS, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE = 0, 4
"""Where in what the kernel shows a filter the call's number and its machine stand."""
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NO_NEW_PRIVILEGES, _SET_FILTER, _BY_FILTER = 38, 22, 2


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def forbid_calls() -> None:
    """Set the filter on this process, for good. Raises OSError where it cannot be."""
    machine = platform.machine()
    if machine not in FORBIDDEN:
        raise OSError(errno.ENOTSUP, f"the numbers of this machine's system calls are not known: {machine}")
    steps = _steps(machine)
    program = _Program(len(steps), b"".join(steps))
    forgo_privileges()
    _prctl(_SET_FILTER, _BY_FILTER, ctypes.byref(program))


def forgo_privileges() -> None:
    """Never gain rights again by a program that is started: without it the kernel takes no filter and no rules of files."""
    _prctl(_NO_NEW_PRIVILEGES, 1, None)


def _steps(machine: str) -> list[bytes]:
    """Each call that is forbidden fails with EPERM; clone3, whose flags no filter sees, as if there were none; any other
    machine's calls end the process.
    """
    numbers = FORBIDDEN[machine].values()
    return [
        _step(_LOAD, _ARCHITECTURE),
        _step(_EQUALS, _ARCHITECTURES[machine], 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
        _step(_AT_LEAST, _OTHER_NUMBERS, len(numbers) + 2, 0),
        _step(_EQUALS, _CLONE3[machine], len(numbers) + 2, 0),
        *(
            _step(_EQUALS, number, left, 0)
            for left, number in zip(range(len(numbers), 0, -1), numbers, strict=True)
        ),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _REFUSE | errno.EPERM),
        _step(_RETURN, _REFUSE | errno.ENOSYS),
    ]


def _step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_so, if_not, value)


def _prctl(option: int, value: int, more: object) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(option, ctypes.c_ulong(value), more, None, None):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
