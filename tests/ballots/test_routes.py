"""Voting from the first page to the receipt."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.voters import review, right, send
from tests.conftest import SignIn
from webapp.ballots.models import Ballot, Choice
from webapp.projects.models import Project
from webapp.rounds.models import Round

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def round_(session: Session) -> Round:
    return factories.round_(session)


@pytest.fixture
def projects(session: Session, round_: Round) -> list[Project]:
    pot = factories.pot(session, round_, 1_000_00)
    made = [factories.project(session, round_, pot, cents) for cents in (600_00, 400_00, 500_00)]
    factories.open_voting(session, round_)
    session.commit()
    return made


@pytest.fixture
def voter(session: Session, sign_in: SignIn, round_: Round, projects: list[Project]) -> FlaskClient:
    return right(sign_in(factories.account(session)), round_)


def test_a_visitor_is_led_to_sign_in(client: FlaskClient, round_: Round, projects: list[Project]) -> None:
    page = client.get(f"/rounds/{round_.slug}/vote").text
    assert re.search(rf'href="/sign-in\?next=[^"]*{round_.slug}', page)


def test_closed_voting_says_so(client: FlaskClient, session: Session, round_: Round) -> None:
    session.commit()
    assert client.get(f"/rounds/{round_.slug}/vote").status_code == 200


def test_a_vote_is_reviewed_cast_and_found_by_its_receipt(
    voter: FlaskClient, client: FlaskClient, round_: Round, projects: list[Project], session: Session
) -> None:
    first, second, _third = projects
    assert str(first.title) in voter.get(f"/rounds/{round_.slug}/vote").text
    page = review(voter, round_, first.id, second.id)
    assert page.status_code == 200
    nonce = re.search(r'name="nonce" value="([^"]+)"', page.text)
    assert nonce is not None
    status, where = send(voter, round_, first.id, second.id, nonce=nonce[1])
    assert status == 303
    assert send(voter, round_, second.id, first.id, nonce=nonce[1]) == (303, where), "sent twice, one receipt"
    assert voter.get(where).status_code == 200
    code = where.rsplit("/", 1)[1]
    assert code in voter.get(where).text
    assert "on uurnassa" in client.get("/receipts", query_string={"code": code.lower()}).text
    assert len(session.scalars(select(Choice)).all()) == 2
    assert send(voter, round_, first.id)[0] == 303
    assert "on uurnassa" not in client.get("/receipts", query_string={"code": code}).text
    assert send(voter, round_, first.id, second.id, nonce=nonce[1])[0] == 409
    states = [b.state for b in session.scalars(select(Ballot).order_by(Ballot.state))]
    assert states == ["counted", "replaced"]


def test_over_budget_is_said_on_the_ballot_itself_and_what_was_chosen_stays(
    voter: FlaskClient, round_: Round, projects: list[Project], session: Session
) -> None:
    first, second, third = projects
    page = review(voter, round_, first.id, third.id)
    assert page.status_code == 400
    assert page.text.count("maksavat 100\u00a0€ enemmän kuin rahaa on") == 2, "in the summary and at the pot"
    assert f'href="#pot-{first.pot_id}"' in page.text and f'id="pot-{first.pot_id}"' in page.text
    ticked = re.findall(r'value="(\d+)"[^>]* checked', page.text)
    assert sorted(map(int, ticked)) == sorted([first.id, third.id])
    assert str(second.title) in page.text
    assert session.scalars(select(Ballot)).all() == []


def test_an_empty_ballot_is_said_on_the_ballot_itself(
    voter: FlaskClient, round_: Round, projects: list[Project]
) -> None:
    page = review(voter, round_)
    assert page.status_code == 400
    assert "error-summary" in page.text and str(projects[0].title) in page.text


def test_one_goes_back_from_the_review_with_what_was_chosen(
    voter: FlaskClient, round_: Round, projects: list[Project]
) -> None:
    form = {"choice": [str(projects[0].id)]}
    page = voter.post(f"/rounds/{round_.slug}/vote/fill", data=form).text
    assert re.findall(r'value="(\d+)"[^>]* checked', page) == [str(projects[0].id)]


def test_who_changes_a_ballot_is_told_why_the_earlier_one_is_not_shown(
    voter: FlaskClient, round_: Round, projects: list[Project]
) -> None:
    send(voter, round_, projects[0].id)
    page = voter.get(f"/rounds/{round_.slug}/vote", headers=ENGLISH).text
    assert "it replaces the earlier one" in page and " checked" not in page


def test_a_title_leads_to_its_project_and_says_where_it_opens(
    voter: FlaskClient, round_: Round, projects: list[Project]
) -> None:
    page = voter.get(f"/rounds/{round_.slug}/vote", headers=ENGLISH).text
    assert f'href="/projects/{projects[0].id}" target="_blank"' in page
    assert page.count("(opens in a new tab)") == len(projects)


def test_everyone_has_an_order_of_their_own_that_stays(
    sign_in: SignIn, session: Session, round_: Round, projects: list[Project]
) -> None:
    orders = set()
    for _ in range(12):
        voter = right(sign_in(factories.account(session)), round_)
        pages = [voter.get(f"/rounds/{round_.slug}/vote").text for _ in range(2)]
        first, second = (re.findall(r'id="choice-(\d+)"', page) for page in pages)
        assert first == second
        orders.add(tuple(first))
    assert len(orders) > 1


def test_another_area_keeps_what_still_belongs_to_the_ballot(session: Session, sign_in: SignIn) -> None:
    round_ = factories.round_(session, voting_areas="one_and_city")
    pots = [factories.pot(session, round_, 1_000_00, code) for code in (None, "A", "B")]
    city, a, b = (factories.project(session, round_, pot, 100_00) for pot in pots)
    factories.open_voting(session, round_)
    voter = right(sign_in(factories.account(session)), round_)
    form = {"projects": [str(city.id), str(a.id)], "area": "B"}
    page = voter.post(f"/rounds/{round_.slug}/vote/fill", data=form).text
    assert re.findall(r'value="(\d+)"[^>]* checked', page) == [str(city.id)]
    assert f"choice-{b.id}" in page and f"choice-{a.id}" not in page
    assert review(voter, round_, city.id, b.id, area="B").status_code == 200


@pytest.mark.parametrize("pots", ["apart", "together"])
def test_the_round_and_the_ballot_tell_where_areas_are_counted_together(
    session: Session, sign_in: SignIn, pots: str
) -> None:
    round_ = factories.round_(session, voting_areas="every", counting_options={"pots": pots})
    for code in (None, "A"):
        factories.project(session, round_, factories.pot(session, round_, 1_000_00, code), 100_00)
    factories.open_voting(session, round_)
    voter = right(sign_in(factories.account(session)), round_)
    for page in ("", "/vote"):
        told = (
            "The money of all areas is one sum"
            in voter.get(f"/rounds/{round_.slug}{page}", headers=ENGLISH).text
        )
        assert told == (pots == "together"), page


def test_the_ballot_page_reads_four_times_at_most(
    voter: FlaskClient, round_: Round, projects: list[Project], queries: list[str]
) -> None:
    queries.clear()
    voter.get(f"/rounds/{round_.slug}/vote")
    assert len(queries) <= 5, "one of them is the session's"


def test_a_form_that_was_reviewed_is_one_ballot_whoever_else_sends_it(
    voter: FlaskClient, sign_in: SignIn, session: Session, round_: Round, projects: list[Project]
) -> None:
    nonce = uuid4()
    assert send(voter, round_, projects[0].id, nonce=nonce)[0] == 303
    other = right(sign_in(factories.account(session)), round_)
    assert send(other, round_, projects[0].id, nonce=nonce)[0] == 409
    assert len(session.scalars(select(Ballot)).all()) == 1


def test_looking_up_what_is_no_receipt_says_what_to_mend(client: FlaskClient) -> None:
    assert "error-summary" not in client.get("/receipts").text
    for typed, words in (
        ("", "Kirjoita koodi"),
        ("ABCD", "Kirjoita koodi"),
        ("0000-0000-0000-0000", "ei ole ääntä"),
    ):
        page = client.get("/receipts", query_string={"code": typed}).text
        assert page.count(words) == 2 and 'aria-invalid="true"' in page and f'value="{typed}"' in page


def test_a_client_looks_up_only_so_many_receipts_a_minute(client: FlaskClient, session: Session) -> None:
    """T3: codes are not guessed by trying; what is no code at all costs nothing and is not counted."""
    here = {"REMOTE_ADDR": "192.0.2.7"}
    forged = {"X-Forwarded-For": "198.51.100.1"}
    for _ in range(40):
        assert client.get("/receipts?code=nothing", environ_base=here).status_code == 200
    statuses = [
        client.get("/receipts?code=7K2M-9QXT-0F4B-ZR8C", environ_base=here, headers=forged).status_code
        for _ in range(62)
    ]
    assert statuses[:30] == [200] * 30
    assert 429 in statuses, "at most twice thirty, where a minute ends in between"
    other = client.get("/receipts?code=7K2M-9QXT-0F4B-ZR8C", environ_base={"REMOTE_ADDR": "192.0.2.8"})
    assert other.status_code == 200
