"""The front page tells what came of earlier rounds."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.counting.casting import close_voting, put
from webapp.counting.models import Count


def test_the_front_page_tells_what_won_in_earlier_rounds(
    client: FlaskClient, session: Session, sign_in: SignIn, queries: list[str]
) -> None:
    factories.city(session)
    round_ = factories.round_(session, ballot_type="one_choice")
    pot = factories.pot(session, round_, 1_000_00)
    for name, votes in (("Ranta", 60), ("Metsä", 40)):
        put(
            session,
            round_,
            [factories.project(session, round_, pot, 600_00, title=factories.texts(name))],
            votes,
        )
    close_voting(session, round_)
    assert "Mitä aiemmista kierroksista seurasi" not in client.get("/").text
    planner = sign_in(factories.account(session, "planner"))
    planner.post(f"/staff/rounds/{round_.slug}/count")
    count = session.scalars(select(Count.id)).one()
    planner.post(f"/staff/rounds/{round_.slug}/outcome", data={"count": count})
    queries.clear()
    page = client.get("/").text
    assert len(queries) <= 3
    earlier = page.split("Mitä aiemmista kierroksista seurasi")[1]
    assert "Ranta" in earlier and "Metsä" not in earlier and f"/rounds/{round_.slug}/outcome" in earlier
