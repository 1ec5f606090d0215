"""A voter whose area the identity provider tells votes there and nowhere else (T2)."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.identity.provider import Provider
from tests.identity.test_identifying import identify
from webapp.areas.models import Place
from webapp.ballots.models import VotingRight
from webapp.identity.rules import words_of
from webapp.rounds.models import Round


@pytest.fixture(autouse=True)
def city(session: Session) -> None:
    factories.city(session)


def arranged(session: Session, areas: str = "own") -> Round:
    round_ = factories.round_(session, voting_providers=["bank"], voting_areas=areas)
    factories.pot(session, round_)
    for code in ("A", "B"):
        factories.project(session, round_, factories.pot(session, round_, area_code=code))
    factories.open_voting(session, round_)
    session.commit()
    return round_


def address(session: Session, postcode: str, lon: float) -> None:
    point = factories.point(lon, 61.05)
    session.add(Place(kind="address", name={"fi": "Tie"}, search="tie", geom=point, postcode=postcode))
    session.commit()


def taken(client: FlaskClient, round_: Round, session: Session, **sent: str) -> tuple[int, str | None]:
    """The answer to taking the right, and the area that it has."""
    status = client.post(f"/rounds/{round_.slug}/vote/right", data=sent).status_code
    return status, session.scalar(select(VotingRight.area_code))


@pytest.mark.parametrize("areas", ["own", "own_and_city"])
def test_t2_the_area_that_is_told_holds_whatever_is_sent(
    client: FlaskClient, session: Session, provider: Provider, areas: str
) -> None:
    round_ = arranged(session, areas)
    provider.changes = {"area": "A"}
    identify(client)
    page = client.get(f"/rounds/{round_.slug}/vote").text
    assert 'name="own_area"' not in page and "Oma alueesi" in page
    assert taken(client, round_, session, own_area="B") == (302, "A")


def test_an_area_without_money_leaves_the_whole_city_or_nothing(
    client: FlaskClient, session: Session, provider: Provider
) -> None:
    with_city, alone = arranged(session, "own_and_city"), arranged(session, "own")
    provider.changes = {"area": "C"}
    identify(client)
    assert client.get(f"/rounds/{alone.slug}/vote").status_code == 403
    assert taken(client, alone, session) == (403, None)
    assert taken(client, with_city, session, own_area="A") == (302, "-")


def test_a_postcode_in_one_area_gives_it(client: FlaskClient, session: Session, provider: Provider) -> None:
    round_ = arranged(session)
    address(session, "53100", 28.1)
    address(session, "53200", 28.3)
    provider.changes = {"postcode": "53200"}
    identify(client)
    assert taken(client, round_, session, own_area="A") == (302, "B")


def test_a_postcode_in_two_areas_lets_one_choose_between_them(
    client: FlaskClient, session: Session, provider: Provider
) -> None:
    round_ = arranged(session, "own_and_city")
    for lon in (28.1, 28.3):
        address(session, "53300", lon)
    provider.changes = {"postcode": "53300"}
    identify(client)
    page = client.get(f"/rounds/{round_.slug}/vote").text
    assert 'value="A"' in page and 'value="B"' in page and 'value="-"' not in page
    assert taken(client, round_, session, own_area="-") == (400, None)
    assert taken(client, round_, session, own_area="B") == (302, "B")


@pytest.mark.parametrize("told", [{}, {"postcode": "99999"}, {"area": "  "}, {"area": ["A"]}])
def test_where_nothing_is_told_the_voter_chooses(
    client: FlaskClient, session: Session, provider: Provider, told: dict[str, str]
) -> None:
    round_ = arranged(session)
    provider.changes = told
    identify(client)
    assert 'name="own_area"' in client.get(f"/rounds/{round_.slug}/vote").text
    assert taken(client, round_, session, own_area="B") == (302, "B")


def test_a_round_that_asks_for_no_area_keeps_none(
    client: FlaskClient, session: Session, provider: Provider
) -> None:
    round_ = arranged(session, "every")
    provider.changes = {"area": "A"}
    identify(client)
    assert taken(client, round_, session) == (302, None)


def test_a_claim_is_a_short_code_or_nothing() -> None:
    assert (words_of(" A "), words_of(7)) == ("A", "7")
    assert {words_of("x" * 41), words_of("a\0"), words_of(None), words_of({}), words_of(True)} == {None}
