"""Reading projects: lists for everyone, one project with its estimates and its delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, Row, String, cast, func, select
from sqlalchemy.orm import Session

from webapp.areas.models import Area
from webapp.errors import Refusal, RefusalCode
from webapp.projects.models import CostEstimate, CostLine, DeliveryUpdate, Project, ProjectProposal
from webapp.projects.rules import Line, Totals, totals
from webapp.proposals.models import PUBLIC_STATES, Proposal
from webapp.rounds.models import Phase, Pot, Round, Theme
from webapp.texts import Texts

PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What a list of projects is narrowed by; None means all."""

    pot: int | None = None
    theme: int | None = None
    most_cents: int | None = None
    text: str | None = None

    @property
    def are_on(self) -> bool:
        """Whether anything is left out."""
        return self != Filters()


@dataclass(frozen=True)
class ProjectPage:
    """One page of a list and how many there are in all."""

    rows: Sequence[Row[*tuple[Any, ...]]]
    total: int


@dataclass(frozen=True)
class EstimateView:
    """A published version of what a project costs."""

    version: int
    lower_cents: int | None
    upper_cents: int | None
    months: int | None
    note: str | None
    unit: str
    made_at: datetime
    published_at: datetime
    is_on_ballot: bool
    lines: list[Line]

    @property
    def totals(self) -> Totals:
        """Its sums."""
        return totals(self.lines)


@dataclass(frozen=True)
class UpdateView:
    """News of a project being built."""

    at: datetime
    delivery: str
    note: Texts
    spent_cents: int | None
    next_date: date | None


def on_ballot(session: Session, round_id: int, filters: Filters, page: int = 1) -> ProjectPage:
    """Projects on the ballot in the stable random order, 50 a page. Two queries."""
    wanted = (Project.round_id == round_id, Project.state == "ballot", *conditions(filters))
    chosen = (
        select(
            Project.id,
            Project.number,
            Project.title,
            Project.summary,
            Project.cost_cents,
            Project.delivery,
            Pot.name.label("pot"),
            Theme.name.label("theme"),
            Area.name.label("area"),
            func.ST_X(Project.geom, type_=Float).label("lon"),
            func.ST_Y(Project.geom, type_=Float).label("lat"),
        )
        .join(Pot, Pot.id == Project.pot_id)
        .outerjoin(Theme, Theme.id == Project.theme_id)
        .outerjoin(Area, Area.id == Project.neighbourhood_id)
        .where(*wanted)
        .order_by(Project.sort_key, Project.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    total = session.scalar(select(func.count()).select_from(Project).where(*wanted)) or 0
    return ProjectPage(session.execute(chosen).all(), total)


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """The filters in SQL."""
    found: list[ColumnElement[bool]] = []
    if filters.pot is not None:
        found.append(Project.pot_id == filters.pot)
    if filters.theme is not None:
        found.append(Project.theme_id == filters.theme)
    if filters.most_cents is not None:
        found.append(Project.cost_cents <= filters.most_cents)
    if filters.text:
        words = cast(Project.title, String) + " " + cast(Project.summary, String)
        found.append(words.icontains(filters.text, autoescape=True))
    return found


def has_projects(session: Session, round_id: int) -> bool:
    """Whether any project of the round is on the ballot."""
    found = select(Project.id).where(Project.round_id == round_id, Project.state == "ballot").limit(1)
    return session.scalar(found) is not None


def public_project(session: Session, project_id: int) -> Row[*tuple[Any, ...]]:
    """A project of a published round with its names. Raises Refusal(NOT_FOUND); a draft is shown to nobody here."""
    chosen = (
        select(
            Project.id,
            Project.round_id,
            Project.number,
            Project.state,
            Project.title,
            Project.summary,
            Project.place_text,
            Project.cost_cents,
            Project.unit,
            Project.budget_line,
            Project.left_out_reason,
            Project.decided_at,
            Project.delivery,
            Round.slug,
            Round.title.label("round_title"),
            Pot.name.label("pot"),
            Theme.name.label("theme"),
            Area.name.label("area"),
            func.ST_X(Project.geom, type_=Float).label("lon"),
            func.ST_Y(Project.geom, type_=Float).label("lat"),
            select(func.count())
            .select_from(Phase)
            .where(
                Phase.round_id == Round.id, Phase.kind == "voting", Phase.ends_at <= func.clock_timestamp()
            )
            .scalar_subquery()
            .label("has_vote_ended"),
        )
        .join(Round, Round.id == Project.round_id)
        .join(Pot, Pot.id == Project.pot_id)
        .outerjoin(Theme, Theme.id == Project.theme_id)
        .outerjoin(Area, Area.id == Project.neighbourhood_id)
        .where(Project.id == project_id, Project.state != "draft", Round.is_published)
    )
    row: Row[*tuple[Any, ...]] | None = session.execute(chosen).one_or_none()
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return row


def published_estimates(session: Session, project_id: int) -> list[EstimateView]:
    """The published versions with their lines, the newest first. Two queries."""
    chosen = (
        select(CostEstimate)
        .where(CostEstimate.project_id == project_id, CostEstimate.published_at.is_not(None))
        .order_by(CostEstimate.version.desc())
    )
    found = session.scalars(chosen).all()
    lines: dict[int, list[Line]] = {estimate.id: [] for estimate in found}
    rows = select(CostLine).where(CostLine.estimate_id.in_(lines)).order_by(CostLine.position)
    for row in session.scalars(rows) if lines else ():
        lines[row.estimate_id].append(line_of(row))
    return [view(estimate, lines[estimate.id]) for estimate in found]


def line_of(row: CostLine) -> Line:
    """A stored line as the rules reckon with it."""
    return Line(row.what, row.quantity, row.unit, row.unit_price_cents, row.vat_permille, row.upkeep_cents)


def view(row: CostEstimate, lines: list[Line]) -> EstimateView:
    """An estimate that has been published, as pages show it."""
    return EstimateView(
        row.version,
        row.lower_cents,
        row.upper_cents,
        row.months,
        row.note,
        row.unit,
        row.made_at,
        row.published_at or row.made_at,
        row.is_on_ballot,
        lines,
    )


def proposals_of(session: Session, project_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The proposals that the project was made from."""
    chosen = (
        select(Proposal.id, Proposal.title, Proposal.created_at)
        .join(ProjectProposal, ProjectProposal.proposal_id == Proposal.id)
        .where(ProjectProposal.project_id == project_id, Proposal.state.in_(PUBLIC_STATES))
        .order_by(Proposal.created_at, Proposal.id)
    )
    rows: Sequence[Row[*tuple[Any, ...]]] = session.execute(chosen).all()
    return rows


def delivery_updates(session: Session, project_id: int) -> list[UpdateView]:
    """News of the project, the oldest first."""
    chosen = (
        select(
            DeliveryUpdate.at,
            DeliveryUpdate.delivery,
            DeliveryUpdate.note,
            DeliveryUpdate.spent_cents,
            DeliveryUpdate.next_date,
        )
        .where(DeliveryUpdate.project_id == project_id)
        .order_by(DeliveryUpdate.at, DeliveryUpdate.id)
    )
    return [UpdateView(*row) for row in session.execute(chosen)]
