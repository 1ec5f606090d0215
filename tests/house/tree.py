"""The files of the repository, for tests that look at all of them."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def files(*endings: str, under: str = "") -> list[Path]:
    """Files that are or will be in the repository, with one of the endings (all without any), below a folder."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", under or "."]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file() and (not endings or path.name.endswith(endings))]


def name(path: Path) -> str:
    """The path as one says it in the repository."""
    return path.relative_to(ROOT).as_posix()
