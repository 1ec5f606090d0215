"""Publish the outcome of a round from its newest count."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.counting.models import Count
from webapp.database_refusals import database_refusals
from webapp.errors import Refusal, RefusalCode
from webapp.outcome.groups import in_order
from webapp.outcome.models import Outcome, OutcomeProject
from webapp.outcome.queries import outcome_of
from webapp.projects.actions import tell_authors
from webapp.projects.models import Project
from webapp.proposals.news import News
from webapp.rounds.models import Round


def publish_outcome(
    session: Session, round_id: int, count_id: int, account_id: int | None, link: str | None = None
) -> Outcome:
    """Publish the count that the planner has seen; winners become planned projects, and who made or follows
    what was voted on is told, with the address of the service (`link`; without one nobody is).

    Raises Refusal(ALREADY_PUBLISHED), Refusal(NOT_COUNTED), Refusal(VOTE_ANNULLED), Refusal(STATE_CHANGED) if a newer count
    was made, or Refusal(ANOTHER_MUST_CONFIRM) if the round asks for two people and the same one has counted.
    """
    needs_two = session.scalars(select(Round.two_people).where(Round.id == round_id).with_for_update()).one()
    if outcome_of(session, round_id) is not None:
        raise Refusal(RefusalCode.ALREADY_PUBLISHED)
    newest = session.scalars(
        select(Count).where(Count.round_id == round_id).order_by(Count.id.desc()).limit(1)
    ).one_or_none()
    if newest is None:
        raise Refusal(RefusalCode.NOT_COUNTED)
    if newest.id != count_id:
        raise Refusal(RefusalCode.STATE_CHANGED)
    if needs_two and account_id is not None and newest.made_by_id == account_id:
        raise Refusal(RefusalCode.ANOTHER_MUST_CONFIRM)
    outcome = Outcome(round_id=round_id, count_id=newest.id, published_by_id=account_id)
    session.add(outcome)
    with database_refusals():
        session.flush()
    _write_projects(session, outcome, newest)
    if link is not None:
        _tell(session, outcome, link)
    record(session, "outcome_published", "outcome", outcome.id, account_id, count=newest.id)
    return outcome


def _tell(session: Session, outcome: Outcome, link: str) -> None:
    shown = select(OutcomeProject.project_id, OutcomeProject.is_winner)
    for project_id, is_winner in session.execute(shown.where(OutcomeProject.outcome_id == outcome.id)):
        tell_authors(session, project_id, link, News("won" if is_winner else "not_won"))


def _write_projects(session: Session, outcome: Outcome, count: Count) -> None:
    position = 0
    for pot in count.result["pots"]:
        steps, losses = in_order(pot)
        for line in (*steps, *losses):
            position += 1
            session.add(
                OutcomeProject(
                    project_id=line["project_id"],
                    outcome_id=outcome.id,
                    round_id=outcome.round_id,
                    votes=line["votes"],
                    is_winner="left_cents" in line,
                    position=position,
                    cost_cents=line["cost_cents"],
                    missing_cents=line.get("missing_cents"),
                )
            )
    session.flush()
    won = select(OutcomeProject.project_id).where(
        OutcomeProject.outcome_id == outcome.id, OutcomeProject.is_winner
    )
    for project in session.scalars(select(Project).where(Project.id.in_(won), Project.delivery.is_(None))):
        project.delivery = "planned"
    session.flush()
