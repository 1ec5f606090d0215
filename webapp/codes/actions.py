"""Asking for one-time codes, confirming, making and voiding them; trying one."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.accounts.actions import end_all_sessions, hash_of, start_session
from webapp.accounts.models import Account
from webapp.accounts.tries import note_try
from webapp.audit.actions import record
from webapp.codes.rules import PROPOSE, VOTE, Code, hash_of_code, random_code
from webapp.database_refusals import database_refusals
from webapp.errors import Refusal, RefusalCode
from webapp.identity.actions import make_person
from webapp.proposals.models import Proposal
from webapp.proposals.queries import needs_code

ASK = text("select roll.ask_codes(:round, :opens, :purpose, :name, :size, :area, :until, :who)")
ASK_AGAIN = text("select roll.ask_codes_again(:batch, :who)")
CONFIRM = text("select roll.confirm_codes(:batch, :who)")
CODES_OF = text("select roll.codes_of(:batch)")
PUT = text("select roll.put_codes(:batch, cast(:ids as text[]), cast(:hashes as bytea[]))")
PRINTED = text("select roll.note_printed(:batch, :who)")
HAND = text("select roll.hand_code(:round, :person, :id, :hash, :who)")
HAND_AUTHOR = text("select roll.hand_author_code(:round, :account, :id, :hash, :who)")
VOID_CODE = text("select roll.void_code(:round, :id)")
VOID_BATCH = text("select roll.void_codes(:batch)")
USE = text("select answer, round_id, opens, account_id from roll.use_code(:id, :hash, :pass, :kiosk, :round)")
KEEP_HOLDER = text("select roll.keep_holder(:id, :account)")
SIGN_OUT = text("delete from sign_in_session where account_id in (select roll.holders(:batch, :id))")
ALL = b"all of the site"
ANSWERS = {
    "wrong": RefusalCode.CODE_WRONG,
    "void": RefusalCode.CODE_VOID,
    "locked": RefusalCode.CODE_LOCKED,
    "not_here": RefusalCode.CODE_FOR_PROPOSING,
}
Pick = Callable[[Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A batch that is asked for; without `area_code` voters tell theirs, without `expires_at` the phase's end counts."""

    purpose: str
    name: str
    size: int
    opens: str = VOTE
    area_code: str | None = None
    expires_at: datetime | None = None


def ask_codes(session: Session, round_id: int, two_people: bool, wanted: Wanted, account_id: int) -> int:
    """Ask for a batch. Where the round does not ask for two people it is confirmed at once. Returns its number."""
    values: dict[str, object] = {"round": round_id, "who": account_id, "purpose": wanted.purpose}
    values |= {"name": wanted.name, "size": wanted.size, "area": wanted.area_code, "until": wanted.expires_at}
    values["opens"] = wanted.opens
    batch = int(session.execute(ASK, values).scalar_one())
    told = {"purpose": wanted.purpose, "name": wanted.name, "size": wanted.size, "opens": wanted.opens}
    record(session, "codes_asked", "round", round_id, account_id, batch=batch, **told)
    if not two_people:
        confirm_codes(session, round_id, batch, account_id)
    return batch


def ask_again(session: Session, round_id: int, two_people: bool, batch: int, account_id: int) -> None:
    """Ask to print a batch once more, with new secrets. Raises Refusal(STATE_CHANGED)."""
    with database_refusals():
        session.execute(ASK_AGAIN, {"batch": batch, "who": account_id})
    record(session, "codes_asked_again", "round", round_id, account_id, batch=batch)
    if not two_people:
        confirm_codes(session, round_id, batch, account_id)


def confirm_codes(session: Session, round_id: int, batch: int, account_id: int) -> None:
    """Confirm what another person asked for. Raises Refusal(ANOTHER_MUST_CONFIRM) or Refusal(STATE_CHANGED)."""
    with database_refusals():
        session.execute(CONFIRM, {"batch": batch, "who": account_id})
    record(session, "codes_confirmed", "round", round_id, account_id, batch=batch)


def make_codes(
    session: Session, batch: int, size: int, key: bytes, pick: Pick = secrets.choice
) -> list[Code]:
    """New secrets for all codes of a confirmed batch; those that are not there yet are made.

    What was printed before is worth nothing then, but a number stays one right to vote, or one who proposes. Voided
    numbers stay void.
    Raises Refusal(STATE_CHANGED) for a batch that is not confirmed, is printed already, or is void.
    """
    session.execute(SIGN_OUT, {"batch": batch, "id": None})
    known = list(session.scalars(CODES_OF, {"batch": batch}))
    if known:
        wanted = [Code(number, random_code(pick).secret) for number in known]
        return _put(session, batch, wanted, key)
    made: list[Code] = []
    while len(made) < size:
        wanted = [random_code(pick) for _ in range(size - len(made))]
        made += _put(session, batch, list({code.public_id: code for code in wanted}.values()), key)
    return sorted(made, key=lambda code: code.public_id)


