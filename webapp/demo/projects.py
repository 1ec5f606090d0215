"""The projects of a round: price by lines, the proposals they came from, and news of the building."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.areas.models import Area
from webapp.demo.files import Calendar, dice, texts
from webapp.demo.proposals import point
from webapp.demo.rounds import LoadedRound
from webapp.projects.models import CostEstimate, CostLine, DeliveryUpdate, Project, ProjectProposal
from webapp.proposals.models import Proposal, ProposalEvent


def load_projects(
    session: Session,
    loaded: LoadedRound,
    content: dict[str, Any],
    calendar: Calendar,
    proposals: dict[str, Proposal],
    people: dict[str, Account],
) -> dict[str, Project]:
    """Add the projects on the ballot; returns them by Finnish title."""
    rows = {}
    costed = calendar.moment(_costing_ends(content), time(15)) - timedelta(days=7)
    for item in content["projects"]:
        row = Project(
            round_id=loaded.round.id,
            pot_id=loaded.pots[item["pot"]],
            theme_id=loaded.themes[item["theme"]],
            number=item["number"],
            title=texts(item["title"]),
            summary=texts(item["summary"]),
            place_text=item.get("place_text"),
            geom=point(item),
            unit=item["unit"],
            sort_key=dice(item["title"]["en"]),
            created_at=costed - timedelta(days=14),
        )
        session.add(row)
        session.flush()
        add_estimate(session, row, item["estimate"], costed, people, is_on_ballot=True)
        row.state, row.decided_at = "ballot", costed + timedelta(days=5)
        _add_delivery(session, row, item.get("delivery", []), calendar)
        rows[item["title"]["fi"]] = row
    for proposal in content["proposals"]:
        if "project" in proposal:
            _join(session, rows[proposal["project"]], proposals[proposal["title"]])
    session.flush()
    return rows


def load_drafts(
    session: Session,
    loaded: LoadedRound,
    content: list[dict[str, Any]],
    proposals: dict[str, Proposal],
    people: dict[str, Account],
) -> None:
    """Make a draft project with a published estimate of each proposal that the file has costed."""
    for item in content:
        if "estimate" in item:
            proposal = proposals[item["title"]]
            session.refresh(proposal)
            row = _draft(session, loaded, proposal, item)
            session.add(row)
            session.flush()
            made = proposal.changed_at + timedelta(hours=26)
            add_estimate(session, row, item["estimate"], made, people)
            _join(session, row, proposal)
            session.add(ProposalEvent(proposal_id=proposal.id, kind="in_project", at=made, unit=row.unit))
            proposal.changed_at = made
    session.flush()


def _draft(session: Session, loaded: LoadedRound, proposal: Proposal, item: dict[str, Any]) -> Project:
    district = session.scalar(select(Area.code).where(Area.id == proposal.district_id))
    return Project(
        round_id=loaded.round.id,
        pot_id=loaded.pots.get(district, loaded.pots[None]),
        theme_id=proposal.theme_id,
        title=texts({"fi": proposal.title}),
        summary=texts({"fi": proposal.body}),
        place_text=proposal.place_text,
        geom=point(item),
        shape=proposal.shape,
        unit=item["estimate"]["unit"],
        sort_key=dice(proposal.title),
        created_at=proposal.changed_at + timedelta(hours=2),
    )


def _costing_ends(content: dict[str, Any]) -> str | dict[str, Any]:
    [costing] = [phase["ends"] for phase in content["phases"] if phase["kind"] == "costing"]
    return costing if isinstance(costing, str) else {"days": costing["days"]}


def add_estimate(
    session: Session,
    project: Project,
    content: dict[str, Any],
    at: datetime,
    people: dict[str, Account],
    *,
    is_on_ballot: bool = False,
) -> None:
    """Add an estimate with its lines, written by one person and published by another; its sum is the price."""
    estimate = CostEstimate(
        project_id=project.id,
        version=1,
        lower_cents=content["lower_cents"],
        upper_cents=content["upper_cents"],
        months=content["months"],
        unit=content["unit"],
        made_by_id=people["asiantuntija"].id,
        made_at=at,
        published_at=at,
        published_by_id=people["koordinaattori"].id,
        is_on_ballot=is_on_ballot,
    )
    session.add(estimate)
    session.flush()
    session.add_all(_line(estimate, number, line) for number, line in enumerate(content["lines"]))
    project.cost_cents = sum(line_cents(line) for line in content["lines"])


def _line(estimate: CostEstimate, number: int, line: dict[str, Any]) -> CostLine:
    return CostLine(
        estimate_id=estimate.id,
        position=number,
        what=line["what"],
        quantity=Decimal(str(line["quantity"])),
        unit=line["unit"],
        unit_price_cents=line["unit_price_cents"],
        vat_permille=line["vat_permille"],
        upkeep_cents=line["upkeep_cents"],
    )


def line_cents(line: dict[str, Any]) -> int:
    """A line's price with VAT, rounded half up to the cent."""
    price = (
        Decimal(str(line["quantity"]))
        * line["unit_price_cents"]
        * (1000 + (line["vat_permille"] or 0))
        / 1000
    )
    return int(price.quantize(Decimal(1), ROUND_HALF_UP))


def _join(session: Session, project: Project, proposal: Proposal) -> None:
    session.add(ProjectProposal(project_id=project.id, proposal_id=proposal.id, round_id=project.round_id))


def _add_delivery(
    session: Session, project: Project, updates: list[dict[str, Any]], calendar: Calendar
) -> None:
    for update in updates:
        session.add(
            DeliveryUpdate(
                project_id=project.id,
                at=calendar.moment(update["at"], time(10)),
                delivery=update["delivery"],
                note=texts(update["note"]),
                spent_cents=update["spent_cents"],
                next_date=date.fromisoformat(update["next_date"]) if update["next_date"] else None,
            )
        )
        project.delivery = update["delivery"]
