"""What officials do with a project before the vote: make it of proposals, write its texts, place it, undo it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from geoalchemy2.shape import from_shape
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from geo.crs import WGS84
from webapp.areas.in_use import area_parts
from webapp.areas.models import Area
from webapp.audit.actions import record
from webapp.database_refusals import database_refusals
from webapp.errors import Refusal, RefusalCode
from webapp.projects.models import CostEstimate, Project, ProjectProposal
from webapp.projects.rules import Source, first_texts, mark_of, pot_for
from webapp.proposals.actions import placed_shape, tell
from webapp.proposals.models import Proposal
from webapp.proposals.news import News, send_news
from webapp.rounds.models import Pot, Theme
from webapp.rounds.phases import Activity
from webapp.rounds.queries import is_open
from webapp.texts import Texts


@dataclass(frozen=True, slots=True)
class Wording:
    """What a project is called and what it competes for."""

    title: Texts
    summary: Texts
    pot_id: int
    theme_id: int | None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a project is and who answers for it: a drawn shape, else a point, else an area, else words or nothing."""

    point: tuple[float, float] | None
    area_id: int | None
    place_text: str | None
    unit: str | None
    budget_line: str | None
    shape: BaseGeometry | None = None


def make_project(
    session: Session, round_id: int, proposal_ids: Collection[int], official_id: int, link: str
) -> int:
    """Make a draft of accepted proposals, with their own words, place and theme; returns its number.

    Raises Refusal: RULES_FROZEN, PHASE_CLOSED, NOT_FOUND, OTHER_ROUND, STATE_CHANGED, NO_POT.
    """
    check_costing(session, round_id)
    proposals = _free_proposals(session, round_id, proposal_ids)
    row = _draft_of(session, round_id, proposals)
    session.add(row)
    session.flush()
    _join(session, row, proposals, official_id, link)
    record(session, "project made", "project", row.id, official_id, proposals=[p.id for p in proposals])
    session.flush()
    return row.id


def add_proposals(
    session: Session, project_id: int, proposal_ids: Collection[int], official_id: int, seen: str, link: str
) -> None:
    """Count more accepted proposals as the origin of a draft; its texts stay. Raises as `make_project`."""
    row = draft(session, project_id, seen)
    proposals = _free_proposals(session, row.round_id, proposal_ids)
    _join(session, row, proposals, official_id, link)
    touch(session, row, "project proposals added", official_id, proposals=[p.id for p in proposals])


def remove_proposal(session: Session, project_id: int, proposal_id: int, official_id: int, seen: str) -> None:
    """Let a proposal no longer be part of a draft. Raises Refusal as `draft`, and NOT_FOUND."""
    row = draft(session, project_id, seen)
    joined = session.get(ProjectProposal, proposal_id)
    if joined is None or joined.project_id != row.id:
        raise Refusal(RefusalCode.NOT_FOUND)
    _part(session, [joined], official_id)
    touch(session, row, "project proposal removed", official_id, proposal=proposal_id)


def undo_project(session: Session, project_id: int, official_id: int, seen: str) -> None:
    """Remove a draft of which nothing has been published. Its proposals are free again, and their timelines say so.

    Raises Refusal as `draft`, and STATE_CHANGED where an estimate has been published.
    """
    row = draft(session, project_id, seen)
    published = exists().where(CostEstimate.project_id == row.id, CostEstimate.published_at.is_not(None))
    if session.scalar(select(published)):
        raise Refusal(RefusalCode.STATE_CHANGED)
    joined = select(ProjectProposal).where(ProjectProposal.project_id == row.id)
    _part(session, session.scalars(joined).all(), official_id)
    record(session, "project undone", "project", row.id, official_id, title=dict(row.title))
    session.flush()
    session.execute(delete(Project).where(Project.id == row.id))


def word_project(session: Session, project_id: int, wording: Wording, official_id: int, seen: str) -> None:
    """Change texts, theme and the money that the project competes for; on the ballot only before voting opens.

    Raises Refusal: NOT_FOUND, STATE_CHANGED, RULES_FROZEN, PHASE_CLOSED, UNKNOWN_THEME, NO_POT,
    PRICE_TOO_HIGH.
    """
    row = locked(session, project_id, seen)
    check_costing(session, row.round_id)
    if wording.theme_id is not None:
        theme = session.get(Theme, wording.theme_id)
        if theme is None or theme.round_id != row.round_id:
            raise Refusal(RefusalCode.UNKNOWN_THEME)
    pot = session.get(Pot, wording.pot_id)
    if pot is None or pot.round_id != row.round_id:
        raise Refusal(RefusalCode.NO_POT)
    if row.state == "ballot" and pot.amount_cents < (row.cost_cents or 0):
        raise Refusal(RefusalCode.PRICE_TOO_HIGH)
    row.title, row.summary = wording.title, wording.summary
    row.pot_id, row.theme_id = wording.pot_id, wording.theme_id
    touch(session, row, "project worded", official_id)