def _put(session: Session, batch: int, codes: Sequence[Code], key: bytes) -> list[Code]:
    ids, hashes = [code.public_id for code in codes], [hash_of_code(key, code) for code in codes]
    with database_refusals():
        kept = set(session.scalars(PUT, {"batch": batch, "ids": ids, "hashes": hashes}))
    return [code for code in codes if code.public_id in kept]


def note_printed(session: Session, round_id: int, batch: int, account_id: int) -> None:
    """The batch is printed, once. Raises Refusal(STATE_CHANGED)."""
    with database_refusals():
        session.execute(PRINTED, {"batch": batch, "who": account_id})
    record(session, "codes_printed", "round", round_id, account_id, batch=batch)


def hand_code(session: Session, round_id: int, person: str, key: bytes, account_id: int) -> Code:
    """One code for a person whom an official has identified; an earlier one of theirs is void. The log names no code."""
    while True:
        code = random_code(secrets.choice)
        values = {"round": round_id, "person": person, "id": code.public_id, "who": account_id}
        if session.scalar(HAND, values | {"hash": hash_of_code(key, code)}):
            break
    record(session, "code_handed", "round", round_id, account_id)
    return code


def hand_author_code(session: Session, proposal_id: int, key: bytes, language: str, account_id: int) -> Code:
    """A code with which a resident comes back to what was entered at a desk for them; an earlier one of theirs is void.

    Raises Refusal(NOT_FOUND), or Refusal(NOT_ALLOWED) for a proposal of another way or of someone with an address.
    """
    row = session.get(Proposal, proposal_id, with_for_update=True)
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    if not needs_code(session, proposal_id):
        raise Refusal(RefusalCode.NOT_ALLOWED)
    if row.author_id is None:
        row.author_id = make_person(session, language)
        session.flush()
    end_all_sessions(session, row.author_id)
    while True:
        code = random_code(secrets.choice)
        values = {"round": row.round_id, "account": row.author_id, "id": code.public_id, "who": account_id}
        if session.scalar(HAND_AUTHOR, values | {"hash": hash_of_code(key, code)}):
            break
    record(session, "author_code_handed", "proposal", row.id, account_id)
    return code


def void_code(session: Session, round_id: int, number: str, account_id: int) -> None:
    """Take a single code out of use. What was done with it stays. Raises Refusal(NOT_FOUND)."""
    with database_refusals():
        session.execute(VOID_CODE, {"round": round_id, "id": number})
    session.execute(SIGN_OUT, {"batch": None, "id": number})
    record(session, "code_voided", "round", round_id, account_id, number=number)


def void_batch(session: Session, round_id: int, batch: int, account_id: int) -> None:
    """Take all codes of a batch out of use. What was done with them stays. Raises Refusal(STATE_CHANGED)."""
    with database_refusals():
        session.execute(VOID_BATCH, {"batch": batch})
    session.execute(SIGN_OUT, {"batch": batch, "id": None})
    record(session, "codes_voided", "round", round_id, account_id, batch=batch)


def note_wrong(session: Session, answer: str) -> int:
    """Note an answer that opened nothing: how many of them everyone together has had in this minute."""
    return 0 if answer in ("open", "not_here") else note_try(session, "code", ALL)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a code opens: the round, and the key of a pass to vote or of a holder's session, of which only the hash is kept."""

    round_id: int
    opens: str
    key: str


def use_code(
    session: Session, code: Code, key: bytes, kiosk: tuple[int, int] | None, language: str, hours: int
) -> tuple[str, Opened | None]:
    """Try a code: the database's answer, and what it opens.

    `kiosk`: its number and that of its round, where the browser is one. `language`, `hours`: of the account of someone
    who proposes, and of their session. Commit whatever the answer is, so that a failure stays counted; `refuse_answer`
    says no.
    """
    pass_key = secrets.token_urlsafe(32)
    values: dict[str, object] = {"id": code.public_id, "hash": hash_of_code(key, code)}
    values |= {"pass": hash_of(pass_key), "kiosk": kiosk and kiosk[0], "round": kiosk and kiosk[1]}
    row = session.execute(USE, values).one()
    if row.answer != "open":
        return row.answer, None
    if row.opens == PROPOSE:
        holder = _holder(session, code.public_id, row.account_id, language)
        pass_key = start_session(session, holder, hours)
    return row.answer, Opened(row.round_id, row.opens, pass_key)


def _holder(session: Session, number: str, account_id: int | None, language: str) -> int:
    """The account of a code for proposing: whoever comes back with it is the same person, unless they erased it."""
    account = session.get(Account, account_id) if account_id is not None else None
    if account is not None and account.erased_at is None:
        return account.id
    made = make_person(session, language)
    session.execute(KEEP_HOLDER, {"id": number, "account": made})
    return made


def refuse_answer(answer: str) -> None:
    """Raise Refusal(CODE_WRONG, CODE_VOID, CODE_LOCKED or CODE_FOR_PROPOSING) for an answer that opens nothing."""
    if answer in ANSWERS:
        raise Refusal(ANSWERS[answer])
