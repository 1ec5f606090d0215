"""Squares and heat: every proposal is counted once in a square of the metric system."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from webapp.rounds.models import Round
from webapp.tiles import density_queries, density_routes
from webapp.tiles.density_queries import Square, Wanted, squares

CRS = 3882


@pytest.fixture
def round_(session: Session) -> Round:
    """Six proposals near each other and one far off; others that are not on the map."""
    factories.city(session)
    found = factories.round_(session, "proposing")
    theme = factories.theme(session, found, "puistot")
    for step in range(6):
        place = factories.point(28.1 + step / 1000, 61.05)
        factories.proposal(session, found, geom=place, theme_id=theme.id if step < 2 else None)
    factories.proposal(session, found, geom=factories.point(28.35, 61.15))
    factories.proposal(session, found, geom=factories.point(28.35, 61.15), state="withdrawn")
    factories.proposal(session, found)
    factories.proposal(session, factories.round_(session, "proposing"), geom=factories.point(28.1, 61.05))
    session.commit()
    return found


def of(
    session: Session, round_: Round, *, is_heat: bool = False, side: int = 500, **filters: str
) -> list[Square]:
    return list(squares(session, round_.id, Wanted(is_heat, side, tuple(filters.items())), CRS))


@pytest.mark.parametrize("side", [250, 500, 2000])
def test_each_proposal_on_the_map_is_in_one_square(session: Session, round_: Round, side: int) -> None:
    found = of(session, round_, side=side)
    assert sum(square.value for square in found) == 7
    assert found == sorted(found, key=lambda square: -square.value)
    assert {square.code for square in found} == {"A1", "B2"}


def test_a_square_is_as_wide_as_it_says(session: Session, round_: Round) -> None:
    fullest = of(session, round_)[0]
    area = factories.run(
        session, "select ST_Area(ST_GeomFromGeoJSON(:shape)::geography)", shape=fullest.shape
    ).scalar_one()
    assert area == pytest.approx(500 * 500, rel=0.01)


def test_a_theme_narrows_the_squares(session: Session, round_: Round) -> None:
    assert sum(square.value for square in of(session, round_, theme="puistot")) == 2


def test_heat_spreads_what_the_squares_count(session: Session, round_: Round) -> None:
    heat, counted = of(session, round_, is_heat=True), of(session, round_)
    assert len(heat) > len(counted)
    assert max(square.value for square in heat) < 4 * max(square.value for square in counted)


def test_very_many_are_counted_by_the_cells_of_the_map(
    session: Session, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_rows = [(square.value, square.shape) for square in of(session, round_, side=2000)]
    monkeypatch.setattr(density_queries, "MOST_ROWS", 0)
    factories.run(session, "select fold_pin_cells()")
    factories.proposal(session, round_, geom=factories.point(28.35, 61.15))
    by_cells = [(square.value, square.shape) for square in of(session, round_, side=2000)]
    assert sum(n for n, _ in by_cells) == 8
    assert {shape for _, shape in by_cells} == {shape for _, shape in by_rows}


def test_the_page_tells_the_fullest_squares_and_the_map_has_all(client: FlaskClient, round_: Round) -> None:
    page = client.get(f"/rounds/{round_.slug}/density?side=2000").text
    assert len(re.findall(r'data-map-ref="square-', page)) == 2
    assert f"/rounds/{round_.slug}/density.geojson?show=&amp;side=2000" in page
    shapes = client.get(f"/rounds/{round_.slug}/density.geojson?side=2000").get_json()
    assert sorted(one["properties"]["n"] for one in shapes["features"]) == [1, 6]


def test_where_there_would_be_too_many_squares_they_are_larger(
    client: FlaskClient, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(density_routes, "MOST_SQUARES", 2)
    page = client.get(f"/rounds/{round_.slug}/density?side=250", headers={"Accept-Language": "en"}).text
    assert "These are 1,000 m wide" in page or "These are 500 m wide" in page
    assert len(re.findall(r'data-map-ref="square-', page)) == 2


@pytest.mark.parametrize("query", ["side=7", "theme=x", "show=", "side=%00"])
def test_nonsense_in_the_address_is_passed_over(client: FlaskClient, round_: Round, query: str) -> None:
    assert client.get(f"/rounds/{round_.slug}/density?{query}").status_code == 200


def number_in(client: FlaskClient, address: str) -> int:
    return sum(one["properties"]["n"] for one in client.get(address).get_json()["features"])


def test_the_squares_are_narrowed_by_every_filter_of_the_list(
    client: FlaskClient, session: Session, round_: Round
) -> None:
    night = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)  # half past midnight in Finland
    place = factories.point(28.35, 61.15)
    factories.proposal(session, round_, geom=place, title="100 % laavu", state="accepted", created_at=night)
    session.commit()
    address = f"/rounds/{round_.slug}/density.geojson?"
    assert number_in(client, address) == 8
    expected = {
        "theme=puistot": 2,
        "state=accepted": 1,
        "state=submitted": 7,
        "state=withdrawn": 8,  # nothing that the list could be narrowed to
        "district=A": 6,
        "neighbourhood=B2": 2,
        "neighbourhood=B2&state=submitted": 1,
        "from=2026-03-11&to=2026-03-11": 1,
        "to=2026-03-10": 0,
        "text=100+%25+LAAVU": 1,
        "text=100+_+laavu": 0,
        "theme=none": 0,
    }
    assert {query: number_in(client, address + query) for query in expected} == expected


def test_the_list_and_the_squares_lead_to_each_other_narrowed_alike(
    client: FlaskClient, round_: Round
) -> None:
    narrowed = "theme=puistot&district=A&from=2020-01-01&state=submitted"
    found = client.get(f"/rounds/{round_.slug}/proposals?turn=0&{narrowed}").text
    to_squares = re.search(r'href="(/rounds/[^"]+/density[^"]*)"', found)
    assert to_squares is not None
    page = client.get(unescape(to_squares[1])).text
    for name, value in (("theme", "puistot"), ("district", "A"), ("state", "submitted")):
        assert re.search(
            rf'name="{name}">\s*(<option[^>]*>[^<]*</option>\s*)*?<option value="{value}" selected', page
        )
    assert 'name="from" value="2020-01-01"' in page
    shapes = re.search(r'data-areas="([^"]+)"', page)
    assert shapes is not None
    assert number_in(client, unescape(shapes[1])) == 2
    to_list = re.search(r'href="(/rounds/[^"]+/proposals\?neighbourhood=A1&amp;[^"]+)"', page)
    assert to_list is not None
    assert {"theme=puistot", "state=submitted", "from=2020-01-01"} <= set(unescape(to_list[1]).split("&"))
