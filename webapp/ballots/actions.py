"""Taking a voting right and casting a ballot."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.database_refusals import database_refusals
from webapp.errors import Refusal, RefusalCode
from webapp.rounds.rules import RoundView

C = RefusalCode
ENTER = text("select roll.enter(:round, :account, :person)")
RIGHT = text("select box.give_right(:round, :key, :fingerprint, :area)")
CAST = text(
    """
    select commitment, what from box.cast_ballot(:round, :key, cast(:projects as bigint[]), :nonce, cast(:values as int[]))
    """
)


def may_vote(round_: RoundView, birth_year: int | None, lives_here: bool) -> None:
    """Let pass who may vote in the round now. The birth year is looked at and not kept; None: the city has looked.

    Raises Refusal(VOTING_CLOSED) or Refusal(NO_VOTING_RIGHT).
    """
    if not round_.is_open("vote"):
        raise Refusal(C.VOTING_CLOSED)
    too_young = birth_year is not None and round_.now.year - birth_year < round_.minimum_age
    if too_young or not lives_here:
        raise Refusal(C.NO_VOTING_RIGHT)


def enter_roll(session: Session, round_id: int, account_id: int, person: bytes | None = None) -> None:
    """Write the person in the roll. Commit before the right is given, so that the rows bear no common mark.

    `person`: their mark on the register of voters. Raises Refusal(NOT_ON_REGISTER) where the round asks for it.
    """
    with database_refusals():
        session.execute(ENTER, {"round": round_id, "account": account_id, "person": person})


def take_right(
    session: Session, round_id: int, key: bytes, fingerprint: bytes, area_code: str | None = None
) -> None:
    """Give the holder of the key their one right to vote. `fingerprint` is that of the key of the vote.

    `area_code`: the voter's own area, where the round asks for it.

    Raises Refusal(VOTING_CLOSED), or Refusal(VOTE_KEY_CHANGED) when it is not the key that earlier rights have.
    """
    with database_refusals():
        values = {"round": round_id, "key": key, "fingerprint": fingerprint, "area": area_code}
        session.execute(RIGHT, values)


def cast(
    session: Session,
    round_id: int,
    key: bytes,
    projects: Sequence[int],
    nonce: UUID,
    values: Sequence[int | None] | None = None,
    *,
    may_replace: bool = True,
) -> bytes:
    """Cast the ballot, or replace the voter's earlier one, in one call. Returns its commitment.

    `values` are the points or ranks of the projects, in the same order, where the ballot type has them.
    The same form sent again is the same ballot. Where an earlier one may not be replaced, roll back. Raises Refusal with what the database turned down.
    """
    sent: dict[str, object] = {"round": round_id, "key": key, "projects": list(projects), "nonce": nonce}
    sent["values"] = None if values is None else list(values)
    with database_refusals():
        row = session.execute(CAST, sent).one()
    if row.what == "replaced" and not may_replace:
        raise Refusal(C.BALLOT_FINAL)
    return bytes(row.commitment)