def place_project(session: Session, project_id: int, where: Whereabouts, official_id: int, seen: str) -> None:
    """Refine the place and say who answers for it; also after the vote, for a project that was chosen.

    Raises Refusal: NOT_FOUND, STATE_CHANGED, RULES_FROZEN, PHASE_CLOSED, OUTSIDE_CITY, SHAPE_WRONG, UNKNOWN_AREA.
    """
    row = locked(session, project_id, seen)
    check_refining(session, row)
    row.place_text, row.unit, row.budget_line = where.place_text, where.unit, where.budget_line
    placed = placed_shape(session, where.shape) if where.shape is not None else None
    point = placed.point if placed else where.point
    row.shape = from_shape(placed.shape, srid=WGS84) if placed else None
    if point is not None:
        row.geom = from_shape(Point(point), srid=WGS84)
    else:
        area = area_parts(session, where.area_id) if where.area_id is not None else (None, None)
        row.geom, (row.neighbourhood_id, row.district_id) = None, area
    with database_refusals(), session.begin_nested():
        session.flush()
    touch(session, row, "project placed", official_id)


def locked(session: Session, project_id: int, seen: str) -> Project:
    """The project, locked, as the official's page showed it. Raises Refusal: NOT_FOUND, STATE_CHANGED."""
    chosen = select(Project).where(Project.id == project_id).with_for_update()
    row = session.scalar(chosen.execution_options(populate_existing=True))
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    if mark_of(row.changed_at) != seen:
        raise Refusal(RefusalCode.STATE_CHANGED)
    return row


def draft(session: Session, project_id: int, seen: str) -> Project:
    """A project that is still a draft while costing is open. Raises as `locked` and `check_costing`."""
    row = locked(session, project_id, seen)
    check_costing(session, row.round_id)
    if row.state != "draft":
        raise Refusal(RefusalCode.STATE_CHANGED)
    return row


def check_costing(session: Session, round_id: int) -> None:
    """That what goes to the vote may still change. Raises Refusal: RULES_FROZEN, PHASE_CLOSED."""
    if session.scalar(select(func.voting_has_opened(round_id))):
        raise Refusal(RefusalCode.RULES_FROZEN)
    if not is_open(session, round_id, Activity.COST):
        raise Refusal(RefusalCode.PHASE_CLOSED)


def check_refining(session: Session, row: Project) -> None:
    """That place and price may be refined: before the vote, or because the project was chosen."""
    if row.delivery is None:
        check_costing(session, row.round_id)


def touch(session: Session, row: Project, deed: str, official_id: int, **details: object) -> None:
    """Note the deed, and that the project is not what it was."""
    row.changed_at = func.clock_timestamp()
    record(session, deed, "project", row.id, official_id, **details)
    session.flush()


def tell_authors(session: Session, project_id: int, link: str, news: News) -> None:
    """Tell everyone who made or follows a proposal of the project what has happened."""
    joined = select(ProjectProposal.proposal_id).where(ProjectProposal.project_id == project_id)
    send_news(session, session.scalars(joined).all(), link, news)


def _free_proposals(session: Session, round_id: int, proposal_ids: Collection[int]) -> Sequence[Proposal]:
    """The proposals, locked: of the round, accepted, and in no project."""
    chosen = select(Proposal).where(Proposal.id.in_(proposal_ids)).order_by(Proposal.id).with_for_update()
    rows = session.scalars(chosen.execution_options(populate_existing=True)).all()
    if not rows or len(rows) != len(set(proposal_ids)):
        raise Refusal(RefusalCode.NOT_FOUND)
    if any(row.round_id != round_id for row in rows):
        raise Refusal(RefusalCode.OTHER_ROUND)
    taken = select(exists().where(ProjectProposal.proposal_id.in_(proposal_ids)))
    if any(row.state != "accepted" for row in rows) or session.scalar(taken):
        raise Refusal(RefusalCode.STATE_CHANGED)
    return rows


def _draft_of(session: Session, round_id: int, proposals: Sequence[Proposal]) -> Project:
    title, summary = first_texts([Source(p.language, p.title, p.body) for p in proposals])
    placed = next((p for p in proposals if p.geom is not None), proposals[0])
    district = session.scalar(select(Area.code).where(Area.id == placed.district_id))
    pots = session.execute(select(Pot.id, Pot.area_code).where(Pot.round_id == round_id).order_by(Pot.id))
    pot_id = pot_for([(row.id, row.area_code) for row in pots], district)
    if pot_id is None:
        raise Refusal(RefusalCode.NO_POT)
    return Project(
        round_id=round_id,
        pot_id=pot_id,
        theme_id=next((p.theme_id for p in proposals if p.theme_id is not None), None),
        title=title,
        summary=summary,
        place_text=placed.place_text,
        geom=placed.geom,
        shape=placed.shape,
        neighbourhood_id=placed.neighbourhood_id,
        district_id=placed.district_id,
    )


def _join(session: Session, row: Project, proposals: Sequence[Proposal], official_id: int, link: str) -> None:
    for proposal in proposals:
        session.add(ProjectProposal(proposal_id=proposal.id, project_id=row.id, round_id=row.round_id))
        proposal.changed_at = func.clock_timestamp()
        tell(session, proposal.id, "in_project", official_id, into_project=row.id)
    session.flush()
    send_news(session, [proposal.id for proposal in proposals], link, News("in_project"))


def _part(session: Session, joined: Sequence[ProjectProposal], official_id: int) -> None:
    for one in joined:
        tell(session, one.proposal_id, "out_of_project", official_id, from_project=one.project_id)
        session.delete(one)
    session.flush()
