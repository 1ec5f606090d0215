"""The key of a vote, a file outside the database, and the keys that ballots carry instead of names."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

BYTES = 32


def vote_key(folder: Path, round_id: int) -> bytes:
    """The key of the round's vote; made when first needed, readable by this system user alone.

    The file appears whole or not at all, so that two processes never use different keys.
    """
    path = folder / f"vote-{round_id}.key"
    if not path.exists():
        _make(path)
    key = path.read_bytes()
    if len(key) != BYTES:
        raise RuntimeError("the key of a vote is damaged")
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


def ballot_key(folder: Path, round_id: int, account_id: int) -> bytes:
    """What stands for the voter in the ballot box, 32 bytes."""
    message = f"{round_id}|{account_id}".encode()
    return hmac.new(vote_key(folder, round_id), message, hashlib.sha256).digest()
