"""The figures of a round add up, are read with few queries, and tell nothing of a single vote."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.dashboard import queries as figures
from webapp.projects.models import CostEstimate, CostLine
from webapp.projects.queries import line_of
from webapp.rounds.models import Pot, Round


@pytest.fixture
def planner(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.account(session, "planner"))


@pytest.fixture
def round_(session: Session) -> Round:
    """Three proposals in A, one in B, one without a place; money for A and for the whole city."""
    areas = factories.city(session)
    round_ = factories.round_(session, "proposing")
    theme = factories.theme(session, round_, "puistot")
    reason = factories.reason(session, round_)
    a, b = areas["A"].id, areas["B"].id
    factories.proposal(session, round_, district_id=a, theme_id=theme.id)
    factories.proposal(session, round_, district_id=a, state="accepted")
    factories.proposal(session, round_, district_id=a, state="refused", reason_id=reason.id)
    factories.proposal(session, round_, district_id=b)
    factories.proposal(session, round_, state="withdrawn")
    factories.proposal(session, round_, created_at=datetime(2026, 1, 4, 23, 30, tzinfo=UTC))
    factories.proposal(session, factories.round_(session), district_id=a)
    session.commit()
    return round_


def pots(session: Session, round_: Round) -> tuple[Pot, Pot]:
    return factories.pot(session, round_, 4_000_00), factories.pot(session, round_, 2_000_00, area_code="A")


@pytest.mark.parametrize("role", [(), None])
def test_only_those_who_work_on_rounds_see_figures(
    client: FlaskClient, session: Session, sign_in: SignIn, round_: Round, role: tuple[str, ...] | None
) -> None:
    someone, status = (client, 302) if role is None else (sign_in(factories.account(session, *role)), 403)
    for path in ("/staff/rounds", f"/staff/rounds/{round_.slug}"):
        assert someone.get(path).status_code == status


@pytest.mark.parametrize("role", ["official", "gis", "planner", "coordinator"])
def test_each_role_sees_the_figures_and_its_own_work(
    session: Session, sign_in: SignIn, round_: Round, role: str
) -> None:
    text = sign_in(factories.account(session, role)).get(f"/staff/rounds/{round_.slug}").text
    assert ("/settings" in text) == (role in ("planner", "coordinator"))
    assert ("/staff/proposals?" in text) == (role != "gis")


def test_a_round_that_is_not_there_is_not_found(planner: FlaskClient) -> None:
    assert planner.get("/staff/rounds/nothing").status_code == 404


def test_without_rounds_the_list_says_what_to_do(planner: FlaskClient, queries: list[str]) -> None:
    queries.clear()
    assert 'href="/staff/rounds/new"' in planner.get("/staff/rounds").text
    assert len(queries) <= 3


def test_the_list_has_every_round_with_few_queries(
    planner: FlaskClient, session: Session, round_: Round, queries: list[str]
) -> None:
    for _number in range(5):
        factories.round_(session, is_published=False)
    session.commit()
    queries.clear()
    text = planner.get("/staff/rounds").text
    assert len(queries) <= 3
    assert text.count('class="card"') == 7
    assert "5 ehdotusta" in text
    assert "3 tarkistettavana" in text


def test_the_page_takes_one_query_for_each_table(
    planner: FlaskClient, session: Session, round_: Round, queries: list[str]
) -> None:
    queries.clear()
    text = planner.get(f"/staff/rounds/{round_.slug}").text
    assert len(queries) <= 7
    assert f'href="/staff/proposals?round={round_.id}&amp;state=submitted&amp;district=A"' in text
    assert "Aluejako: district, versio 1" in text


def test_proposals_are_counted_where_they_are_and_money_where_it_is(session: Session, round_: Round) -> None:
    city, own = pots(session, round_)
    factories.project(session, round_, own, 700_00)
    factories.project(session, round_, city, state="draft", cost_cents=None)
    factories.project(session, round_, city, state="left_out", left_out_reason=factories.texts("Ei"))
    a, b, rest = figures.by_area(session, round_.id)
    assert (a.code, a.submitted, a.accepted, a.refused, a.proposals) == ("A", 1, 1, 1, 3)
    assert (a.projects, a.cents, a.pot, a.pot_per_resident) == (1, 700_00, 2_000_00, 200)
    assert (b.code, b.proposals, b.pot, b.pot_per_resident) == ("B", 1, 0, None)
    assert (rest.code, rest.proposals, rest.projects, rest.unestimated, rest.pot) == (None, 1, 1, 1, 4_000_00)


def test_an_area_that_is_no_longer_in_use_keeps_its_money(session: Session, round_: Round) -> None:
    factories.pot(session, round_, 100_00, area_code="old")
    old = next(area for area in figures.by_area(session, round_.id) if area.code == "old")
    assert (old.name, old.pot) == (None, 100_00)


def test_what_is_not_on_the_ballot_costs_what_its_newest_estimate_says(
    session: Session, round_: Round
) -> None:
    city, _own = pots(session, round_)
    project = factories.project(session, round_, city, state="draft", cost_cents=None)
    total = 0
    for version, quantity in enumerate(("1", "2.5"), 1):
        estimate = CostEstimate(project_id=project.id, version=version, unit="Puistot")
        session.add(estimate)
        session.flush()
        rows = [
            CostLine(
                estimate_id=estimate.id,
                position=place,
                what="Penkki",
                quantity=Decimal(quantity),
                unit="kpl",
                unit_price_cents=333,
                vat_permille=vat,
            )
            for place, vat in enumerate((255, None), 1)
        ]
        session.add_all(rows)
        session.flush()
        total = sum(line_of(row).total_cents for row in rows)
    rest = figures.by_area(session, round_.id)[-1]
    assert (rest.cents, rest.unestimated) == (total, 0)


def test_ballots_are_told_by_the_money_they_use_and_only_in_steps(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    _city, own = pots(session, round_)
    project = factories.project(session, round_, own)
    factories.open_voting(session, round_)
    for _number in range(27):
        values = {"round": round_.id, "ballot": uuid.uuid4(), "project": project.id, "pot": own.id}
        factories.run(
            session,
            "insert into box.ballot (id, round_id, channel, commitment)"
            " values (:ballot, :round, 'paper', uuid_send(:ballot))",
            **values,
        )
        factories.run(
            session,
            "insert into box.choice (ballot_id, round_id, project_id, pot_id)"
            " values (:ballot, :round, :project, :pot)",
            **values,
        )
    session.commit()
    figure = figures.by_area(session, round_.id)[0]
    assert (figure.code, figure.ballots, figure.ballots_permille) == ("A", 25, 25)
    text = planner.get(f"/staff/rounds/{round_.slug}").text
    assert "25:n välein" in text
    assert "alle 25" in text
    assert ">27<" not in text
    assert "25 äänestyslippua" in planner.get("/staff/rounds").text


def test_themes_and_weeks_of_the_city_are_told(session: Session, round_: Round) -> None:
    themes = {theme.slug: theme.proposals for theme in figures.by_theme(session, round_.id)}
    assert themes["puistot"] == 1
    assert themes[None] == 4
    first = figures.by_week(session, round_.id, "Europe/Helsinki")[0]
    assert (first.monday.isoformat(), first.sent) == ("2026-01-05", 1)
