"""Reading projects: lists for everyone, one project with its estimates and its delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from webapp.errors import Refusal, RefusalCode
from webapp.projects.models import CostEstimate, CostLine, DeliveryUpdate, Project, ProjectProposal
from webapp.projects.rules import Line, Totals, totals
from webapp.proposals.models import PUBLIC_STATES, Proposal
from webapp.rounds.models import Pot, Theme
from webapp.texts import Texts

# Whether an outcome is published is asked by name: the package that writes it stands above this one.
PUBLIC = """
    select p.id, p.round_id, p.number, p.state, p.title, p.summary, p.place_text, p.cost_cents, p.unit, p.budget_line,
           p.left_out_reason, p.decided_at, p.delivery, p.created_at, ST_X(p.geom) as lon, ST_Y(p.geom) as lat,
           ST_AsGeoJSON(p.shape, 7, 0) as shape,
           r.slug, r.title as round_title, o.name as pot, t.name as theme, n.name as neighbourhood, d.name as district,
           exists (select from phase where round_id = r.id and kind = 'voting' and ends_at <= clock_timestamp())
               as has_vote_ended,
           (select max(ends_at) from phase where round_id = r.id and kind = 'voting' and starts_at <= clock_timestamp()
               and ends_at > clock_timestamp()) as voting_until,
           exists (select from outcome where round_id = r.id) as has_outcome, w.is_winner, u.published_at as told_at
      from project p join round r on r.id = p.round_id and r.is_published join pot o on o.id = p.pot_id
      left join theme t on t.id = p.theme_id left join area n on n.id = p.neighbourhood_id
      left join area d on d.id = p.district_id
      left join outcome_project w on w.project_id = p.id left join outcome u on u.id = w.outcome_id
     where p.id = :id
       and (p.state <> 'draft' or exists (select from cost_estimate where project_id = p.id and published_at is not null))
"""


WHOLE_BALLOT = """
    select p.id, p.number, p.pot_id, p.title, p.summary, p.cost_cents, p.place_text, t.name as theme,
           n.name as neighbourhood, d.name as district
      from project p left join theme t on t.id = p.theme_id left join area n on n.id = p.neighbourhood_id
      left join area d on d.id = p.district_id
     where p.round_id = :round and p.state = 'ballot' order by p.number nulls last, p.id
"""


@dataclass(frozen=True)
class ProjectPage:
    """One page of a list and how many there are in all."""

    rows: Sequence[Row[*tuple[Any, ...]]]
    total: int


@dataclass(frozen=True)
class EstimateView:
    """A published version of what a project costs; `is_confirmed`: another person than its writer published it."""

    version: int
    lower_cents: int | None
    upper_cents: int | None
    months: int | None
    note: str | None
    unit: str
    made_at: datetime
    published_at: datetime
    is_confirmed: bool
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


@dataclass(frozen=True)
class Happening:
    """A step of a project's public timeline: its kind, and the estimate or the news that it is about."""

    at: datetime
    kind: str
    about: EstimateView | UpdateView | None = None


def happenings(
    project: Row[Any], estimates: Sequence[EstimateView], updates: Sequence[UpdateView]
) -> list[Happening]:
    """All that has happened to a project in public, the first first."""
    found = [Happening(project.created_at, "made")]
    found += [Happening(one.published_at, "estimated", one) for one in estimates]
    found += [Happening(one.at, "news", one) for one in updates]
    if project.decided_at is not None:
        found.append(Happening(project.decided_at, project.state))
    if project.told_at is not None:
        found.append(Happening(project.told_at, "won" if project.is_winner else "not_won"))
    return sorted(found, key=lambda one: one.at)


def on_ballot(session: Session, round_id: int, most: int) -> ProjectPage:
    """So many of the projects on the ballot, in the stable random order, and how many there are. Two queries."""
    wanted = (Project.round_id == round_id, Project.state == "ballot")
    chosen = (
        select(
            Project.id, Project.title, Project.cost_cents, Pot.name.label("pot"), Theme.name.label("theme")
        )
        .join(Pot, Pot.id == Project.pot_id)
        .outerjoin(Theme, Theme.id == Project.theme_id)
        .where(*wanted)
        .order_by(Project.sort_key, Project.id)
        .limit(most)
    )
    total = session.scalar(select(func.count()).select_from(Project).where(*wanted)) or 0
    return ProjectPage(session.execute(chosen).all(), total)


def whole_ballot(session: Session, round_id: int) -> Sequence[Row[Any]]:
    """Every project on the ballot with its whole text and the names around it, by number. One query."""
    return session.execute(text(WHOLE_BALLOT), {"round": round_id}).all()


def public_project(session: Session, project_id: int) -> Row[Any]:
    """A project of a published round with its names: one that is decided, or has a published estimate.

    Raises Refusal(NOT_FOUND) for any other.
    """
    row = session.execute(text(PUBLIC), {"id": project_id}).one_or_none()
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
        row.published_by_id is not None,
        row.is_on_ballot,
        lines,
    )


def proposals_of(session: Session, project_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The proposals that the project was made from."""
    chosen = (
        select(Proposal.id, Proposal.title, Proposal.language, Proposal.author_name, Proposal.created_at)
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
