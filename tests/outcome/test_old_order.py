"""An outcome that was published before the order of small pots was hidden is told like a new one."""

from __future__ import annotations

from importlib import import_module

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests import factories
from tests.counting.casting import close_voting, put
from webapp.counting.actions import run_count
from webapp.counting.queries import voting_of
from webapp.outcome.actions import publish_outcome
from webapp.outcome.models import OutcomeProject

ORDER = import_module("migrations.versions.0048_order_of_few")


@pytest.mark.parametrize("pots", ["apart", "together"])
def test_t24_an_earlier_order_of_what_few_voted_for_is_put_right(session: Session, pots: str) -> None:
    round_ = factories.round_(
        session, ballot_type="approval", voting_areas="every", counting_options={"pots": pots}
    )
    small, large = factories.pot(session, round_, area_code="A"), factories.pot(session, round_)
    of_small = [factories.project(session, round_, small, 400_00) for _ in range(4)]
    of_large = [factories.project(session, round_, large, 400_00) for _ in range(4)]
    for voters, project in enumerate(of_small, 1):
        put(session, round_, [project, of_large[0]], voters % 3 + 1)
    for project, voters in zip(of_large, (12, 40, 30, 20), strict=True):
        put(session, round_, [project], voters)
    close_voting(session, round_)
    voting = voting_of(session, round_.slug)
    assert voting is not None
    publish_outcome(session, round_.id, run_count(session, voting, None).id, None)
    told = positions(session)
    session.execute(text("update outcome_project set position = 100 - position"))
    assert positions(session) != told
    ORDER.reorder(session.connection())
    assert positions(session) == told


def positions(session: Session) -> list[tuple[int, int]]:
    found = select(OutcomeProject.project_id, OutcomeProject.position).order_by(OutcomeProject.project_id)
    return [(row.project_id, row.position) for row in session.execute(found)]
