"""Planners try counting rules on the votes of a round that is over; nothing is kept."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.counting.casting import close_voting, put
from tests.rounds.conftest import fields_of
from webapp.counting.models import Count
from webapp.counting.rules import RULES
from webapp.methods.what_if_routes import limits_of
from webapp.rounds.models import Round

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def round_(session: Session) -> Round:
    round_ = factories.round_(session)
    pot = factories.pot(session, round_, 1_000_00)
    dear = factories.project(session, round_, pot, 900_00, title=factories.texts("Silta"))
    cheap = factories.project(session, round_, pot, 400_00, title=factories.texts("Penkki"))
    put(session, round_, [dear], 50)
    put(session, round_, [cheap], 45)
    close_voting(session, round_)
    return round_


@pytest.fixture
def planner(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.account(session, "planner"))


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_every_rule_is_tried_with_its_usual_settings(
    planner: FlaskClient, session: Session, round_: Round, rule: str
) -> None:
    first = planner.get(f"/staff/rounds/{round_.slug}/what-if")
    assert first.status_code == 200 and 'id="result"' not in first.text
    usual = {"options_equal_shares-completion": "none", "options_equal_shares-increment_cents": "1"}
    sent = fields_of(first.text) | usual | {"counting_rule": rule}
    page = planner.get(f"/staff/rounds/{round_.slug}/what-if", query_string=sent, headers=ENGLISH)
    assert page.status_code == 200
    result = page.text.split('id="result"')[1]
    first_row = result.split('data-won="true"')[1].split("</tr>")[0]
    assert ("Silta (en)" if rule == "greedy" else "Penkki (en)") in first_row
    assert session.scalars(select(Count)).all() == []


def test_where_pots_are_counted_together_none_leaves_money_to_another(
    planner: FlaskClient, session: Session
) -> None:
    round_ = factories.round_(session, voting_areas="every", counting_options={"pots": "together"})
    bench = factories.project(session, round_, factories.pot(session, round_, 1_000_00), 400_00)
    put(session, round_, [bench], 45)
    close_voting(session, round_)
    address = f"/staff/rounds/{round_.slug}/what-if"
    first = planner.get(address).text
    assert 'name="counting_rule"' in first and 'name="leftover"' not in first
    tried = planner.get(address, query_string=fields_of(first), headers=ENGLISH)
    assert tried.status_code == 200 and "All areas together" in tried.text.split('id="result"')[1]


def test_what_makes_no_sense_is_said(planner: FlaskClient, round_: Round) -> None:
    address = f"/staff/rounds/{round_.slug}/what-if"
    assert planner.get(f"{address}?leftover=none&counting_rule=magic").status_code == 400
    assert (
        planner.get(f"{address}?leftover=none&counting_rule=greedy&options_greedy-misfit=x").status_code
        == 400
    )


def test_the_votes_of_an_open_round_are_not_counted(planner: FlaskClient, session: Session) -> None:
    round_ = factories.round_(session)
    factories.open_voting(session, round_)
    session.commit()
    assert planner.get(f"/staff/rounds/{round_.slug}/what-if").status_code == 409


def test_the_rounds_that_are_over_are_listed_for_planners_only(
    planner: FlaskClient, client: FlaskClient, round_: Round
) -> None:
    assert f"/staff/rounds/{round_.slug}/what-if" in planner.get("/staff/what-if").text
    assert client.get("/staff/what-if").status_code == 302


def test_the_money_of_areas_goes_to_the_rule_that_takes_it() -> None:
    options = {"pots": "by-area", "area_money": [[100_00, ["1"]]], "category_caps": [["parks", 5]]}
    assert limits_of("equal-shares", options) == {"area_money": [[100_00, ["1"]]]}
    assert limits_of("greedy", options) == {"category_caps": [["parks", 5]]}
