"""A planner is told what they may have overlooked, and is not stopped by it."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.rounds.conftest import address
from webapp.rounds import advice as telling
from webapp.rounds.models import Round
from webapp.rounds.queries import reason_views, round_view
from webapp.texts import Texts


def told(session: Session, round_: Round) -> list[tuple[str, str]]:
    view = round_view(session, round_.slug, also_unpublished=True)
    return [(one.part, one.words) for one in telling.advice(view, reason_views(session, round_.id))]


def test_nothing_is_said_of_a_round_in_order(session: Session, round_: Round) -> None:
    assert told(session, round_) == []


def test_what_lacks_a_language_is_said_by_part(session: Session, round_: Round) -> None:
    round_.summary = Texts(fi="Vain suomeksi")
    theme = factories.theme(session, round_)
    theme.name = Texts(fi="Puistot", en="Parks")
    session.flush()
    assert told(session, round_) == [("texts", telling.UNTRANSLATED), ("themes", telling.UNTRANSLATED)]


def test_a_timetable_that_looks_odd_is_said(session: Session) -> None:
    round_ = factories.round_(session, is_published=False)
    factories.phase(session, round_, "voting", -1, 5)
    assert told(session, round_) == [("phases", telling.NO_PROPOSING), ("phases", telling.VOTING_BEGUN)]
    factories.phase(session, round_, "proposing", -3, 3)
    assert ("phases", telling.VOTING_OVERLAPS) in told(session, round_)


def test_a_price_above_all_money_is_said_on_the_page(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    round_.highest_cost_cents = 10_000_01
    session.commit()
    assert told(session, round_) == [("voting", telling.PRICE_ABOVE_MONEY)]
    assert "Yksi hanke saa maksaa enemmän" in planner.get(address(round_, "settings")).text
