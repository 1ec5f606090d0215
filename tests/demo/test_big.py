"""The large city for measuring, made small here."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests import factories
from webapp.demo import big
from webapp.demo.files import Calendar
from webapp.rounds.models import Round

ZONE = ZoneInfo("Europe/Helsinki")


@pytest.fixture
def large(session: Session) -> Round:
    factories.city(session)
    return big.big_round(session, Calendar(datetime.now(ZONE).date(), ZONE))


def test_the_database_gives_every_proposal_its_areas(session: Session, large: Round) -> None:
    big.add_proposals(session, large, 500, Calendar(datetime.now(ZONE).date(), ZONE))
    found = text(
        """
        select count(*), count(neighbourhood_id), count(district_id), count(distinct state), count(distinct title)
        from proposal where round_id = :round
        """
    )
    assert tuple(session.execute(found, {"round": large.id}).one()) == (500, 500, 500, 3, 500)


def test_ballots_are_cast_within_the_pot_and_each_by_another_voter(session: Session, large: Round) -> None:
    big.add_ballots(session, large, 60)
    big.add_ballots(session, large, 40)
    session.execute(text("set constraints all immediate"))
    found = text(
        """
        select count(distinct b.ballot_key), count(distinct b.id), max(chosen), min(chosen) from box.ballot b
        join (select ballot_id, count(*) as chosen from box.choice group by 1) c on c.ballot_id = b.id
        where b.round_id = :round
        """
    )
    voters, ballots, most, fewest = session.execute(found, {"round": large.id}).one()
    assert (voters, ballots) == (100, 100)
    assert 1 <= fewest < most <= big.MOST_CHOICES


def test_it_goes_on_where_it_stopped(session: Session, large: Round) -> None:
    calendar = Calendar(datetime.now(ZONE).date(), ZONE)
    assert big.big_round(session, calendar) is large
    big.add_proposals(session, large, 30, calendar)
    assert big.number_of_proposals(session, large) == 30
