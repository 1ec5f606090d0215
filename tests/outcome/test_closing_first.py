"""Where two people close the vote, the page of the count says so before it counts."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests import factories


def test_where_two_people_close_the_vote_the_page_leads_there_before_it_counts(
    planner: FlaskClient, session: Session
) -> None:
    round_ = factories.round_(session, two_people=True)
    factories.phase(session, round_, "voting", -3, -1)
    session.commit()
    page = planner.get(f"/staff/rounds/{round_.slug}/outcome").text
    assert "Äänestystä ei ole vielä suljettu" in page and f'href="/staff/rounds/{round_.slug}/vote"' in page
    assert f"/staff/rounds/{round_.slug}/count" not in page
    session.execute(
        text("insert into vote (round_id, opened_at, closed_at) values (:id, now(), now())"),
        {"id": round_.id},
    )
    assert f"/staff/rounds/{round_.slug}/count" in planner.get(f"/staff/rounds/{round_.slug}/outcome").text
