"""The pass of a browser: what a voter code has opened. It lets one vote in one round, and knows no account."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, g, request, session
from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.access import PASS
from webapp.accounts.actions import hash_of
from webapp.ballots import receipts
from webapp.extensions import db
from webapp.reading import read
from webapp.rounds.rules import VotingTerms

PASS_OF = "select * from roll.pass_of(%(key_hash)s, %(may_note)s)"
PERSON_OF_CODE = text("select roll.person_of_code(:round, :id)")
END = text("select roll.end_pass(:key_hash, :seconds)")
NUMBER = 6
"""Marks of a code that number it."""
RECEIPT = "receipt"
"""Where a kiosk's cookie has the receipt until the next voter comes: never in an address, which stays in the history."""
GRACE = 120
"""Seconds for which a pass outlives its ballot, so that a form whose answer was lost can be sent again."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Whom the browser stands for: `person` is what the ballot key is made of."""

    round_id: int
    person: str
    area_code: str | None
    kiosk_id: int | None


def pass_of_browser() -> Pass | None:
    """The pass of this request, if it has one that holds. One query the first time, none in a browser without.

    That it was used is noted only where the request has begun no transaction: a ballot and a person must not be
    written by the same one.
    """
    if PASS not in session:
        return None
    if "voting_pass" not in g:
        values = {"key_hash": hash_of(session[PASS]), "may_note": not db.session.in_transaction()}
        rows = read(db.session, PASS_OF, values)
        g.voting_pass = Pass(*rows[0]) if rows else None
    found: Pass | None = g.voting_pass
    return found


def note_pass() -> None:
    """Note before anything else in a request that the voter is still there."""
    pass_of_browser()


def pass_for(round_: VotingTerms) -> Pass | None:
    """The browser's pass, if it is for this round."""
    found = pass_of_browser()
    return found if found is not None and found.round_id == round_.id else None


def person_of_code(db_session: Session, round_id: int, typed: str) -> str | None:
    """Whom a code in use stands for, by its number; None where there is none. One query."""
    number = receipts.marks_of(typed)[:NUMBER]
    found: str | None = db_session.scalar(PERSON_OF_CODE, {"round": round_id, "id": number.replace("\0", "")})
    return found


def end_pass(db_session: Session, key: str, after_seconds: int = 0) -> None:
    """End a pass, now or in so many seconds."""
    db_session.execute(END, {"key_hash": hash_of(key), "seconds": after_seconds})


def keep_nothing(response: Response) -> Response:
    """Have the browser keep no page of someone who votes with a code: the next one at it must not go back to it."""
    if PASS in session or request.endpoint in ("codes.enter", "codes.use"):
        response.headers["Cache-Control"] = "no-store"
    return response
