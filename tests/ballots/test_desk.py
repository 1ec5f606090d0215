"""Paper: the right is marked first, two officials key each paper blind, and no paper too many is counted (T1, T2)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.audit.models import AuditEvent
from webapp.ballots.models import Ballot, Choice, Paper, VotingRight
from webapp.projects.models import Project
from webapp.rounds.models import Round

ANNA = "anna@example.org"


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
def officials(session: Session, sign_in: SignIn, projects: list[Project]) -> list[FlaskClient]:
    return [sign_in(factories.account(session, "official")) for _ in range(3)]


def give(client: FlaskClient, round_: Round, person: str, **more: str) -> int:
    data = {"person": person, **more}
    return client.post(f"/staff/rounds/{round_.slug}/desk/given", data=data).status_code


def key(client: FlaskClient, round_: Round, *chosen: Project, serial: int = 1) -> tuple[int, str]:
    """Key what is chosen; nothing at all with the tick that says so."""
    form: dict[str, str | list[str]] = {"station": "Pääkirjasto", "serial": str(serial)}
    form |= {"projects": [str(p.id) for p in chosen]} if chosen else {"blank": "1"}
    answer = client.post(f"/staff/rounds/{round_.slug}/desk/papers", data=form, follow_redirects=True)
    return answer.status_code, answer.text


def ballots(session: Session) -> list[str]:
    return list(session.scalars(select(Ballot.channel).where(Ballot.state == "counted")))


def test_a_paper_is_given_keyed_by_two_and_counted_once(
    session: Session, round_: Round, projects: list[Project], officials: list[FlaskClient]
) -> None:
    first, second, third = officials
    assert give(first, round_, f" {ANNA.upper()} ") == 302
    assert give(second, round_, ANNA) == 409, "one person, one paper"
    assert "Nyt toinen viranhaltija" in key(first, round_, projects[0], projects[1])[1]
    assert key(first, round_, projects[0], projects[1])[0] == 409, "the same official does not key twice"
    assert ballots(session) == []
    assert "ääni on uurnassa" in key(second, round_, projects[1], projects[0])[1]
    assert ballots(session) == ["paper"]
    assert key(third, round_, projects[0])[0] == 409
    assert len(session.scalars(select(Choice)).all()) == 2


def test_where_two_differ_a_third_decides(
    session: Session, round_: Round, projects: list[Project], officials: list[FlaskClient]
) -> None:
    give(officials[0], round_, ANNA)
    key(officials[0], round_, projects[0])
    assert "Syötöt eroavat" in key(officials[1], round_, projects[1])[1]
    assert "ääni on uurnassa" in key(officials[2], round_, projects[1])[1]
    assert session.scalars(select(Choice.project_id)).all() == [projects[1].id]


def test_a_paper_that_three_read_differently_is_decided_by_the_next_two_who_agree(
    session: Session, round_: Round, projects: list[Project], officials: list[FlaskClient]
) -> None:
    """Else two who misread a void paper would keep the vote from ever being closed."""
    give(officials[0], round_, ANNA)
    key(officials[0], round_, projects[0])
    key(officials[1], round_, projects[1])
    assert "Syötöt eroavat" in key(officials[2], round_)[1]
    assert "Sitä ei lasketa" in key(officials[0], round_)[1]
    assert session.scalars(select(Paper.status)).all() == ["rejected"]
    assert ballots(session) == []


def test_an_unlawful_paper_is_rejected_by_two(
    session: Session, round_: Round, projects: list[Project], officials: list[FlaskClient]
) -> None:
    give(officials[0], round_, ANNA)
    assert key(officials[0], round_)[0] == 200
    assert "Sitä ei lasketa" in key(officials[1], round_)[1]
    assert session.scalars(select(Paper.status)).all() == ["rejected"]
    assert ballots(session) == []


def test_a_paper_over_budget_does_not_get_in(
    session: Session, round_: Round, projects: list[Project], officials: list[FlaskClient]
) -> None:
    give(officials[0], round_, ANNA)
    key(officials[0], round_, projects[0], projects[2])
    assert key(officials[1], round_, projects[0], projects[2])[0] == 400
    assert ballots(session) == []


def test_never_more_papers_than_rights_marked(
    session: Session, round_: Round, projects: list[Project], officials: list[FlaskClient]
) -> None:
    give(officials[0], round_, ANNA)
    for serial, expected in ((1, 200), (2, 409)):
        key(officials[0], round_, projects[0], serial=serial)
        assert key(officials[1], round_, projects[0], serial=serial)[0] == expected
    assert ballots(session) == ["paper"]
    assert give(officials[0], round_, ANNA, back="1") == 409, "the paper is in the box already"


def test_t1_who_took_a_paper_does_not_vote_on_the_web_nor_the_reverse(
    session: Session, sign_in: SignIn, round_: Round, projects: list[Project], officials: list[FlaskClient]
) -> None:
    voter = sign_in(factories.account(session, email=ANNA))
    assert (
        voter.post(
            f"/rounds/{round_.slug}/vote/right", data={"birth_year": "1980", "lives_here": "y"}
        ).status_code
        == 302
    )
    assert give(officials[0], round_, ANNA) == 302
    ballot = {"choice": str(projects[0].id), "nonce": str(uuid4())}
    assert voter.post(f"/rounds/{round_.slug}/vote/confirm", data=ballot).status_code == 409
    assert give(officials[0], round_, ANNA, back="1") == 302
    assert voter.post(f"/rounds/{round_.slug}/vote/confirm", data=ballot).status_code == 303
    assert give(officials[0], round_, ANNA) == 409
    assert ballots(session) == ["web"]


def test_no_paper_is_taken_back_from_who_was_given_none(
    session: Session, round_: Round, projects: list[Project], officials: list[FlaskClient]
) -> None:
    """A slip in the name is said: else whoever gave the paper back would still be kept from the web."""
    give(officials[0], round_, ANNA)
    data = {"person": "ana@example.org", "back": "1"}
    answer = officials[0].post(f"/staff/rounds/{round_.slug}/desk/given", data=data)
    assert answer.status_code == 409
    assert 'id="person-error"' in answer.text and 'value="ana@example.org"' in answer.text
    assert session.scalars(select(VotingRight.used_by)).all() == ["paper"]


def test_t20_the_log_names_the_official_and_nobody_else(
    session: Session, round_: Round, projects: list[Project], officials: list[FlaskClient]
) -> None:
    give(officials[0], round_, ANNA)
    key(officials[0], round_, projects[0])
    events = session.scalars(select(AuditEvent)).all()
    told = [event for event in events if event.action in ("paper_given", "paper_keyed")]
    assert len(told) == 2 and all(event.account_id for event in told)
    assert ANNA not in str([event.details for event in events])
    assert str(projects[0].id) not in [
        str(value) for event in told for value in event.details.values() if value != 1
    ]


def test_papers_are_keyed_by_number_one_after_another(
    session: Session, round_: Round, projects: list[Project], officials: list[FlaskClient]
) -> None:
    for project, number in zip(projects, (3, 1, 2), strict=True):
        project.number = number
    session.commit()
    give(officials[0], round_, ANNA)
    path, form = f"/staff/rounds/{round_.slug}/desk", {"station": "Kirjasto", "serial": "7"}
    for official, numbers, following in ((0, "1 2", 8), (1, "1 3", 7), (0, "1 3", 8)):
        answer = officials[official].post(f"{path}/papers", data=form | {"numbers": numbers})
        assert f"serial={following}" in answer.headers["Location"], "a paper in dispute is keyed again"
        page = officials[official].get(answer.headers["Location"]).text
        assert page.count('class="notice notice--') > page.split('id="key"')[0].count(
            'class="notice notice--'
        )
    assert ballots(session) == ["paper"]
    assert set(session.scalars(select(Choice.project_id))) == {projects[0].id, projects[1].id}


def test_a_slip_in_the_numbers_is_said_at_the_field_and_nothing_is_saved(
    session: Session, round_: Round, projects: list[Project], officials: list[FlaskClient]
) -> None:
    form = {"station": "Kirjasto", "serial": "7", "numbers": "999999"}
    answer = officials[0].post(f"/staff/rounds/{round_.slug}/desk/papers", data=form)
    assert answer.status_code == 400
    assert 'value="999999"' in answer.text and 'aria-invalid="true"' in answer.text
    assert session.scalars(select(Paper)).all() == []


def test_an_enter_too_many_voids_no_paper(
    session: Session, round_: Round, projects: list[Project], officials: list[FlaskClient]
) -> None:
    form = {"station": "Kirjasto", "serial": "7", "numbers": " "}
    answer = officials[0].post(f"/staff/rounds/{round_.slug}/desk/papers", data=form)
    assert answer.status_code == 400
    assert 'id="numbers-error"' in answer.text and 'aria-invalid="true"' in answer.text
    assert session.scalars(select(Paper)).all() == []


@pytest.mark.parametrize("by_list", [False, True])
def test_a_paper_is_not_both_void_and_chosen_on(
    session: Session, round_: Round, projects: list[Project], officials: list[FlaskClient], by_list: bool
) -> None:
    choice = {"projects": str(projects[0].id)} if by_list else {"numbers": "1"}
    form = {"station": "Kirjasto", "serial": "7", "blank": "1"} | choice
    answer = officials[0].post(f"/staff/rounds/{round_.slug}/desk/papers", data=form)
    assert answer.status_code == 400
    assert answer.text.count(" checked") == 1 + by_list, "what was keyed is still there to mend"
    assert session.scalars(select(Paper)).all() == []


def test_the_list_has_the_name_of_each_pot_and_the_printed_numbers(
    session: Session, round_: Round, projects: list[Project], officials: list[FlaskClient]
) -> None:
    projects[0].number = 41
    session.commit()
    page = officials[0].get(f"/staff/rounds/{round_.slug}/desk").text
    assert ">41. " in page and page.count("<legend>") == 1


@pytest.mark.parametrize("wrong", ["", " ", "\0"])
def test_nobody_is_not_a_person(
    round_: Round, projects: list[Project], officials: list[FlaskClient], wrong: str
) -> None:
    assert give(officials[0], round_, wrong) == 400


@pytest.mark.parametrize("serial", ["", "0", "x", "9999999", "-1"])
def test_a_paper_has_a_number(
    round_: Round, projects: list[Project], officials: list[FlaskClient], serial: str
) -> None:
    form = {"station": "Kirjasto", "serial": serial, "projects": str(projects[0].id)}
    assert officials[0].post(f"/staff/rounds/{round_.slug}/desk/papers", data=form).status_code == 400


def test_residents_have_no_desk(
    session: Session, sign_in: SignIn, round_: Round, projects: list[Project]
) -> None:
    client = sign_in(factories.account(session))
    assert client.get(f"/staff/rounds/{round_.slug}/desk").status_code == 403
    assert give(client, round_, ANNA) == 403


@pytest.fixture
def by_area(session: Session) -> tuple[Round, list[Project]]:
    """A round in which people vote for their own area, with a project in A and one in B."""
    round_ = factories.round_(session, voting_areas="own")
    made = [
        factories.project(session, round_, factories.pot(session, round_, 1_000_00, code), 500_00)
        for code in "AB"
    ]
    factories.open_voting(session, round_)
    session.commit()
    return round_, made


def test_t2_a_paper_is_given_for_the_area_where_the_person_lives(
    session: Session, by_area: tuple[Round, list[Project]], sign_in: SignIn
) -> None:
    round_, (_in_a, in_b) = by_area
    officials = [sign_in(factories.account(session, "official")) for _ in range(2)]
    page = officials[0].get(f"/staff/rounds/{round_.slug}/desk").text
    assert '<select id="area" name="area"' in page
    answer = officials[0].post(f"/staff/rounds/{round_.slug}/desk/given", data={"person": ANNA})
    assert 'id="area-error"' in answer.text and f'name="person" value="{ANNA}"' in answer.text
    for said in ({}, {"area": ""}, {"area": "C"}, {"area": "-"}):
        assert give(officials[0], round_, ANNA, **said) == 400
    assert session.scalars(select(VotingRight)).all() == []
    assert give(officials[0], round_, ANNA, area="A") == 302
    key(officials[0], round_, in_b)
    assert key(officials[1], round_, in_b)[0] == 409
    assert ballots(session) == [], "nobody who took a paper lives in B"
    assert give(officials[0], round_, "berta@example.org", area="B") == 302
    assert key(officials[1], round_, in_b)[0] == 200
    assert ballots(session) == ["paper"]


def test_whoever_gives_the_paper_back_votes_on_the_web_for_their_own_area(
    session: Session, by_area: tuple[Round, list[Project]], sign_in: SignIn
) -> None:
    round_, (in_a, _in_b) = by_area
    official = sign_in(factories.account(session, "official"))
    voter = sign_in(factories.account(session, email=ANNA))
    give(official, round_, ANNA, area="A")
    assert give(official, round_, ANNA, back="1") == 302
    assert str(dict(in_a.title)["fi"]) in voter.get(f"/rounds/{round_.slug}/vote").text
    ballot = {"choice": str(in_a.id), "nonce": str(uuid4())}
    assert voter.post(f"/rounds/{round_.slug}/vote/confirm", data=ballot).status_code == 303
    assert ballots(session) == ["web"]
