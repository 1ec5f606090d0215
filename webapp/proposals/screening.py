"""What an official does: accept, refuse, answer, open again, merge. Every deed is public and audited."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.accounts.actions import post_mail
from webapp.accounts.models import Account
from webapp.errors import Refusal, RefusalCode
from webapp.proposals.actions import tell
from webapp.proposals.models import Proposal
from webapp.proposals.rules import MAY_ACCEPT, MAY_MERGE, MAY_REFUSE, MAY_REOPEN
from webapp.rounds.models import RefusalReason
from webapp.rounds.phases import Activity
from webapp.rounds.queries import is_open

SUBJECTS = {
    "fi": "Ehdotuksesi: {title}",
    "sv": "Ditt förslag: {title}",
    "en": "Your proposal: {title}",
}
BODIES = {
    "fi": "Ehdotuksesi on nyt edennyt. Katso, mitä sille tapahtui: {link}\n",
    "sv": "Det har hänt något med ditt förslag. Se vad: {link}\n",
    "en": "Your proposal has moved on. See what happened to it: {link}\n",
}
"""In the author's own language, which is not that of the official's page."""


def accept_proposal(session: Session, proposal_id: int, official_id: int, seen: str, link: str) -> None:
    """Accept. Raises Refusal: NOT_FOUND, STATE_CHANGED, PHASE_CLOSED."""
    row = _locked(session, proposal_id, seen, MAY_ACCEPT, Activity.SCREEN)
    row.state = "accepted"
    _changed(session, row, "accepted", official_id, link)


def refuse_proposal(
    session: Session,
    proposal_id: int,
    official_id: int,
    seen: str,
    link: str,
    *,
    reason_id: int | None,
    note: str,
    unit: str,
) -> None:
    """Refuse for a reason of the round's list, in words, in a unit's name. Raises also Refusal(REASON_MISSING)."""
    row = _locked(session, proposal_id, seen, MAY_REFUSE, Activity.SCREEN)
    reason = session.get(RefusalReason, reason_id) if reason_id is not None else None
    if reason is None or reason.round_id != row.round_id or not note or not unit:
        raise Refusal(RefusalCode.REASON_MISSING)
    row.state, row.reason_id = "refused", reason.id
    _changed(session, row, "refused", official_id, link, unit=unit, note=note)


def reopen_proposal(session: Session, proposal_id: int, official_id: int, seen: str, link: str) -> None:
    """Take a decision back: the proposal is checked again. Raises as `accept_proposal`."""
    row = _locked(session, proposal_id, seen, MAY_REOPEN, Activity.SCREEN)
    row.state, row.reason_id = "submitted", None
    _changed(session, row, "resubmitted", official_id, link)


def answer_proposal(
    session: Session, proposal_id: int, official_id: int, link: str, note: str, unit: str
) -> None:
    """Answer in public. Raises Refusal(NOT_FOUND)."""
    row = session.scalar(select(Proposal).where(Proposal.id == proposal_id).with_for_update())
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    _changed(session, row, "answered", official_id, link, unit=unit, note=note)


def merge_proposals(
    session: Session, proposal_ids: Collection[int], target_id: int, official_id: int, seen: str, link: str
) -> int:
    """Merge proposals into another and return its number; merging into a merged one goes to where that went.

    Raises Refusal: NOT_FOUND, STATE_CHANGED, OTHER_ROUND, PHASE_CLOSED.
    """
    known = session.scalar(select(Proposal.merged_into_id).where(Proposal.id == target_id))
    target_id = known or target_id
    children = session.scalars(select(Proposal.id).where(Proposal.merged_into_id.in_(proposal_ids))).all()
    wanted = sorted({*proposal_ids, *children, target_id})
    statement = select(Proposal).where(Proposal.id.in_(wanted)).order_by(Proposal.id).with_for_update()
    rows = {row.id: row for row in session.scalars(statement.execution_options(populate_existing=True))}
    if not {*proposal_ids, target_id} <= rows.keys():
        raise Refusal(RefusalCode.NOT_FOUND)
    target = rows.pop(target_id)
    if target_id in proposal_ids or target.state not in MAY_MERGE:
        raise Refusal(RefusalCode.STATE_CHANGED)
    if not is_open(session, target.round_id, Activity.MERGE):
        raise Refusal(RefusalCode.PHASE_CLOSED)
    for row in rows.values():
        if row.round_id != target.round_id:
            raise Refusal(RefusalCode.OTHER_ROUND)
        if row.id in proposal_ids and (row.state != seen or row.state not in MAY_MERGE):
            raise Refusal(RefusalCode.STATE_CHANGED)
        row.state, row.merged_into_id = "merged", target.id
        _changed(session, row, "merged", official_id, link, into=target.id)
    target.changed_at = func.clock_timestamp()
    session.flush()
    return target.id


def _locked(
    session: Session, proposal_id: int, seen: str, may: Collection[str], activity: Activity
) -> Proposal:
    """The proposal, locked, in the state that the official saw and that allows the deed."""
    statement = select(Proposal).where(Proposal.id == proposal_id).with_for_update()
    row = session.scalar(statement.execution_options(populate_existing=True))
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    if row.state != seen or row.state not in may:
        raise Refusal(RefusalCode.STATE_CHANGED)
    if not is_open(session, row.round_id, activity):
        raise Refusal(RefusalCode.PHASE_CLOSED)
    return row


def _changed(
    session: Session,
    row: Proposal,
    kind: str,
    official_id: int,
    link: str,
    unit: str | None = None,
    note: str | None = None,
    **details: int,
) -> None:
    """Note the deed in public and tell the author by mail."""
    row.changed_at = func.clock_timestamp()
    tell(session, row.id, kind, official_id, unit, note, **details)
    tell_author(session, row, link)
    session.flush()


def tell_author(session: Session, row: Proposal, link: str) -> None:
    """Send the author a mail that the proposal has moved on, in the author's language."""
    author = session.get(Account, row.author_id) if row.author_id is not None else None
    if author is not None and author.email:
        title = " ".join(row.title.split())
        subject = SUBJECTS[author.language].format(title=title)
        post_mail(
            session, author.email, subject, BODIES[author.language].format(link=f"{link}/proposals/{row.id}")
        )
