"""How much of the ballots is public: one level for the outcome page, its files and the box (T24)."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.counting.casting import close_voting, put
from tests.outcome.conftest import publish

ENGLISH = {"Accept-Language": "en"}


@pytest.mark.parametrize("ballot_type", ["one_choice", "approval"])
@pytest.mark.parametrize("level", ["totals", "commitments", "ballots"])
def test_t24_ballots_of_a_crowd_are_published_as_far_as_the_round_said(
    client: FlaskClient, planner: FlaskClient, session: Session, level: str, ballot_type: str
) -> None:
    """The .pb file and the box keep to one level; the fingerprint would tell hidden counts to whoever tries them all."""
    round_ = factories.round_(session, ballot_type=ballot_type, ballots_published=level)
    pot = factories.pot(session, round_)
    for votes in (306, 200):
        put(session, round_, [factories.project(session, round_, pot)], votes)
    close_voting(session, round_)
    publish(planner, round_, session)
    answer = client.get(f"/rounds/{round_.slug}/outcome.pb", headers=ENGLISH)
    page = client.get(f"/rounds/{round_.slug}/outcome", headers=ENGLISH).text
    box = client.get(f"/rounds/{round_.slug}/box.json").json
    assert box is not None and box["level"] == level
    whole = level == "ballots"
    assert answer.status_code == (200 if whole else 403)
    assert (answer.text.count("\n") > 500) == ("opened" in box) == whole
    words = (f"outcome.pb?pot={pot.id}", "Fingerprint", "flask count", "Anyone can count again")
    assert [word in page for word in words] == [whole] * 4
    assert ("The ballots of this round are not published" in page) != whole
    assert planner.get(f"/staff/rounds/{round_.slug}/ballots.pb").status_code == 200


def test_t24_ballots_stay_closed_where_one_pot_is_small(
    client: FlaskClient, planner: FlaskClient, session: Session
) -> None:
    round_ = factories.round_(session, ballot_type="approval", ballots_published="ballots")
    city, area = factories.pot(session, round_), factories.pot(session, round_, area_code="A")
    put(session, round_, [factories.project(session, round_, city)], 600)
    put(session, round_, [factories.project(session, round_, area)], 20)
    close_voting(session, round_)
    publish(planner, round_, session)
    for pot in (city, area):
        assert client.get(f"/rounds/{round_.slug}/outcome.pb?pot={pot.id}").status_code == 403
    box = client.get(f"/rounds/{round_.slug}/box.json").json
    assert box is not None and box["level"] == "commitments"
