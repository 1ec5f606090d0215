"""Secret keys kept as files outside the database, each readable by this system user alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

BYTES = 32


def key_in(path: Path) -> bytes:
    """The key in the file, 32 bytes; made when first needed. Raises RuntimeError when the file is damaged.

    The file appears whole or not at all, so that two processes never use different keys.
    """
    if not path.exists():
        _make(path)
    key = path.read_bytes()
    if len(key) != BYTES:
        raise RuntimeError(f"the key {path.name} is damaged")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first, and its key holds
    finally:
        draft.unlink()
