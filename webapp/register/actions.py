"""Taking a file in for the register of voters, taking it upon the register, throwing it away. No name is kept or logged."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.database_refusals import database_refusals
from webapp.register.rules import Entry

ASK = text(
    """
    select roll.ask_register(:round, :replaces, cast(:persons as bytea[]), cast(:areas as text[]),
                             cast(:years as smallint[]), :who)
    """
)
CONFIRM = text("select roll.confirm_register(:load, :who)")
WITHDRAW = text("select roll.withdraw_register(:load)")


def ask_register(
    session: Session, round_id: int, entries: Sequence[Entry], replaces: bool, account_id: int
) -> int:
    """Take the people of a file in, as a load that waits. Returns its number.

    Raises Refusal: STATE_CHANGED where another load waits, RULES_FROZEN where it would replace the register of an
    open vote, VOTING_CLOSED after it.
    """
    values: dict[str, object] = {"round": round_id, "replaces": replaces, "who": account_id}
    values |= {
        "persons": [entry.person for entry in entries],
        "areas": [entry.area_code for entry in entries],
        "years": [entry.birth_year for entry in entries],
    }
    with database_refusals():
        load = int(session.execute(ASK, values).scalar_one())
    told = {"load": load, "people": len(entries), "replaces": replaces}
    record(session, "register_asked", "round", round_id, account_id, **told)
    return load


def confirm_register(
    session: Session, round_id: int, load: int, account_id: int, *, is_voting_open: bool
) -> int:
    """Take a load upon the register. Returns how many people came on it; the log says if voting was open.

    Raises Refusal: ANOTHER_MUST_CONFIRM, STATE_CHANGED, RULES_FROZEN, VOTING_CLOSED.
    """
    with database_refusals():
        added = int(session.execute(CONFIRM, {"load": load, "who": account_id}).scalar_one())
    told = {"load": load, "added": added, "while_voting": is_voting_open}
    record(session, "register_confirmed", "round", round_id, account_id, **told)
    return added


def withdraw_register(session: Session, round_id: int, load: int, account_id: int) -> None:
    """Throw a load away that waits. Raises Refusal(STATE_CHANGED)."""
    with database_refusals():
        session.execute(WITHDRAW, {"load": load})
    record(session, "register_withdrawn", "round", round_id, account_id, load=load)
