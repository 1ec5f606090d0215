"""The money of a round by area: split by population as a start, checked, and saved when the planner saves."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.rounds.conftest import address, fields_of, seen
from webapp.rounds.models import Pot, Round


def test_the_money_is_split_by_population_and_saved_only_when_the_planner_saves(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    fields = seen(planner, round_, "pots")
    assert [fields[f"pots-{n}-code"] for n in range(3)] == ["", "A", "B"]
    answer = planner.post(address(round_, "pots"), data=fields | {"total": "9 000,50", "step": "split"})
    split = fields_of(answer.text)
    assert [split[f"pots-{n}-amount"] for n in range(3)] == ["10\u00a0000", "4\u00a0500,50", "4\u00a0500"]
    money = select(Pot.area_code, Pot.amount_cents).where(Pot.round_id == round_.id)
    assert dict(session.execute(money).all()) == {None: 10_000_00, "A": 5_000_00}
    assert planner.post(address(round_, "pots"), data=split | {"pots-0-amount": ""}).status_code == 302
    assert dict(session.execute(money).all()) == {"A": 4500_50, "B": 4500_00}


@pytest.mark.parametrize("total", ["", "-5", "kymppi", "9" * 30])
def test_a_sum_that_cannot_be_split_is_said(planner: FlaskClient, round_: Round, total: str) -> None:
    fields = seen(planner, round_, "pots") | {"total": total, "step": "split"}
    assert 'id="total-error"' in planner.post(address(round_, "pots"), data=fields).text


def test_nothing_is_split_where_nobody_is_known_to_live(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    factories.run(session, "update area set population = null where code = 'B'")
    session.commit()
    fields = seen(planner, round_, "pots") | {"total": "100", "step": "split"}
    assert "Asukasluku ei ole tiedossa: B." in planner.post(address(round_, "pots"), data=fields).text


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"pots-0-amount": "-1"}, 400),
        ({"pots-0-amount": "0"}, 400),
        ({"pots-0-amount": "99999999999999999999"}, 400),
        ({"pots-0-amount": "\0"}, 400),
        ({"pots-1-code": "Z"}, 400),
        ({"pots-1-code": "A\0"}, 400),
        ({"pots-2-code": "A"}, 400),
        ({"pots-2-amount": "100"}, 302),
    ],
)
def test_sums_and_areas_are_checked(
    planner: FlaskClient, round_: Round, change: dict[str, str], status: int
) -> None:
    answer = planner.post(address(round_, "pots"), data=seen(planner, round_, "pots") | change)
    assert answer.status_code == status
    assert status == 302 or "error-summary" in answer.text


def test_a_fault_names_its_area_and_the_sums_are_told_together(planner: FlaskClient, round_: Round) -> None:
    fields = seen(planner, round_, "pots") | {
        "pots-0-amount": "1 000",
        "pots-1-amount": "x",
        "pots-2-amount": "2 000",
    }
    page = planner.post(address(round_, "pots"), data=fields).text
    summary = page.split('class="error-summary"')[1].split("</ul>")[0]
    assert '<a href="#pots-1-amount">A: Kirjoita summa' in summary
    assert "data-total>3\u00a0000\u00a0€" in page


def test_a_pot_of_an_area_no_longer_in_use_is_shown_and_kept(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    factories.pot(session, round_, area_code="old")
    session.commit()
    page = planner.get(address(round_, "pots")).text
    assert "old (ei kuulu käytössä oleviin alueisiin)" in page
    assert planner.post(address(round_, "pots"), data=fields_of(page)).status_code == 302
