"""The key of a vote, a file outside the database, and the keys that ballots carry instead of names."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from webapp.key_files import key_in


def vote_key(folder: Path, round_id: int) -> bytes:
    """The key of the round's vote; made when first needed."""
    return key_in(folder / f"vote-{round_id}.key")


def ballot_key(folder: Path, round_id: int, person: str) -> bytes:
    """What stands for the voter in the ballot box, 32 bytes.

    `person` says who someone is, not which account they have: whoever erases their account and comes back
    finds the ballot they have cast, and gets no second one.
    """
    return hmac.new(vote_key(folder, round_id), f"{round_id}|{person}".encode(), hashlib.sha256).digest()
