"""Programs that we are measured against, each in an environment of its own: never part of what is served."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from scripts.bench.city import HOME
from scripts.setup import LOCKS, run, say, uv


def environment(name: str) -> Path:
    """The Python of the environment with what `scripts/locks/NAME.lock` names; made when first needed."""
    folder, lock = HOME / name, LOCKS / f"{name}.lock"
    mark, digest = folder / "made-from", hashlib.sha256(lock.read_bytes()).hexdigest()
    if not mark.exists() or mark.read_text() != digest:
        say(f"Installing the peers of {lock.name}")
        tool = uv()
        shutil.rmtree(folder, ignore_errors=True)
        run(tool, "venv", "-q", "--python", ">=3.11", folder)
        run(tool, "pip", "sync", "-q", "--require-hashes", "--python", folder / "bin" / "python", lock)
        mark.write_text(digest)
    return folder / "bin" / "python"
