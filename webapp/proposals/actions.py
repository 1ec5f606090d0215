"""What the author does, or an official at a desk for them: keep a draft, send, edit, withdraw."""

from __future__ import annotations

from typing import Any

from geoalchemy2.shape import from_shape
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geo.crs import WGS84
from geo.errors import GeometryCode, GeometryError
from webapp.accounts.actions import account_of
from webapp.areas.in_use import area_parts
from webapp.audit.actions import record
from webapp.database_refusals import database_refusals, refusal_of
from webapp.errors import Refusal, RefusalCode
from webapp.proposals import queries
from webapp.proposals.form_queries import with_nonce
from webapp.proposals.models import (
    PUBLIC_STATES,
    Proposal,
    ProposalDraft,
    ProposalEvent,
    ProposalFollower,
    ProposalVersion,
)
from webapp.proposals.news import News, send_news
from webapp.proposals.rules import MAY_EDIT, MAY_WITHDRAW, Written, mark_of
from webapp.proposals.shapes import PlacedShape, place_shape
from webapp.rounds.models import Theme
from webapp.rounds.phases import Activity
from webapp.rounds.queries import is_open

KEPT = ("title", "body", "theme_id", "place_text", "lon", "lat", "shape")
"""What is kept of a proposal as it was before a correction."""
DRAFT_LIFE = text("clock_timestamp() + interval '7 days'")


def keep_draft(session: Session, key_hash: bytes, round_id: int, content: dict[str, Any], nonce: str) -> None:
    """Keep what was written for seven days; drafts that have expired go at the same time."""
    session.execute(delete(ProposalDraft).where(ProposalDraft.expires_at < func.clock_timestamp()))
    row = insert(ProposalDraft).values(
        key_hash=key_hash, round_id=round_id, content=content, nonce=nonce, expires_at=DRAFT_LIFE
    )
    session.execute(
        row.on_conflict_do_update(
            constraint="proposal_draft_pkey",
            set_={"content": row.excluded.content, "expires_at": row.excluded.expires_at},
        )
    )


def send_proposal(
    session: Session,
    round_id: int,
    author_id: int,
    written: Written,
    nonce: str,
    language: str,
    channel: str = "web",
) -> int:
    """Send a proposal; the same nonce gives the same proposal. `channel`: how its author came.

    Raises Refusal: PHASE_CLOSED, UNKNOWN_THEME, UNKNOWN_AREA, OUTSIDE_CITY, SHAPE_NOT_ALLOWED, SHAPE_WRONG.
    """
    sent = with_nonce(session, nonce, author_id)
    if sent is not None:
        return sent
    row = Proposal(
        round_id=round_id, author_id=author_id, form_nonce=nonce, language=language, channel=channel
    )
    return _send(session, row, author_id, written)


def enter_proposal(
    session: Session,
    round_id: int,
    official_id: int,
    written: Written,
    nonce: str,
    language: str,
    email: str | None,
    link: str,
) -> int:
    """Send what a resident tells an official or has written on paper; the same nonce gives the same proposal.

    With an address it is theirs as if they had sent it, and they are written to (`link`: the address of the service);
    without one it has no author to whom anything can be sent. Raises what `send_proposal` does.
    """
    sent = with_nonce(session, nonce, official_id)
    if sent is not None:
        return sent
    author_id = account_of(session, email, language) if email else None
    row = Proposal(
        round_id=round_id,
        author_id=author_id,
        entered_by_id=official_id,
        form_nonce=nonce,
        language=language,
        channel="desk",
    )
    entered = _send(session, row, official_id, written)
    send_news(session, [entered], link, News("submitted"))
    return entered


def _send(session: Session, row: Proposal, sender_id: int, written: Written) -> int:
    if not is_open(session, row.round_id, Activity.PROPOSE):
        raise Refusal(RefusalCode.PHASE_CLOSED)
    _write(session, row, written)
    nonce = row.form_nonce or ""
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        sent = with_nonce(session, nonce, sender_id)
        if sent is not None:
            return sent
        raise (refusal_of(error) or error) from error
    tell(
        session, row.id, "submitted", sender_id, **({} if row.channel == "web" else {"channel": row.channel})
    )
    session.execute(delete(ProposalDraft).where(ProposalDraft.nonce == nonce))
    session.flush()
    return row.id


def edit_proposal(
    session: Session,
    proposal_id: int,
    author_id: int,
    written: Written,
    seen: str,
    *,
    at_desk: bool = False,
) -> None:
    """Correct one's own proposal; a refused one is sent to be checked again. The old text is kept.

    `seen`: the mark of what its author saw in the form, so that no other correction is written over unseen.
    `at_desk`: by an official of a desk, who may do it for the resident whose proposal was entered at one.

    Raises Refusal: NOT_FOUND, NOT_ALLOWED, PHASE_CLOSED, STATE_CHANGED, EDITED_MEANWHILE, and those of `send_proposal`.
    """
    row = own(session, proposal_id, author_id, at_desk=at_desk)
    if row.state not in MAY_EDIT:
        raise Refusal(RefusalCode.STATE_CHANGED)
    if not is_open(session, row.round_id, Activity.EDIT_PROPOSAL):
        raise Refusal(RefusalCode.PHASE_CLOSED)
    was_refused = row.state == "refused"
    old = queries.detail(session, proposal_id)
    if mark_of(old) != seen:
        raise Refusal(RefusalCode.EDITED_MEANWHILE)
    kept = {name: getattr(old, name) for name in KEPT}
    session.add(ProposalVersion(proposal_id=row.id, replaced_at=func.clock_timestamp(), content=kept))
    if was_refused:
        row.state, row.reason_id = "submitted", None
    with database_refusals(), session.begin_nested():
        _write(session, row, written)
        row.changed_at = func.clock_timestamp()
        session.flush()
    tell(session, row.id, "resubmitted" if was_refused else "edited", author_id, **_by(row, author_id))
    session.flush()


