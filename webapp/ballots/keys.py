"""The key of a vote, a file outside the database, and the keys that ballots carry instead of names.

The key is made when the vote is opened and destroyed when it is over: an empty file stays in its place, so that it is
never made anew.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from webapp.errors import Refusal, RefusalCode
from webapp.key_files import BYTES, key_in


def vote_key(folder: Path, round_id: int) -> bytes:
    """The key of the round's vote; made when first needed. Raises Refusal(VOTING_CLOSED) once it is destroyed."""
    path = path_of(folder, round_id)
    if _is_destroyed(path):
        raise Refusal(RefusalCode.VOTING_CLOSED)
    return key_in(path)


def ballot_key(folder: Path, round_id: int, person: str) -> bytes:
    """What stands for the voter in the ballot box, 32 bytes.

    `person` says who someone is, not which account they have: whoever erases their account and comes back
    finds the ballot they have cast, and gets no second one.
    """
    return ballot_keys(folder, round_id, [person])[0]


def ballot_keys(folder: Path, round_id: int, people: Iterable[str]) -> list[bytes]:
    """The same for many people, in their order."""
    key = vote_key(folder, round_id)
    return [hmac.digest(key, f"{round_id}|{person}".encode(), "sha256") for person in people]


def fingerprint(folder: Path, round_id: int) -> bytes:
    """SHA-256 of the key: tells that it is still the same one and gives nothing of it away."""
    return hashlib.sha256(b"nasta-key-1|" + vote_key(folder, round_id)).digest()


def path_of(folder: Path, round_id: int) -> Path:
    """The file of the round's key, whether it exists or not."""
    return folder / f"vote-{round_id}.key"


def destroy(folder: Path, round_id: int) -> bool:
    """Overwrite the key and leave an empty file. False where there was none to destroy.

    Copies that the city has made (docs/operators.md) must be destroyed by hand.
    """
    path = path_of(folder, round_id)
    if _is_destroyed(path):
        return False
    was_there = path.exists()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.write(secrets.token_bytes(BYTES))
        file.flush()
        os.fsync(file.fileno())
        file.truncate(0)
        os.fsync(file.fileno())
    return was_there


def _is_destroyed(path: Path) -> bool:
    return path.exists() and path.stat().st_size == 0


def draft_name(key: bytes) -> str:
    """What a browser calls the voter's unfinished ballot; tells neither the key nor, later, the ballot."""
    return hashlib.sha256(b"draft|" + key).hexdigest()[:16]
