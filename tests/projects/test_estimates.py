"""Estimates: read strictly, kept as versions, compared, published by another person than the writer."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.projects.conftest import estimate, lines, mark, publish_estimate
from webapp.accounts.models import Account
from webapp.audit.models import AuditEvent
from webapp.projects.models import CostEstimate, CostLine, Project
from webapp.rounds.models import Round

PENKKI = ("Penkki", "3", "kpl", "450,50", "25,5", "20")


def stored(session: Session, project: Project) -> list[CostEstimate]:
    session.expire_all()
    chosen = select(CostEstimate).where(CostEstimate.project_id == project.id).order_by(CostEstimate.version)
    return list(session.scalars(chosen))


def test_lines_are_kept_exactly_and_blank_ones_left_out(
    official: FlaskClient, session: Session, project: Project, writer: Account
) -> None:
    blank = ("", "1", "", "", "25,5", "")
    rows = (PENKKI, blank, ("Kaivu", "0,125", "h", "1 200", "", ""))
    data = estimate(session, project, *rows, lower="1 500", upper="2000", months="4", note="Arvio.")
    answer = official.post(f"/staff/projects/{project.id}/estimate", data=data)
    assert answer.location == f"/staff/projects/{project.id}/estimates/1"
    [one] = stored(session, project)
    assert (one.lower_cents, one.upper_cents, one.months, one.note) == (1_500_00, 2_000_00, 4, "Arvio.")
    assert (one.unit, one.made_by_id, one.published_at) == ("Puistot", writer.id, None)
    kept = session.scalars(select(CostLine).order_by(CostLine.position)).all()
    assert [
        (line.what, line.quantity, line.unit_price_cents, line.vat_permille, line.upkeep_cents)
        for line in kept
    ] == [
        ("Penkki", Decimal("3.000"), 450_50, 255, 20_00),
        ("Kaivu", Decimal("0.125"), 1_200_00, None, 0),
    ]
    page = official.get(answer.location).text
    assert "1\u00a0846,13\u00a0€" in page and "Kirsi Kirjoittaja" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("lines-0-quantity", "NaN"),
        ("lines-0-quantity", "-1"),
        ("lines-0-quantity", "0"),
        ("lines-0-quantity", "1e5"),
        ("lines-0-quantity", "0,0001"),
        ("lines-0-quantity", "9" * 30),
        ("lines-0-unit_price", "inf"),
        ("lines-0-unit_price", "-5"),
        ("lines-0-unit_price", "10000000,01"),
        ("lines-0-unit_price", "1,005"),
        ("lines-0-unit_price", ""),
        ("lines-0-vat", "51"),
        ("lines-0-vat", "25,55"),
        ("lines-0-vat", "x"),
        ("lines-0-upkeep", "-1"),
        ("lines-0-upkeep", "99999999999999999999"),
        ("lines-0-what", "Pen\x00kki"),
        ("lines-0-what", ""),
        ("lines-0-what", "x" * 201),
        ("lines-0-unit", ""),
        ("lower", "1 697"),
        ("upper", "1 696,12"),
        ("lower", "nan"),
        ("months", "0"),
        ("months", "121"),
        ("months", "1,5"),
        ("unit", ""),
        ("note", "\x00"),
    ],
)
def test_bad_input_is_said_and_nothing_is_kept(
    official: FlaskClient, session: Session, project: Project, field: str, value: str
) -> None:
    data = estimate(session, project, PENKKI, **{field: value})
    answer = official.post(f"/staff/projects/{project.id}/estimate", data=data)
    assert answer.status_code == 400 and "error-summary" in answer.text and "field-error" in answer.text
    assert stored(session, project) == []


def test_an_estimate_needs_a_line_that_costs_something(
    official: FlaskClient, session: Session, project: Project
) -> None:
    for rows in ((("", "1", "", "", "", ""),), (("Talkoot", "1", "erä", "0", "", ""),)):
        answer = official.post(
            f"/staff/projects/{project.id}/estimate", data=estimate(session, project, *rows)
        )
        assert answer.status_code == 400
    many = estimate(session, project, *[PENKKI] * 61)
    assert official.post(f"/staff/projects/{project.id}/estimate", data=many).status_code == 400
    nothing = {"seen": mark(session, project), "unit": "Puistot"}
    assert official.post(f"/staff/projects/{project.id}/estimate", data=nothing).status_code == 400
    assert stored(session, project) == []


def whats(page: str) -> list[str]:
    """What the lines of a page are of, in their order."""
    parts = page.split('data-what id="lines-')[1:]
    return [part.split('value="', 1)[1].split('"', 1)[0] for part in parts]


@pytest.mark.parametrize(
    ("step", "wanted"),
    [
        ("add", ["A", "B", "C", ""]),
        ("remove-1", ["A", "C"]),
        ("up-2", ["A", "C", "B"]),
        ("up-0", ["A", "B", "C"]),
        ("down-0", ["B", "A", "C"]),
        ("down-2", ["A", "B", "C"]),
        ("remove-9", ["A", "B", "C"]),
        ("remove-x", ["A", "B", "C"]),
        ("sum", ["A", "B", "C"]),
    ],
)
def test_without_script_the_buttons_rearrange_the_lines_and_keep_nothing(
    official: FlaskClient, session: Session, project: Project, step: str, wanted: list[str]
) -> None:
    rows = [(name, "1", "kpl", "10", "", "") for name in "ABC"]
    data = estimate(session, project, *rows, step=step, note="Pysyy")
    page = official.post(f"/staff/projects/{project.id}/estimate", data=data)
    assert page.status_code == 200 and whats(page.text) == wanted
    assert "Pysyy" in page.text and "error-summary" not in page.text
    assert stored(session, project) == []


def test_the_last_line_is_never_gone(official: FlaskClient, session: Session, project: Project) -> None:
    data = estimate(session, project, PENKKI, step="remove-0")
    assert whats(official.post(f"/staff/projects/{project.id}/estimate", data=data).text) == [""]


def test_saving_makes_a_new_version_that_can_be_compared_with_the_old(
    official: FlaskClient, session: Session, project: Project
) -> None:
    address = f"/staff/projects/{project.id}/estimate"
    puu = ("Puu", "2", "kpl", "100", "", "")
    official.post(address, data=estimate(session, project, PENKKI, puu))
    assert "450,50" in official.get(address).text
    dearer = ("Penkki", "4", "kpl", "450,50", "25,5", "20")
    official.post(address, data=estimate(session, project, dearer, ("Kivi", "1", "kpl", "5", "", "")))
    assert [one.version for one in stored(session, project)] == [1, 2]
    page = official.get(f"/staff/projects/{project.id}/estimates/2").text
    for words in ("Muutettu", "Lisätty", "Poistettu", "−200\u00a0€", "+5\u00a0€", "+565,38\u00a0€"):
        assert words in page
    assert official.get(f"/staff/projects/{project.id}/estimates/1?with=2").status_code == 200
    for nowhere in ("3", "99999999999999999999", "1?with=9"):
        assert official.get(f"/staff/projects/{project.id}/estimates/{nowhere}").status_code == 404


def test_of_two_who_save_at_once_neither_is_lost(
    official: FlaskClient, colleague: FlaskClient, session: Session, project: Project
) -> None:
    address = f"/staff/projects/{project.id}/estimate"
    both = estimate(session, project, PENKKI)
    assert official.post(address, data=both).status_code == 302
    late = colleague.post(address, data={**both, **lines(("Toisen rivi", "1", "kpl", "7", "", ""))})
    assert late.status_code == 409 and "Toisen rivi" in late.text
    assert len(stored(session, project)) == 1
    again = {**both, **lines(("Toisen rivi", "1", "kpl", "7", "", "")), "seen": mark(session, project)}
    assert colleague.post(address, data=again).status_code == 302
    assert [one.version for one in stored(session, project)] == [1, 2]


def test_the_writer_cannot_confirm_and_a_colleague_can_once(
    official: FlaskClient, colleague: FlaskClient, client: FlaskClient, session: Session, project: Project
) -> None:
    official.post(f"/staff/projects/{project.id}/estimate", data=estimate(session, project))
    address = f"/staff/projects/{project.id}/estimates/1"
    assert f'action="{address}/publish"' not in official.get(address).text
    seen = mark(session, project)
    refused = official.post(f"{address}/publish", data={"seen": seen})
    assert refused.status_code == 409 and "joku muu" in refused.text
    assert f'action="{address}/publish"' in colleague.get(address).text
    assert colleague.post(f"{address}/publish", data={"seen": seen}).status_code == 302
    assert colleague.post(f"{address}/publish", data={"seen": seen}).status_code == 409
    session.refresh(project)
    assert project.cost_cents == 1_696_13 and project.state == "draft"
    assert "estimate published" in session.scalars(select(AuditEvent.action)).all()
    withdraw = {"seen": mark(session, project)}
    assert official.post(f"{address}/withdraw", data=withdraw).status_code == 302
    session.refresh(project)
    assert project.cost_cents is None


def test_the_database_itself_wants_two_people(session: Session, project: Project, writer: Account) -> None:
    session.add(
        CostEstimate(
            project_id=project.id,
            version=1,
            unit="Puistot",
            made_by_id=writer.id,
            published_by_id=writer.id,
            published_at=factories.now(),
        )
    )
    with pytest.raises(IntegrityError, match="cost_estimate_published_by_another"):
        session.flush()


def test_only_the_newest_version_is_confirmed(
    official: FlaskClient, colleague: FlaskClient, session: Session, project: Project
) -> None:
    for _ in range(2):
        official.post(f"/staff/projects/{project.id}/estimate", data=estimate(session, project))
    older = f"/staff/projects/{project.id}/estimates/1/publish"
    assert colleague.post(older, data={"seen": mark(session, project)}).status_code == 409


def test_estimating_waits_for_its_phase(official: FlaskClient, session: Session) -> None:
    round_ = factories.round_(session, "browsing")
    project = factories.project(session, round_, factories.pot(session, round_), state="draft")
    session.commit()
    answer = official.post(f"/staff/projects/{project.id}/estimate", data=estimate(session, project))
    assert answer.status_code == 409 and stored(session, project) == []


def test_a_chosen_project_is_estimated_anew_without_touching_what_people_voted_on(
    official: FlaskClient, colleague: FlaskClient, session: Session, project: Project, round_: Round
) -> None:
    publish_estimate(session, project, official, colleague)
    official.post(f"/staff/projects/{project.id}/ballot", data={"seen": mark(session, project)})
    factories.open_voting(session, round_)
    session.commit()
    frozen = official.post(f"/staff/projects/{project.id}/estimate", data=estimate(session, project))
    assert frozen.status_code == 409
    project.delivery = "planned"
    session.commit()
    dearer = ("Penkki", "9", "kpl", "450,50", "25,5", "20")
    official.post(f"/staff/projects/{project.id}/estimate", data=estimate(session, project, dearer))
    publish = f"/staff/projects/{project.id}/estimates/2/publish"
    assert colleague.post(publish, data={"seen": mark(session, project)}).status_code == 302
    session.refresh(project)
    assert project.cost_cents == 1_696_13
    assert [one.is_on_ballot for one in stored(session, project)] == [True, False]


def test_a_planner_cannot_confirm(
    session: Session, project: Project, official: FlaskClient, sign_in: SignIn
) -> None:
    official.post(f"/staff/projects/{project.id}/estimate", data=estimate(session, project))
    planner = sign_in(factories.account(session, "planner"))
    publish = f"/staff/projects/{project.id}/estimates/1/publish"
    assert planner.post(publish, data={"seen": mark(session, project)}).status_code == 403
