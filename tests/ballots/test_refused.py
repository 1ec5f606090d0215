"""What is turned down over HTTP, and that it changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.kinds import COSTS, KINDS, Kind
from tests.ballots.voters import review, right, send, send_form
from tests.conftest import SignIn
from webapp.ballots.models import Ballot, Choice, VotingRight
from webapp.projects.models import Project
from webapp.rounds.models import Phase, Round


def arranged(session: Session, kind: Kind = KINDS[0], **values: object) -> tuple[Round, list[Project]]:
    round_ = factories.round_(session, ballot_type=kind.key, ballot_limits=dict(kind.limits), **values)
    pot = factories.pot(session, round_, 1_000_00)
    projects = [factories.project(session, round_, pot, cents) for cents in COSTS]
    factories.open_voting(session, round_)
    session.commit()
    return round_, projects


def voter_of(session: Session, sign_in: SignIn, round_: Round) -> FlaskClient:
    return right(sign_in(factories.account(session)), round_)


def none_cast(session: Session) -> bool:
    return session.scalars(select(Ballot)).all() == []


@pytest.mark.parametrize(
    "wrong", [(10**17,), ("\0",), ("9" * 5000,), ("x",), ("-1",), ("1:x",), ("1:-1",), ("1:1.5",)]
)
def test_what_can_be_no_choice_is_refused(
    session: Session, sign_in: SignIn, wrong: tuple[object, ...]
) -> None:
    round_, _projects = arranged(session)
    voter = voter_of(session, sign_in, round_)
    assert send(voter, round_, *wrong)[0] == 400
    assert review(voter, round_, *wrong).status_code == 400
    fill = voter.post(f"/rounds/{round_.slug}/vote/fill", data={"choice": [str(w) for w in wrong]})
    assert fill.status_code in (200, 400)
    assert none_cast(session)


def test_huge_input_is_refused(session: Session, sign_in: SignIn) -> None:
    round_, projects = arranged(session)
    voter = voter_of(session, sign_in, round_)
    many = {"projects": [str(projects[0].id)] * 1001}
    assert voter.post(f"/rounds/{round_.slug}/vote/review", data=many).status_code == 400
    assert send_form(voter, round_, many)[0] == 400
    long = {"projects": ["1" * 2_000_000]}
    assert voter.post(f"/rounds/{round_.slug}/vote/review", data=long).status_code in (400, 413)
    assert send(voter, round_, projects[0].id, nonce="n" * 100_000)[0] == 409
    assert voter.get("/receipts", query_string={"code": "\0" * 500}).status_code == 200
    assert none_cast(session)


def test_over_budget_or_nothing_is_refused_by_the_database_as_well(session: Session, sign_in: SignIn) -> None:
    round_, projects = arranged(session)
    voter = voter_of(session, sign_in, round_)
    assert send(voter, round_, projects[0].id, projects[2].id)[0] == 400
    assert send(voter, round_)[0] == 400
    assert send(voter, round_, projects[0].id, nonce="no uuid")[0] == 409
    assert none_cast(session)


def test_after_closing_nothing_is_cast(session: Session, sign_in: SignIn) -> None:
    round_, projects = arranged(session)
    voter = voter_of(session, sign_in, round_)
    session.connection().exec_driver_sql("alter table phase disable trigger all")
    phase = session.scalars(select(Phase).where(Phase.round_id == round_.id)).one()
    phase.ends_at = factories.now() - timedelta(minutes=1)
    session.commit()
    assert send(voter, round_, projects[0].id)[0] == 409
    assert review(voter, round_, projects[0].id).status_code == 409
    assert voter.post(f"/rounds/{round_.slug}/vote/fill").status_code == 409
    sent = {"birth_year": "1980", "lives_here": "y"}
    assert voter.post(f"/rounds/{round_.slug}/vote/right", data=sent).status_code == 409
    page = voter.get(f"/rounds/{round_.slug}/vote")
    assert page.status_code == 200 and 'id="ballot"' not in page.text
    assert none_cast(session)


def test_projects_of_another_round_are_refused(session: Session, sign_in: SignIn) -> None:
    round_, _projects = arranged(session)
    _other, others = arranged(session)
    voter = voter_of(session, sign_in, round_)
    assert send(voter, round_, others[0].id)[0] == 400
    assert review(voter, round_, others[0].id).status_code == 400
    assert none_cast(session)


@pytest.mark.parametrize(("areas", "status"), [("every", 303), ("one_and_city", 400), ("any_one", 400)])
def test_two_areas_are_refused_where_one_is_to_be_chosen(
    session: Session, sign_in: SignIn, areas: str, status: int
) -> None:
    round_ = factories.round_(session, voting_areas=areas)
    pots = [factories.pot(session, round_, 1_000_00, code) for code in ("A", "B")]
    ids = [factories.project(session, round_, pot, 100_00).id for pot in pots]
    factories.open_voting(session, round_)
    voter = voter_of(session, sign_in, round_)
    assert (review(voter, round_, *ids).status_code == 400) is (status == 400)
    assert send(voter, round_, *ids)[0] == status


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_every_type_is_filled_in_reviewed_and_cast(session: Session, sign_in: SignIn, kind: Kind) -> None:
    round_, projects = arranged(session, kind)
    voter = voter_of(session, sign_in, round_)
    ids = [project.id for project in projects]
    for points in kind.unlawful:
        page = voter.post(f"/rounds/{round_.slug}/vote/review", data=kind.sent(ids, points))
        assert page.status_code == 400 and "error-summary" in page.text
        chosen = [
            f"{one}:{n}" if kind.values(points) else one for one, n in zip(ids, points, strict=True) if n
        ]
        assert send(voter, round_, *chosen)[0] == 400
    assert none_cast(session)
    page = voter.post(f"/rounds/{round_.slug}/vote/review", data=kind.sent(ids, kind.lawful))
    assert page.status_code == 200
    hidden = [part.split('"')[0] for part in page.text.split('name="choice" value="')[1:]]
    assert send(voter, round_, *hidden)[0] == 303
    values = session.scalars(select(Choice.value).order_by(Choice.project_id)).all()
    assert values == kind.in_choices(kind.lawful)


def test_points_that_are_no_whole_number_are_said_on_the_ballot(session: Session, sign_in: SignIn) -> None:
    round_, projects = arranged(session, KINDS[3])
    voter = voter_of(session, sign_in, round_)
    form = {f"points-{projects[0].id}": "2", f"points-{projects[1].id}": "1,5"}
    page = voter.post(f"/rounds/{round_.slug}/vote/review", data=form)
    assert page.status_code == 400 and "kokonaislukuina" in page.text
    assert f'name="points-{projects[0].id}" value="2"' in page.text


def test_an_order_with_a_gap_is_cast_without_it(session: Session, sign_in: SignIn) -> None:
    round_, projects = arranged(session, KINDS[4])
    voter = voter_of(session, sign_in, round_)
    form = {f"place-{projects[0].id}": "3", f"place-{projects[1].id}": "1"}
    page = voter.post(f"/rounds/{round_.slug}/vote/review", data=form).text
    assert f'value="{projects[0].id}:2"' in page and f'value="{projects[1].id}:1"' in page


def test_a_final_ballot_is_said_and_no_form_is_shown(session: Session, sign_in: SignIn) -> None:
    round_, projects = arranged(session, can_change_ballot=False)
    voter = voter_of(session, sign_in, round_)
    page = review(voter, round_, projects[0].id)
    assert "Et voi muuttaa ääntäsi" in page.text
    assert send(voter, round_, projects[0].id)[0] == 303
    page = voter.get(f"/rounds/{round_.slug}/vote")
    assert page.status_code == 200 and 'id="ballot"' not in page.text and "Olet äänestänyt" in page.text
    assert send(voter, round_, projects[1].id)[0] == 409
    assert review(voter, round_, projects[1].id).status_code == 409
    assert len(session.scalars(select(Ballot)).all()) == 1


def test_without_the_right_nothing_is_cast(session: Session, sign_in: SignIn) -> None:
    round_, projects = arranged(session)
    client = sign_in(factories.account(session))
    assert send(client, round_, projects[0].id)[0] == 403
    assert review(client, round_, projects[0].id).status_code == 403
    young = {"birth_year": str(factories.now().year - 1), "lives_here": "y"}
    address = f"/rounds/{round_.slug}/vote/right"
    answer = client.post(address, data=young)
    assert answer.status_code == 400 and 'id="birth_year-error"' in answer.text
    answer = client.post(address, data={"birth_year": "1980"})
    assert answer.status_code == 400 and 'id="lives_here-error"' in answer.text
    assert client.post(address, data={"birth_year": "\0"}).status_code == 400
    assert none_cast(session)


@pytest.mark.parametrize(("areas", "with_city"), [("own", False), ("own_and_city", True)])
def test_own_area_is_asked_for_and_holds(
    session: Session, sign_in: SignIn, areas: str, with_city: bool
) -> None:
    round_ = factories.round_(session, voting_areas=areas)
    pots = [factories.pot(session, round_, 1_000_00, code) for code in (None, "A", "B")]
    city, a, b = (factories.project(session, round_, pot, 100_00).id for pot in pots)
    factories.open_voting(session, round_)
    client = sign_in(factories.account(session))
    address = f"/rounds/{round_.slug}/vote/right"
    assert 'name="own_area"' in client.get(f"/rounds/{round_.slug}/vote").text
    for wrong in ({}, {"own_area": "C"}, {"own_area": ""}):
        sent = {"birth_year": "1980", "lives_here": "y", **wrong}
        assert client.post(address, data=sent).status_code == 400
    voter = right(client, round_, own_area="A")
    page = voter.get(f"/rounds/{round_.slug}/vote?area=B").text
    assert f"choice-{a}" in page and f"choice-{b}" not in page
    assert (f"choice-{city}" in page) is with_city
    assert send(voter, round_, b)[0] == 400 and review(voter, round_, b).status_code == 400
    assert send(voter, round_, a, city)[0] == (303 if with_city else 400)
    assert send(voter, round_, a)[0] == 303


def test_who_has_taken_a_ballot_paper_gets_no_form(session: Session, sign_in: SignIn) -> None:
    round_, projects = arranged(session)
    voter = voter_of(session, sign_in, round_)
    session.execute(update(VotingRight).values(used_by="paper"))
    session.commit()
    page = voter.get(f"/rounds/{round_.slug}/vote")
    assert page.status_code == 200 and 'id="ballot"' not in page.text and "äänestyslipun" in page.text
    assert review(voter, round_, projects[0].id).status_code == 409
    assert send(voter, round_, projects[0].id)[0] == 409


def test_who_lives_where_there_is_no_pot_votes_on_the_whole_city(session: Session, sign_in: SignIn) -> None:
    round_ = factories.round_(session, voting_areas="own_and_city")
    pots = [factories.pot(session, round_, 1_000_00, code) for code in (None, "A")]
    city, a = (factories.project(session, round_, pot, 100_00).id for pot in pots)
    factories.open_voting(session, round_)
    voter = right(sign_in(factories.account(session)), round_, own_area="-")
    page = voter.get(f"/rounds/{round_.slug}/vote").text
    assert f"choice-{city}" in page and f"choice-{a}" not in page
    assert send(voter, round_, a)[0] == 400
    assert send(voter, round_, city)[0] == 303
