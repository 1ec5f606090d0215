"""The public list: filters, a stable random order, few queries, pages that revalidate."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.areas.models import Area
from webapp.proposals.list_queries import proposals_by_area
from webapp.rounds.models import Round


@pytest.fixture
def city(session: Session) -> dict[str, Area]:
    return factories.city(session)


@pytest.fixture
def round_(session: Session, city: dict[str, Area]) -> Round:
    round_ = factories.round_(session, "proposing")
    other = factories.round_(session, "proposing")
    factories.proposal(session, other, title="Toisen kierroksen")
    session.commit()
    return round_


def numbers_in(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'data-map-ref="proposal-(\d+)"', page)]


def test_each_page_of_the_random_order_has_others_and_all_come_once(
    client: FlaskClient, session: Session, round_: Round
) -> None:
    made = {factories.proposal(session, round_).id for _ in range(120)}
    session.commit()
    pages = [
        numbers_in(client.get(f"/rounds/{round_.slug}/proposals?turn=0.37&page={n}").text) for n in (1, 2, 3)
    ]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert {number for page in pages for number in page} == made
    assert pages[0] != sorted(pages[0])


def test_the_order_is_put_in_the_address(client: FlaskClient, round_: Round) -> None:
    answer = client.get(f"/rounds/{round_.slug}/proposals?theme=x")
    assert answer.status_code == 302 and "turn=0." in answer.location and "theme=x" in answer.location


def test_filters_narrow_the_list(client: FlaskClient, session: Session, round_: Round) -> None:
    theme = factories.theme(session, round_, "nature")
    west = factories.proposal(
        session, round_, title="Puita 50 % lisää", geom=factories.point(28.1, 61.05), theme_id=theme.id
    )
    east = factories.proposal(
        session,
        round_,
        body="Laituri",
        geom=factories.point(28.3, 61.05),
        state="accepted",
        created_at=datetime(2026, 3, 1, 22, 30, tzinfo=UTC),  # the second of March in Finland
    )
    factories.proposal(session, round_, state="withdrawn")
    session.commit()
    asked = {
        "": {west.id, east.id},
        "district=A": {west.id},
        "neighbourhood=B1": {east.id},
        "theme=nature": {west.id},
        "state=accepted": {east.id},
        "text=laituri": {east.id},
        "text=50 %25": {west.id},
        "text=_______________________________": set(),
        "district=A&state=accepted": set(),
        "to=2026-03-02": {east.id},
        "from=2026-03-02&to=2026-03-02": {east.id},
        "to=2026-03-01": set(),
        "from=2026-03-03": {west.id},
        "state=withdrawn": {west.id, east.id},
    }
    for query, wanted in asked.items():
        page = client.get(f"/rounds/{round_.slug}/proposals?order=newest&{query}").text
        assert set(numbers_in(page)) == wanted, query


def test_the_map_opens_on_the_area_that_the_list_is_narrowed_to(
    client: FlaskClient, session: Session, round_: Round
) -> None:
    factories.proposal(session, round_, geom=factories.point(28.05, 61.05))
    session.commit()
    address = f"/rounds/{round_.slug}/proposals?order=newest"
    district, neighbourhood = (
        client.get(f"{address}&{query}").text for query in ("district=A", "district=A&neighbourhood=A1")
    )
    assert 'data-opens="28' in district and 'data-opens="28' in neighbourhood
    boxes = [re.findall(r'data-opens="([^"]*)"', page)[0] for page in (district, neighbourhood)]
    assert boxes[0] != boxes[1]
    for query in ("", "&theme=none"):
        assert "data-opens" not in client.get(f"{address}{query}").text


@pytest.mark.parametrize(
    "query",
    [
        "page=-1",
        "page=x",
        "page=99999999999",
        "turn=nan",
        "turn=9",
        "text=%00",
        "state='",
        "from=x",
        "to=9999-12-31",
    ],
)
def test_nonsense_in_the_address_is_passed_over(client: FlaskClient, round_: Round, query: str) -> None:
    assert client.get(f"/rounds/{round_.slug}/proposals?order=newest&{query}").status_code == 200


def test_the_number_of_queries_does_not_grow(
    client: FlaskClient, session: Session, round_: Round, sign_in: SignIn, queries: list[str]
) -> None:
    browser = sign_in(factories.account(session))
    for rows in (2, 40):
        for _ in range(rows):
            factories.proposal(session, round_, geom=factories.point(28.1, 61.05))
        session.commit()
        for one, most in ((client, 3), (browser, 4)):
            queries.clear()
            assert one.get(f"/rounds/{round_.slug}/proposals?turn=0.5").status_code == 200
            assert len(queries) <= most, queries


def test_a_page_is_sent_again_only_when_something_has_changed(
    client: FlaskClient, session: Session, round_: Round, queries: list[str]
) -> None:
    address = f"/rounds/{round_.slug}/proposals?turn=0.5"
    tag = client.get(address).headers["ETag"]
    queries.clear()
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert len(queries) == 1
    factories.proposal(session, round_)
    session.commit()
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_an_empty_list_says_so(client: FlaskClient, round_: Round) -> None:
    assert 'class="empty"' in client.get(f"/rounds/{round_.slug}/proposals?turn=0").text


def test_sums_by_area_are_one_query(
    session: Session, round_: Round, city: dict[str, Area], queries: list[str]
) -> None:
    for lon in (28.1, 28.11, 28.3):
        factories.proposal(session, round_, geom=factories.point(lon, 61.05))
    factories.proposal(session, round_)
    queries.clear()
    assert proposals_by_area(session, round_.id, "district") == {city["A"].id: 2, city["B"].id: 1, None: 1}
    assert len(queries) == 1


@pytest.mark.parametrize(
    ("query", "are_on", "words"), [("", False, ""), ("&state=accepted&text=puu", True, "2 käytössä")]
)
def test_filters_are_folded_and_tell_how_many_are_on(
    client: FlaskClient, round_: Round, query: str, are_on: bool, words: str
) -> None:
    page = client.get(f"/rounds/{round_.slug}/proposals?turn=0.5{query}").text
    assert '<details class="filters__fold">' in page
    assert ("filters__active" in page) == are_on and words in page


@pytest.mark.parametrize("list_", ["proposals", "projects"])
def test_a_page_after_the_last_one_leads_to_the_first(
    client: FlaskClient, session: Session, round_: Round, list_: str
) -> None:
    factories.proposal(session, round_)
    factories.project(session, round_, factories.pot(session, round_))
    session.commit()
    page = client.get(f"/rounds/{round_.slug}/{list_}?turn=0.5&theme=&page=9").text
    assert "Luettelo päättyy ennen tätä sivua" in page
    assert f'href="/rounds/{round_.slug}/{list_}?turn=0.5&amp;theme="' in page
