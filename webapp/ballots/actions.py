"""Taking a voting right and casting a ballot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.errors import Refusal, RefusalCode
from webapp.rounds.rules import RoundView

C = RefusalCode
REFUSED: Mapping[str, RefusalCode] = {
    "ballot_while_open": C.VOTING_CLOSED,
    "ballot_has_right": C.NOT_ALLOWED,
    "ballot_not_stale": C.STALE_BALLOT,
    "ballot_final": C.BALLOT_FINAL,
    "ballot_only_listed": C.NOT_ON_BALLOT,
    "ballot_not_empty": C.EMPTY_BALLOT,
    "ballot_max_choices": C.TOO_MANY_CHOICES,
    "ballot_min_choices": C.TOO_FEW_CHOICES,
    "ballot_points": C.TOO_MANY_POINTS,
    "ballot_values": C.WRONG_VALUES,
    "ballot_one_area": C.WRONG_POT,
    "ballot_own_area": C.WRONG_POT,
    "ballot_within_pot": C.OVER_BUDGET,
}
VOTER = text("insert into roll.voter (round_id, account_id) values (:round, :account) on conflict do nothing")
RIGHT = text(
    "insert into box.voting_right (round_id, ballot_key) values (:round, :key) on conflict do nothing"
)
CAST = text(
    """
    select commitment from box.cast_ballot(:round, :key, cast(:projects as bigint[]), :nonce, cast(:values as int[]))
    """
)


def take_right(
    session: Session, round_: RoundView, account_id: int, key: bytes, birth_year: int, lives_here: bool
) -> None:
    """Give the account its one right to vote. The birth year is looked at and not kept.

    Raises Refusal(VOTING_CLOSED) or Refusal(NO_VOTING_RIGHT).
    """
    if not round_.is_open("vote"):
        raise Refusal(C.VOTING_CLOSED)
    if not lives_here or round_.now.year - birth_year < round_.minimum_age:
        raise Refusal(C.NO_VOTING_RIGHT)
    session.execute(VOTER, {"round": round_.id, "account": account_id})
    session.execute(RIGHT, {"round": round_.id, "key": key})


def cast(
    session: Session,
    round_id: int,
    key: bytes,
    projects: Sequence[int],
    nonce: UUID,
    values: Sequence[int | None] | None = None,
) -> bytes:
    """Cast the ballot, or replace the voter's earlier one, in one call. Returns its commitment.

    `values` are the points or ranks of the projects, in the same order, where the ballot type has them.
    The same form sent again is the same ballot. Raises Refusal with what the database turned down.
    """
    sent: dict[str, object] = {"round": round_id, "key": key, "projects": list(projects), "nonce": nonce}
    sent["values"] = None if values is None else list(values)
    try:
        return bytes(session.execute(CAST, sent).scalar_one())
    except IntegrityError as error:
        name = str(getattr(getattr(error.orig, "diag", None), "constraint_name", None))
        if name not in REFUSED:
            raise
        raise Refusal(REFUSED[name]) from None
