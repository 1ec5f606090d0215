"""Reading photos: what there is of a proposal, and one photo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from webapp.errors import Refusal, RefusalCode
from webapp.proposals.models import Proposal, ProposalPhoto
from webapp.rounds.models import Round

HIDDEN = ("draft", "withdrawn")
"""States in which only the author sees a proposal."""


def photos_of(session: Session, proposal_id: int) -> Sequence[Row[Any]]:
    """The photos of a proposal in order: id, description, width and height of the large one."""
    return session.execute(
        text(
            "select id, number, description, width, height from proposal_photo"
            " where proposal_id = :id order by number"
        ),
        {"id": proposal_id},
    ).all()


def picture(session: Session, photo_id: UUID, size: str) -> Row[bytes, int | None, bool]:
    """A photo's bytes, whose proposal it is, and whether that is hidden from others. Raises Refusal(NOT_FOUND)."""
    column = {"large": ProposalPhoto.large, "small": ProposalPhoto.small}.get(size)
    if column is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    row = session.execute(
        select(column.label("content"), Proposal.author_id, Proposal.state.in_(HIDDEN).label("is_hidden"))
        .join(Proposal, Proposal.id == ProposalPhoto.proposal_id)
        .join(Round, Round.id == Proposal.round_id)
        .where(ProposalPhoto.id == photo_id, Round.is_published)
    ).one_or_none()
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return row
