"""What timelines tell of the outcome."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.outcome.conftest import publish
from webapp.projects.models import Project, ProjectProposal
from webapp.rounds.models import Round


def test_the_timelines_of_projects_and_their_proposals_tell_the_outcome(
    planner: FlaskClient, client: FlaskClient, round_: Round, session: Session
) -> None:
    first, second = session.scalars(
        select(Project).where(Project.round_id == round_.id).order_by(Project.id)
    ).all()[:2]
    wish = factories.proposal(session, round_, state="accepted")
    merged = factories.proposal(session, round_, state="merged", merged_into_id=wish.id)
    session.add(ProjectProposal(project_id=first.id, proposal_id=wish.id, round_id=round_.id))
    session.commit()
    assert "voitti äänestyksessä" not in client.get(f"/proposals/{wish.id}").text
    publish(planner, round_, session)
    for address in (f"/projects/{first.id}", f"/proposals/{wish.id}", f"/proposals/{merged.id}"):
        page = client.get(address).text
        assert "Hanke voitti äänestyksessä" in page and f"/rounds/{round_.slug}/outcome" in page
    assert "Hanke ei voittanut äänestyksessä" in client.get(f"/projects/{second.id}").text
