"""What an official does: accept, refuse, answer, open again, merge. Every deed is public and audited."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.errors import Refusal, RefusalCode
from webapp.proposals.actions import tell
from webapp.proposals.models import Proposal
from webapp.proposals.news import News, in_every_language, send_news
from webapp.proposals.rules import MAY_ACCEPT, MAY_MERGE, MAY_REFUSE, MAY_REOPEN
from webapp.rounds.models import RefusalReason
from webapp.rounds.phases import Activity
from webapp.rounds.queries import is_open, window


def accept_proposal(session: Session, proposal_id: int, official_id: int, seen: str, link: str) -> None:
    """Accept. Raises Refusal: NOT_FOUND, STATE_CHANGED, PHASE_CLOSED."""
    row = _locked(session, proposal_id, seen, MAY_ACCEPT, Activity.SCREEN)
    row.state = "accepted"
    _changed(session, row, News("accepted"), official_id, link)


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
    until = window(session, row.round_id, Activity.EDIT_PROPOSAL).closes_at
    told = News("refused", unit, reason.name, in_every_language(note), until=until)
    _changed(session, row, told, official_id, link, note, reason=dict(reason.name))


def reopen_proposal(session: Session, proposal_id: int, official_id: int, seen: str, link: str) -> None:
    """Take a decision back: the proposal is checked again. Raises as `accept_proposal`."""
    row = _locked(session, proposal_id, seen, MAY_REOPEN, Activity.SCREEN)
    row.state, row.reason_id = "submitted", None
    _changed(session, row, News("reopened"), official_id, link)


def answer_proposal(
    session: Session, proposal_id: int, official_id: int, link: str, note: str, unit: str
) -> None:
    """Answer in public. Raises Refusal(NOT_FOUND)."""
    row = session.scalar(select(Proposal).where(Proposal.id == proposal_id).with_for_update())
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    _changed(session, row, News("answered", unit, note=in_every_language(note)), official_id, link, note)


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
        _note(session, row, News("merged"), official_id, into=target.id)
        send_news(session, [row.id], link, News("merged", into=target.title), with_merged=False)
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
    news: News,
    official_id: int,
    link: str,
    note: str | None = None,
    **details: dict[str, str],
) -> None:
    """Note the deed in public and tell those who made or follow the proposal."""
    _note(session, row, news, official_id, note, **details)
    send_news(session, [row.id], link, news)


def _note(
    session: Session,
    row: Proposal,
    news: News,
    official_id: int,
    note: str | None = None,
    **details: int | dict[str, str],
) -> None:
    row.changed_at = func.clock_timestamp()
    tell(session, row.id, news.kind, official_id, news.unit, note, **details)
    session.flush()