def withdraw_proposal(session: Session, proposal_id: int, author_id: int, *, at_desk: bool = False) -> None:
    """Take one's own proposal back, or one of a desk. Raises Refusal: NOT_FOUND, NOT_ALLOWED, PHASE_CLOSED, STATE_CHANGED."""
    row = own(session, proposal_id, author_id, at_desk=at_desk)
    if row.state not in MAY_WITHDRAW:
        raise Refusal(RefusalCode.STATE_CHANGED)
    if not is_open(session, row.round_id, Activity.EDIT_PROPOSAL):
        raise Refusal(RefusalCode.PHASE_CLOSED)
    row.state, row.reason_id, row.changed_at = "withdrawn", None, func.clock_timestamp()
    tell(session, row.id, "withdrawn", author_id, **_by(row, author_id))
    session.flush()


def _by(row: Proposal, account_id: int) -> dict[str, str]:
    """What the public timeline tells of a step that an official of a desk did for the author."""
    return {} if row.author_id == account_id else {"by": "desk"}


def follow_proposal(session: Session, proposal_id: int, account_id: int) -> None:
    """Tell the person by mail what becomes of the proposal; doing it twice changes nothing. Raises Refusal(NOT_FOUND)."""
    state = session.scalar(select(Proposal.state).where(Proposal.id == proposal_id))
    if state not in PUBLIC_STATES:
        raise Refusal(RefusalCode.NOT_FOUND)
    row = insert(ProposalFollower).values(proposal_id=proposal_id, account_id=account_id)
    session.execute(row.on_conflict_do_nothing())


def stop_following(session: Session, proposal_id: int, account_id: int) -> None:
    """Tell the person no more."""
    is_it = (ProposalFollower.proposal_id == proposal_id, ProposalFollower.account_id == account_id)
    session.execute(delete(ProposalFollower).where(*is_it))


def own(session: Session, proposal_id: int, author_id: int, *, at_desk: bool = False) -> Proposal:
    """The author's proposal, locked; for an official of a desk also one that was entered there.

    Raises Refusal: NOT_FOUND, NOT_ALLOWED.
    """
    row = session.scalar(select(Proposal).where(Proposal.id == proposal_id).with_for_update())
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    if row.author_id != author_id and not (at_desk and row.channel == "desk"):
        raise Refusal(RefusalCode.NOT_ALLOWED)
    return row


def tell(
    session: Session,
    proposal_id: int,
    kind: str,
    account_id: int | None,
    unit: str | None = None,
    note: str | None = None,
    **details: Any,
) -> None:
    """Add a step to the public timeline and to the audit log."""
    session.add(
        ProposalEvent(
            proposal_id=proposal_id, kind=kind, account_id=account_id, unit=unit, note=note, details=details
        )
    )
    record(session, f"proposal {kind}", "proposal", proposal_id, account_id, **details)


def placed_shape(session: Session, shape: BaseGeometry) -> PlacedShape:
    """The shape as it is kept. Raises Refusal: OUTSIDE_CITY, SHAPE_WRONG."""
    try:
        return place_shape(session, shape)
    except GeometryError as error:
        is_outside = error.code is GeometryCode.OUTSIDE_CITY
        raise Refusal(RefusalCode.OUTSIDE_CITY if is_outside else RefusalCode.SHAPE_WRONG) from error


def _write(session: Session, row: Proposal, written: Written) -> None:
    if written.theme_id is not None:
        theme = session.scalar(
            select(Theme.id).where(Theme.id == written.theme_id, Theme.round_id == row.round_id)
        )
        if theme is None:
            raise Refusal(RefusalCode.UNKNOWN_THEME)
    row.title, row.body, row.theme_id = written.title, written.body, written.theme_id
    row.place_text, row.author_name = written.place_text, written.author_name
    _write_place(session, row, written)


def _write_place(session: Session, row: Proposal, written: Written) -> None:
    point = written.point
    row.shape = None
    if written.shape is not None:
        placed = placed_shape(session, written.shape)
        row.shape, point = from_shape(placed.shape, srid=WGS84), placed.point
    if point is not None:
        row.geom = from_shape(Point(point), srid=WGS84)
        return
    row.geom = None
    row.neighbourhood_id, row.district_id = (
        area_parts(session, written.area_id) if written.area_id is not None else (None, None)
    )
