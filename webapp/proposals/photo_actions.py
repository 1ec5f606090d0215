"""Adding a photo to a proposal and taking it away."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import Refusal, RefusalCode
from webapp.proposals.actions import own, tell
from webapp.proposals.models import Proposal, ProposalPhoto
from webapp.proposals.news import News, in_every_language, send_news
from webapp.proposals.photos import MOST_PHOTOS, Prepared
from webapp.proposals.rules import MAY_EDIT
from webapp.rounds.phases import Activity
from webapp.rounds.queries import is_open


def add_photo(
    session: Session,
    proposal_id: int,
    author_id: int,
    photo: Prepared,
    description: str,
    *,
    at_desk: bool = False,
) -> ProposalPhoto:
    """Add a photo to one's own proposal, while its text may be edited.

    Raises Refusal: NOT_FOUND, NOT_ALLOWED, STATE_CHANGED, PHASE_CLOSED, PHOTOS_FULL.
    """
    proposal = own(session, proposal_id, author_id, at_desk=at_desk)
    if proposal.state not in MAY_EDIT:
        raise Refusal(RefusalCode.STATE_CHANGED)
    if not is_open(session, proposal.round_id, Activity.EDIT_PROPOSAL):
        raise Refusal(RefusalCode.PHASE_CLOSED)
    taken = set(session.scalars(select(ProposalPhoto.number).where(ProposalPhoto.proposal_id == proposal_id)))
    free = next((number for number in range(1, MOST_PHOTOS + 1) if number not in taken), None)
    if free is None:
        raise Refusal(RefusalCode.PHOTOS_FULL)
    row = ProposalPhoto(
        proposal_id=proposal_id,
        number=free,
        description=description,
        width=photo.width,
        height=photo.height,
        large=photo.large,
        small=photo.small,
    )
    session.add(row)
    proposal.changed_at = func.clock_timestamp()
    record(session, "photo_added", "proposal", proposal_id, author_id, number=free)
    session.flush()
    return row


def remove_own_photo(
    session: Session, proposal_id: int, author_id: int, photo_id: UUID, *, at_desk: bool = False
) -> None:
    """Take a photo off one's own proposal, at any time. Raises Refusal: NOT_FOUND, NOT_ALLOWED."""
    proposal = own(session, proposal_id, author_id, at_desk=at_desk)
    number = _remove(session, proposal, photo_id)
    record(session, "photo_removed", "proposal", proposal_id, author_id, number=number)
    session.flush()


def take_photo_down(
    session: Session, proposal_id: int, official_id: int, photo_id: UUID, note: str, unit: str, link: str
) -> None:
    """Take a photo off a resident's proposal for a reason that is told in public. Raises Refusal(NOT_FOUND)."""
    proposal = session.scalar(select(Proposal).where(Proposal.id == proposal_id).with_for_update())
    if proposal is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    number = _remove(session, proposal, photo_id)
    tell(session, proposal_id, "photo_taken_down", official_id, unit, note, number=number)
    send_news(session, [proposal_id], link, News("photo_taken_down", unit, note=in_every_language(note)))
    session.flush()


def _remove(session: Session, proposal: Proposal, photo_id: UUID) -> int:
    photo = session.get(ProposalPhoto, photo_id)
    if photo is None or photo.proposal_id != proposal.id:
        raise Refusal(RefusalCode.NOT_FOUND)
    session.delete(photo)
    proposal.changed_at = func.clock_timestamp()
    return photo.number
