"""Taking part by typing a postcode: no account is needed and nothing is proved (T2)."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.voters import right, send
from tests.conftest import SignIn
from tests.identity.provider import Provider
from tests.identity.test_identifying import identify
from tests.identity.typed import PAGE, address, arranged, end_sessions, people, states, type_in, voted
from tests.rounds.conftest import fields_of
from tests.rounds.test_frozen import refused
from webapp.accounts.models import Account
from webapp.ballots.models import VotingRight
from webapp.config import IdentityProvider
from webapp.identity.models import Identification
from webapp.identity.rules import declared


def test_whoever_types_a_postcode_comes_back_and_votes(client: FlaskClient, session: Session) -> None:
    round_, project = arranged(session)
    start = f"/rounds/{round_.slug}/vote"
    assert "Äänestät kirjoittamalla kotisi postinumeron" in client.get(start).text
    page = client.get(f"/identify?provider=postcode&next={start}")
    assert page.headers["Location"] == f"{PAGE}?next={start}", "the only way needs no choice"
    assert "Kotisi postinumero" in client.get(page.headers["Location"]).text
    answer = client.post(PAGE, data={"postcode": " 53 100 ", "next": start})
    assert (answer.status_code, answer.headers["Location"]) == (302, start)
    asked = client.get(start).text
    assert 'name="birth_year"' in asked and 'name="lives_here"' in asked
    right(client, round_)
    assert send(client, round_, project.id)[0] == 303
    assert session.scalars(select(Identification.postcode)).one() == "53100"
    assert session.execute(select(Account.email, Account.name)).one() == (None, None)


@pytest.mark.parametrize("typed", ["", "5310", "531000", "abcde", "53l00", "53100\0", "٥٣١٠٠", "5" * 5000])
def test_what_is_no_postcode_is_told_and_makes_nobody(
    client: FlaskClient, session: Session, typed: str
) -> None:
    answer = client.post(PAGE, data={"postcode": typed, "next": "/rounds"})
    assert answer.status_code == 400 and "viisi numeroa" in answer.text and "error-summary" in answer.text
    assert 'name="next" type="hidden" value="/rounds"' in answer.text, "the way back is kept"
    assert people(session) == 0


def test_a_postcode_of_elsewhere_is_refused_once_the_citys_are_known(
    client: FlaskClient, session: Session
) -> None:
    assert type_in(client, "00100") == 302, "no addresses are loaded"
    address(session, "53100")
    other = client.application.test_client()
    answer = other.post(PAGE, data={"postcode": "00100"})
    assert answer.status_code == 400 and "osallisuus@nasta.example" in answer.text
    assert type_in(other, "53100") == 302


def test_a_known_postcode_tells_that_one_lives_in_the_city(client: FlaskClient, session: Session) -> None:
    round_, _ = arranged(session)
    address(session, "53100")
    type_in(client)
    asked = client.get(f"/rounds/{round_.slug}/vote").text
    assert 'name="birth_year"' in asked and 'name="lives_here"' not in asked


def test_too_young_a_voter_is_refused(client: FlaskClient, session: Session) -> None:
    round_, _ = arranged(session)
    type_in(client)
    form = {"birth_year": str(round_.created_at.year - 5), "lives_here": "y"}
    assert client.post(f"/rounds/{round_.slug}/vote/right", data=form).status_code == 400


def test_asking_for_the_postcode_costs_no_query_and_voting_with_it_as_many_as_with_a_bank_code(
    client: FlaskClient, session: Session, provider: Provider, queries: list[str]
) -> None:
    by_bank, by_postcode = arranged(session, voting_providers=["bank"])[0], arranged(session)[0]
    queries.clear()
    client.get(PAGE)
    assert queries == []
    counts = []
    for round_, show in ((by_bank, identify), (by_postcode, type_in)):
        show(client)
        queries.clear()
        assert client.get(f"/rounds/{round_.slug}/vote").status_code == 200
        counts.append(len(queries))
    assert counts[0] >= counts[1]


def test_nobody_is_sent_to_another_site(client: FlaskClient) -> None:
    assert client.post(PAGE, data={"postcode": "53100", "next": "//evil.example"}).headers["Location"] == "/"
    forgotten = client.post(f"{PAGE}/forget", data={"next": "https://evil.example"})
    assert forgotten.headers["Location"] == f"{PAGE}?next=/"


def test_a_postcode_in_one_area_gives_it_and_another_can_be_typed(
    client: FlaskClient, session: Session
) -> None:
    factories.city(session)
    round_, _ = arranged(session, "A", "B", voting_areas="own")
    address(session, "53100", 28.1)
    address(session, "53200", 28.3)
    type_in(client, "53100")
    page = client.get(f"/rounds/{round_.slug}/vote").text
    assert 'name="own_area"' not in page and "postinumerosta 53100" in page
    type_in(client, "53200")
    right(client, round_, own_area="A")
    assert session.scalars(select(VotingRight.area_code)).one() == "B"
    assert people(session) == 1


def test_a_postcode_in_two_areas_leaves_the_choice_between_them(
    client: FlaskClient, session: Session
) -> None:
    factories.city(session)
    round_, _ = arranged(session, "A", "B", voting_areas="own_and_city")
    for lon in (28.1, 28.3):
        address(session, "53300", lon)
    type_in(client, "53300")
    page = client.get(f"/rounds/{round_.slug}/vote").text
    assert 'value="A"' in page and 'value="B"' in page and 'value="-"' not in page
    right(client, round_, own_area="B")
    assert session.scalars(select(VotingRight.area_code)).one() == "B"


def test_a_proposal_is_sent_after_a_postcode_and_corrected_from_the_same_browser(
    client: FlaskClient, session: Session
) -> None:
    round_ = factories.round_(session, "proposing", proposing_providers=["postcode"])
    session.commit()
    good = {"title": "Penkki rantaan", "body": "Penkki laiturin viereen."}
    assert "kirjoitat kotisi postinumeron" in client.get(f"/rounds/{round_.slug}/propose").text
    client.post(f"/rounds/{round_.slug}/propose", data=good)
    check = f"/rounds/{round_.slug}/propose/check"
    page = client.get(check).text
    assert "/identify?provider=postcode" in page and "Kirjoita postinumerosi ja lähetä" in page
    assert client.post(f"/rounds/{round_.slug}/propose/send", data=fields_of(page)).status_code == 403
    type_in(client)
    sent = client.post(f"/rounds/{round_.slug}/propose/send", data=fields_of(client.get(check).text))
    shown = sent.headers["Location"].split("?")[0]
    end_sessions(session)
    assert client.get(f"{shown}/edit").status_code == 302
    assert "postinumerolla" in client.get("/sign-in").text
    type_in(client)
    assert client.get(f"{shown}/edit").status_code == 200


def test_beside_a_provider_a_postcode_is_offered_where_the_round_takes_both(
    client: FlaskClient, session: Session
) -> None:
    page = client.get("/identify?provider=bank&provider=postcode&next=/rounds").text
    assert "Pankkitunnus" in page and f"{PAGE}?next=/rounds" in page
    assert PAGE not in client.get("/identify").text, "it is no way to sign in"


@pytest.mark.parametrize("rule", [{"proposing_age": "12"}, {"proposing_residents": "y"}])
def test_a_planner_cannot_hold_a_typed_postcode_against_age_or_home(
    sign_in: SignIn, session: Session, rule: dict[str, str]
) -> None:
    round_ = factories.round_(session)
    planner = sign_in(factories.account(session, "planner"))
    page = f"/staff/rounds/{round_.slug}/proposing"
    fields = fields_of(planner.get(page).text) | {"proposing_providers": ["postcode"]}
    answer = planner.post(page, data=fields | rule)
    assert answer.status_code == 400 and "Itse kirjoitettu postinumero ei kerro" in answer.text
    assert planner.post(page, data=fields).status_code == 302
    session.refresh(round_)
    assert round_.proposing_providers == ["postcode"]


def test_a_planner_chooses_it_for_voting_and_reads_what_it_is_worth(
    sign_in: SignIn, client: FlaskClient, session: Session
) -> None:
    round_ = factories.round_(session)
    planner = sign_in(factories.account(session, "planner"))
    page = f"/staff/rounds/{round_.slug}/voting"
    asked = planner.get(page).text
    assert "ei koskaan sitovaan äänestykseen" in asked
    fields = fields_of(asked) | {"voting_providers": ["postcode"]}
    assert planner.post(page, data=fields | {"only_registered": "yes"}).status_code == 400
    assert planner.post(page, data=fields | {"voting_providers": ["postcode", "bank"]}).status_code == 400
    assert planner.post(page, data=fields).status_code == 302
    session.refresh(round_)
    assert round_.voting_providers == ["postcode"]
    assert "Itse kirjoitettu postinumero" in client.get(f"/rounds/{round_.slug}").text


def test_the_database_knows_no_register_beside_it(session: Session) -> None:
    round_ = factories.round_(session, voting_providers=["postcode"])
    change = "update round set only_registered = true where id = :id"
    assert refused(session, change, id=round_.id) == "round_register_needs_known_people"


def test_the_register_page_says_why_there_is_none(sign_in: SignIn, session: Session) -> None:
    round_, _ = arranged(session)
    official = sign_in(factories.account(session, "official"))
    assert "ketään ei voi löytää rekisteristä" in official.get(f"/staff/rounds/{round_.slug}/register").text


def test_no_provider_can_be_called_so() -> None:
    with pytest.raises(ValidationError, match="a way of its own"):
        IdentityProvider(
            key="postcode",
            name={},
            issuer="https://idp.example",
            client_id="x",
            client_secret=SecretStr("x"),
        )


def test_t2_a_paper_and_a_typed_postcode_are_two_people_and_the_official_is_told(
    client: FlaskClient, sign_in: SignIn, session: Session
) -> None:
    round_, project = arranged(session)
    voted(client, round_, project)
    official = sign_in(factories.account(session, "official"))
    desk = f"/staff/rounds/{round_.slug}/desk"
    assert "Täältä ei näe, onko henkilö jo äänestänyt verkossa" in official.get(desk).text
    whoever = session.scalars(select(Account.id).order_by(Account.id)).first()
    for typed in ("010190-999X", str(whoever), f"account {whoever}"):
        assert official.post(f"{desk}/given", data={"person": typed}).status_code == 302
    told = official.get(desk).text
    assert "Anna henkilölle nyt äänestyslippu." in told and "ei voi enää äänestää verkossa" not in told
    assert official.post(f"{desk}/given", data={"person": "010190-999X"}).status_code == 409
    assert client.get(f"/rounds/{round_.slug}/vote").status_code == 200
    assert states(session) == ["counted"]
    assert sorted(map(str, session.scalars(select(VotingRight.used_by)))) == [
        "paper",
        "paper",
        "paper",
        "web",
    ]


def test_a_person_is_the_account_whatever_the_postcode() -> None:
    one, other = declared(5, "53100", True, b"key"), declared(5, "53200", None, b"key")
    assert one.person == other.person != declared(6, "53100", True, b"key").person
    assert (one.lives_here, other.lives_here, declared(5, "00100", False, b"key").lives_here) == (
        True,
        None,
        None,
    )
    assert (one.birth_year, one.area_code, one.has_second_factor) == (None, None, False)
