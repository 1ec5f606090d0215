"""The steps of a vote that two people take: open, close, annul, destroy the key. One asks, another confirms."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session, aliased

from webapp.accounts.models import Account
from webapp.audit.actions import record
from webapp.ballots import keys
from webapp.ballots.models import Vote, VoteStep
from webapp.database_refusals import database_refusals
from webapp.errors import Refusal, RefusalCode
from webapp.rounds.rules import PAST, RoundView
from webapp.texts import N_

OPEN, CLOSE, ANNUL, DESTROY_KEY = "open", "close", "annul", "destroy_key"
STEPS: dict[str, str] = {
    OPEN: N_("Open the vote"),
    CLOSE: N_("Close the vote"),
    ANNUL: N_("Annul the vote"),
    DESTROY_KEY: N_("Destroy the key of the vote"),
}
LONGEST_NOTE = 500
ASK = text("select box.ask_vote_step(:round, :step, :who, :note)")
CONFIRM = text("select box.confirm_vote_step(:step, :who, :fingerprint)")
WITHDRAW = text("select box.withdraw_vote_step(:step)")


@dataclass(frozen=True, slots=True)
class StepTold:
    """A step with the names of those who asked for it and confirmed it."""

    step: VoteStep
    asked_by: str
    confirmed_by: str | None


def vote_of(session: Session, round_id: int) -> Vote | None:
    """The facts of the round's vote, once there are any."""
    return session.scalars(
        select(Vote).where(Vote.round_id == round_id).execution_options(populate_existing=True)
    ).one_or_none()


def steps_of(session: Session, round_id: int) -> list[StepTold]:
    """Every step that was asked for, oldest first. One query."""
    asker, confirmer = aliased(Account), aliased(Account)
    rows = session.execute(
        select(VoteStep, asker, confirmer)
        .join(asker, asker.id == VoteStep.asked_by_id)
        .outerjoin(confirmer, confirmer.id == VoteStep.confirmed_by_id)
        .where(VoteStep.round_id == round_id)
        .order_by(VoteStep.id)
        .execution_options(populate_existing=True)
    ).all()
    return [StepTold(row[0], _name(row[1]), None if row[2] is None else _name(row[2])) for row in rows]


def possible(vote: Vote | None, round_: RoundView) -> list[str]:
    """The steps that may be asked for as things stand; the database has the last word."""
    opened, closed, annulled, forgotten = (
        vote is not None and moment is not None
        for moment in (
            (vote.opened_at, vote.closed_at, vote.annulled_at, vote.key_destroyed_at) if vote else (None,) * 4
        )
    )
    is_past = round_.voting is not None and round_.voting.state == PAST
    found = []
    if not (opened or annulled or is_past):
        found.append(OPEN)
    if is_past and not (closed or annulled) and (opened or not round_.two_people):
        found.append(CLOSE)
    if (annulled or (closed and round_.has_outcome)) and not forgotten:
        found.append(DESTROY_KEY)
    if (opened or round_.has_voting_opened) and not (annulled or round_.has_outcome):
        found.append(ANNUL)
    return found


def ask(session: Session, round_id: int, step: str, account_id: int, note: str) -> int:
    """Ask for a step, with the reason. Returns its number. Raises Refusal(STATE_CHANGED) when it is asked or done."""
    if step not in STEPS:
        raise Refusal(RefusalCode.NOT_FOUND)
    values = {"round": round_id, "step": step, "who": account_id, "note": note[:LONGEST_NOTE]}
    with database_refusals():
        asked = int(session.execute(ASK, values).scalar_one())
    record(session, f"vote_{step}_asked", "round", round_id, account_id, note=note[:LONGEST_NOTE])
    return asked


def withdraw(session: Session, round_id: int, step_id: int, account_id: int) -> None:
    """Take back what was asked and not confirmed."""
    session.execute(WITHDRAW, {"step": _asked(session, round_id, step_id).id})
    record(session, "vote_step_withdrawn", "round", round_id, account_id, step=step_id)


def confirm(session: Session, folder: Path, round_id: int, step_id: int, account_id: int) -> str:
    """Confirm a step that another person asked for, and do it. Returns which step it was.

    Opening makes the key of the vote. After `destroy_key`, commit and then call `keys.destroy`.
    Raises Refusal(ANOTHER_MUST_CONFIRM), Refusal(VOTE_ANNULLED), Refusal(ALREADY_PUBLISHED), or with what the database turned down.
    """
    asked = _asked(session, round_id, step_id)
    print_ = keys.fingerprint(folder, round_id) if asked.step == OPEN else None
    with database_refusals():
        session.execute(CONFIRM, {"step": step_id, "who": account_id, "fingerprint": print_})
    details = {} if print_ is None else {"key_sha256": print_.hex()}
    record(
        session,
        f"vote_{asked.step}_confirmed",
        "round",
        round_id,
        account_id,
        asked_by=asked.asked_by_id,
        **details,
    )
    return asked.step


def _asked(session: Session, round_id: int, step_id: int) -> VoteStep:
    found = session.scalars(
        select(VoteStep)
        .where(VoteStep.id == step_id, VoteStep.round_id == round_id, VoteStep.confirmed_at.is_(None))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Refusal(RefusalCode.STATE_CHANGED)
    return found


def _name(account: Account) -> str:
    return account.name or account.email or "–"
