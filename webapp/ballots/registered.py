"""The register of voters as a vote asks it: whether a person is on it, by a mark that tells nobody who they are."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import text

from webapp.ballots.person import person_of_voter
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.key_files import key_in
from webapp.rounds.rules import RoundView

FIND = text("select area_code, birth_year from roll.on_register(:round, :person)")


@dataclass(frozen=True, slots=True)
class Registered:
    """What the register tells of a person; None: it tells nothing, and the city has looked."""

    area_code: str | None
    birth_year: int | None


def marking(round_id: int) -> Callable[[str], bytes]:
    """What makes a person's mark on the round's register, 32 bytes: another one in each round."""
    key = key_in(current_settings().key_folder / "person.key")
    return lambda person: hmac.new(key, f"register|{round_id}|{person}".encode(), hashlib.sha256).digest()


def mark_of_voter(round_: RoundView) -> bytes:
    """The mark of whoever is voting."""
    return marking(round_.id)(person_of_voter(round_))


def entry_of_voter(round_: RoundView) -> Registered | None:
    """What the register tells of whoever is voting. Raises what `entry_of` does."""
    return entry_of(round_, person_of_voter(round_))


def entry_of(round_: RoundView, person: str) -> Registered | None:
    """What the register tells of the person; None for someone who is not on it and need not be. One query.

    Raises Refusal(NOT_ON_REGISTER) where only those on it may vote.
    """
    found = db.session.execute(FIND, {"round": round_.id, "person": marking(round_.id)(person)}).one_or_none()
    if found is None and round_.only_registered:
        raise Refusal(RefusalCode.NOT_ON_REGISTER)
    return None if found is None else Registered(found.area_code, found.birth_year)
