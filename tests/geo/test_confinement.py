"""What the process that reads files from outside cannot do, each tried from inside it by code that wants to (T11)."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from geo import confine, landlock, sandbox, seccomp
from geo.errors import GeometryCode, GeometryError
from geo.layer import Format

TRY = """
import json, os, sys, socket, ctypes, threading

LIMITS = {line[:25].strip(): line[26:].split() for line in open('/proc/self/limits')}

def work(folder):
    said = {}
    for name, attempt in attempts(folder).items():
        try:
            said[name] = attempt()
        except (OSError, ValueError, MemoryError, RuntimeError) as refused:
            said[name] = type(refused).__name__
    (folder / 'said.json').write_text(json.dumps(said))
"""
"""Code that tries what its `attempts` name and writes down what came of each. What is outside a function runs before the
files are shut."""


def tried(folder: Path, attempts: str) -> dict[str, Any]:
    """What came of each attempt: its value, or the name of the refusal."""
    code = f"{TRY}\ndef attempts(folder):\n    return {{{attempts}}}"
    ended = sandbox.run_shut_in(folder, sandbox.environment(folder, ()), code)
    assert ended == 0, (folder / "said.txt").read_text()
    said: dict[str, Any] = json.loads((folder / "said.json").read_text())
    return said


def test_it_cannot_take_more_memory_than_its_share(tmp_path: Path) -> None:
    most = confine.MEMORY_BYTES
    assert tried(
        tmp_path, f"'much': lambda: len(bytearray({most})), 'some': lambda: len(bytearray({most // 4}))"
    ) == {
        "much": "MemoryError",
        "some": most // 4,
    }


def test_its_time_runs_out_and_is_not_to_be_had_back(tmp_path: Path) -> None:
    said = tried(
        tmp_path,
        "'limit': lambda: LIMITS['Max cpu time'][:2], 'more': lambda: __import__('resource').setrlimit(0, (99, 99))",
    )
    assert said == {"limit": [str(confine.CPU_SECONDS)] * 2, "more": "ValueError"}


def test_it_cannot_write_a_huge_file_nor_keep_many_open(tmp_path: Path) -> None:
    said = tried(
        tmp_path,
        f"'huge': lambda: (folder / 'a').touch() or os.truncate(folder / 'a', {confine.FILE_BYTES + 1}),"
        f"'large': lambda: os.truncate(folder / 'a', {confine.FILE_BYTES}),"
        f"'many': lambda: [(folder / 'a').open() for _ in range({confine.OPEN_FILES})]",
    )
    assert said == {"huge": "OSError", "large": None, "many": "OSError"}
    assert (tmp_path / "a").stat().st_size == confine.FILE_BYTES


def test_it_leaves_no_picture_of_its_memory(tmp_path: Path) -> None:
    assert tried(tmp_path, "'core': lambda: LIMITS['Max core file size'][:2]") == {"core": ["0", "0"]}


def test_it_cannot_start_a_process(tmp_path: Path) -> None:
    said = tried(
        tmp_path,
        "'fork': os.fork,"
        "'spawn': lambda: os.posix_spawn('/bin/true', ['true'], {}),"
        "'thread': lambda: threading.Thread(target=int).start(),"
        "'become': lambda: os.execv(sys.executable, [sys.executable, '-c', ''])",
    )
    assert said == {
        "fork": "PermissionError",
        "spawn": "PermissionError",
        "thread": "RuntimeError",
        "become": "PermissionError",
    }


def test_it_cannot_touch_another_process(tmp_path: Path) -> None:
    said = tried(
        tmp_path,
        "'signal': lambda: os.kill(os.getppid(), 0),"
        "'hold': lambda: os.pidfd_open(os.getppid()),"
        "'trace': lambda: ctypes.CDLL(None, use_errno=True).ptrace(16, os.getppid(), None, None)",
    )
    assert said == {"signal": "PermissionError", "hold": "PermissionError", "trace": -1}


def test_it_reaches_nobody_over_the_network(tmp_path: Path) -> None:
    ring = "ctypes.CDLL(None, use_errno=True).syscall(425, 1, ctypes.create_string_buffer(120))"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        said = tried(
            tmp_path,
            f"'call': lambda: socket.create_connection({listener.getsockname()!r}).close(),"
            "'local': lambda: socket.socket(socket.AF_UNIX).close(),"
            "'pair': lambda: [end.close() for end in socket.socketpair()],"
            f"'ring': lambda: {ring}",
        )
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert said == {
        "call": "PermissionError",
        "local": "PermissionError",
        "pair": "PermissionError",
        "ring": -1,
    }


def test_it_is_told_nothing_of_its_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASTA_SECRET_KEY", "not for the reader")
    said = tried(tmp_path, "'names': lambda: sorted(os.environ)")
    assert said["names"] == sorted(sandbox.environment(tmp_path, ()))


if landlock.version():

    def test_it_opens_no_file_but_those_in_its_folder(tmp_path: Path) -> None:
        folder, secret = tmp_path / "own", tmp_path / "secret"
        folder.mkdir()
        secret.write_text("not for the reader")
        (folder / "link").symlink_to(secret)
        said = tried(
            folder,
            f"'read': lambda: open({str(secret)!r}).read(),"
            "'linked': lambda: (folder / 'link').read_text(),"
            "'surroundings': lambda: open(f'/proc/{os.getppid()}/environ').read(),"
            f"'list': lambda: os.listdir({str(tmp_path)!r}),"
            f"'write': lambda: open({str(tmp_path / 'new')!r}, 'w').close(),"
            f"'cut': lambda: os.truncate({str(secret)!r}, 0),"
            f"'remove': lambda: os.unlink({str(secret)!r}),"
            "'own': lambda: (folder / 'own').write_text('hei')",
        )
        assert said.pop("own") == 3
        assert set(said.values()) == {"PermissionError"}, said
        assert secret.read_text() == "not for the reader"


def test_where_it_cannot_be_locked_in_nothing_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = "import geo.seccomp; geo.seccomp.FORBIDDEN.clear(); confine()"
    monkeypatch.setattr(sandbox, "SHUT_IN", sandbox.SHUT_IN.replace("confine()", unknown))
    with pytest.raises(GeometryError) as error:
        sandbox.run(tmp_path, Format.GEOPACKAGE, tmp_path / "a.gpkg", None, None)
    assert error.value.code is GeometryCode.NOT_CONFINED
    assert "not known" in str(error.value)
    assert not (tmp_path / "result.json").exists()


def test_the_calls_forbidden_on_one_machine_are_forbidden_on_the_other() -> None:
    """Newer machines have no fork of their own: it is a clone."""
    old, new = (set(seccomp.FORBIDDEN[machine]) for machine in ("x86_64", "aarch64"))
    assert old - new == {"fork", "vfork"} and new <= old
