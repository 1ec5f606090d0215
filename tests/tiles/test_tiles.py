"""Every pin is counted once at every zoom, whatever is folded, moved, hidden or filtered."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime

import mapbox_vector_tile
import pytest
from flask import Flask
from flask.testing import FlaskClient
from geoalchemy2 import WKTElement
from sqlalchemy.orm import Session

from geo.tiles import Tile
from tests import factories
from tests.tiles.conftest import Fetch
from webapp.proposals.models import Proposal
from webapp.rounds.models import Round
from webapp.tiles.jobs import fold_pin_cells

ZOOMS = (0, 5, 6, 7, 8, 11, 13, 14, 15, 16, 17, 18)
WEST, SOUTH, EAST, NORTH = 28.0, 61.0, 28.4, 61.2


def tile_at(lon: float, lat: float, z: int) -> Tile:
    x = int((lon + 180) / 360 * 2**z)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**z)
    return Tile(z, x, y)


def tiles_over(z: int, points: list[tuple[float, float]]) -> set[Tile]:
    return {tile_at(lon, lat, z) for lon, lat in points}


def count(fetch: Fetch, round_: Round, z: int, points: list[tuple[float, float]], query: str = "") -> int:
    total = 0
    for tile in tiles_over(z, points):
        layers = fetch(f"/tiles/proposals/v1/{z}/{tile.y}/{tile.x}?round={round_.id}{query}")
        total += sum(feature["n"] for feature in layers.get("cell", [])) + len(layers.get("pin", []))
    return total


@pytest.fixture
def points() -> list[tuple[float, float]]:
    rng = random.Random(1)
    crowd = [(28.1 + rng.gauss(0, 0.001), 61.1 + rng.gauss(0, 0.0005)) for _ in range(60)]
    return crowd + [(rng.uniform(WEST, EAST), rng.uniform(SOUTH, NORTH)) for _ in range(40)]


@pytest.fixture
def round_(own_session: Session, points: list[tuple[float, float]]) -> Round:
    """A round with a proposal at each point, and another round's pins in the same places."""
    factories.city(own_session)
    round_, other = factories.round_(own_session, "proposing"), factories.round_(own_session, "proposing")
    for lon, lat in points:
        factories.proposal(own_session, round_, geom=factories.point(lon, lat))
        factories.proposal(own_session, other, geom=factories.point(lon, lat))
    own_session.commit()
    return round_


@pytest.mark.parametrize("is_folded", [False, True])
def test_every_pin_is_counted_at_every_zoom(
    own_app: Flask, fetch: Fetch, round_: Round, points: list[tuple[float, float]], is_folded: bool
) -> None:
    if is_folded:
        with own_app.app_context():
            fold_pin_cells(0)
    assert {z: count(fetch, round_, z, points) for z in ZOOMS} == dict.fromkeys(ZOOMS, len(points))


def test_cells_follow_what_is_moved_hidden_and_deleted(
    own_app: Flask, own_session: Session, fetch: Fetch, round_: Round, points: list[tuple[float, float]]
) -> None:
    rows = own_session.query(Proposal).filter_by(round_id=round_.id).order_by(Proposal.id).all()
    with own_app.app_context():
        fold_pin_cells(0)
    rows[0].state = "withdrawn"
    own_session.delete(rows[2])
    own_session.flush()
    factories.run(
        own_session,
        "update proposal set geom = ST_SetSRID(ST_MakePoint(28.3999, 61.1999), 4326) where id = :id",
        id=rows[1].id,
    )
    own_session.commit()
    moved = [*points[3:], (28.3999, 61.1999)]
    waiting = {z: count(fetch, round_, z, moved) for z in ZOOMS}
    with own_app.app_context():
        fold_pin_cells(0)
    assert (
        waiting == {z: count(fetch, round_, z, moved) for z in ZOOMS} == dict.fromkeys(ZOOMS, len(points) - 2)
    )


def test_a_pin_alone_says_what_it_is(own_session: Session, fetch: Fetch, round_: Round) -> None:
    lonely = factories.proposal(own_session, round_, title="Laavu", geom=factories.point(28.39, 61.01))
    own_session.commit()
    tile = tile_at(28.39, 61.01, 13)
    pins = fetch(f"/tiles/proposals/v1/13/{tile.y}/{tile.x}?round={round_.id}")["pin"]
    assert {"id": lonely.id, "title": "Laavu", "state": "submitted", "kind": "proposal"} in pins


def test_filters_are_those_of_the_list(own_session: Session, fetch: Fetch, round_: Round) -> None:
    theme = factories.theme(own_session, round_, "puistot")
    spot = (28.05, 61.05)
    factories.proposal(
        own_session, round_, title="100 % puisto", theme_id=theme.id, geom=factories.point(*spot)
    )
    own_session.commit()
    assert count(fetch, round_, 8, [spot], "&theme=puistot") == 1
    assert count(fetch, round_, 8, [spot], "&q=100+%25+PUISTO") == 1
    assert count(fetch, round_, 8, [spot], "&q=100+_+puisto") == 0
    assert count(fetch, round_, 8, [spot], "&neighbourhood=A1&theme=puistot") == 1
    assert count(fetch, round_, 8, [spot], "&neighbourhood=B2&theme=puistot") == 0
    assert count(fetch, round_, 8, [spot], "&state=refused") == 0


def test_days_are_those_of_the_city(own_session: Session, fetch: Fetch) -> None:
    factories.city(own_session)
    round_, spot = factories.round_(own_session, "proposing"), (28.05, 61.05)
    night = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # half past midnight in Finland
    factories.proposal(own_session, round_, geom=factories.point(*spot), created_at=night)
    own_session.commit()
    assert count(fetch, round_, 8, [spot], "&from=2026-11-24&to=2026-11-24") == 1
    assert count(fetch, round_, 8, [spot], "&to=2026-11-23") == 0
    assert count(fetch, round_, 8, [spot], "&from=2026-11-25") == 0


def test_projects_on_the_ballot_have_pins_with_their_price(own_session: Session, fetch: Fetch) -> None:
    round_ = factories.round_(own_session)
    pot = factories.pot(own_session, round_)
    shown = factories.project(own_session, round_, pot, 5_000_00, geom=factories.point(28.1, 61.1))
    factories.project(own_session, round_, pot, state="draft", geom=factories.point(28.1, 61.1))
    own_session.commit()
    tile = tile_at(28.1, 61.1, 10)
    assert fetch(f"/tiles/projects/v1/10/{tile.y}/{tile.x}?round={round_.id}") == {
        "pin": [
            {
                "id": shown.id,
                "title": shown.title["fi"],
                "cost_cents": 5_000_00,
                "state": "ballot",
                "kind": "project",
            }
        ]
    }


def test_an_unpublished_round_shows_no_projects(own_session: Session, fetch: Fetch) -> None:
    round_ = factories.round_(own_session, is_published=False)
    factories.project(
        own_session, round_, factories.pot(own_session, round_), geom=factories.point(28.1, 61.1)
    )
    own_session.commit()
    tile = tile_at(28.1, 61.1, 10)
    assert fetch(f"/tiles/projects/v1/10/{tile.y}/{tile.x}?round={round_.id}") == {}


def test_the_background_shows_areas_that_suit_the_zoom(own_session: Session, fetch: Fetch) -> None:
    factories.city(own_session)
    own_session.commit()
    far, close = tile_at(28.1, 61.05, 9), tile_at(28.1, 61.05, 13)
    levels_far = {area["level"] for area in fetch(f"/tiles/backdrop/9/{far.y}/{far.x}")["area"]}
    levels_close = {area["level"] for area in fetch(f"/tiles/backdrop/13/{close.y}/{close.x}")["area"]}
    assert levels_far == {"city", "district"}
    assert levels_close == {"city", "district", "neighbourhood"}


@pytest.mark.parametrize("zoom", [0, 1, 2, 16])
def test_areas_are_in_the_background_from_the_whole_world_to_the_street(
    own_session: Session, fetch: Fetch, zoom: int
) -> None:
    factories.city(own_session)
    own_session.commit()
    tile = tile_at(28.1, 61.05, zoom)
    assert fetch(f"/tiles/backdrop/{zoom}/{tile.y}/{tile.x}")["area"]


@pytest.mark.parametrize(
    "address",
    [
        "/tiles/proposals/v1/3/9/9?round=1",
        "/tiles/proposals/v1/40/9/9?round=1",
        "/tiles/proposals/v1/3/1/1",
        "/tiles/proposals/v1/3/1/1?round=x",
        "/tiles/proposals/v1/3/1/1?round=1&q=%00",
        "/tiles/proposals/v1/3/1/1?round=1&from=yesterday",
        "/tiles/projects/v1/3/1/1?round=1&pot=x",
    ],
)
def test_what_is_no_tile_is_not_found(browser: FlaskClient, address: str) -> None:
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize("z", [16, 17])
def test_a_crowded_tile_with_long_titles_stays_small(
    own_session: Session, own_app: Flask, browser: FlaskClient, z: int
) -> None:
    factories.city(own_session)
    round_ = factories.round_(own_session, "proposing")
    tile = tile_at(28.1, 61.1, z)
    values = tile.values
    crowd = """
        insert into proposal (round_id, title, body, geom)
        select :round, repeat('ä', 110) || n, 'x', ST_Transform(ST_SetSRID(ST_MakePoint(
            :west + (0.5 + n % 16) * :side, :south + (0.5 + n / 16) * :side), 3857), 4326)
          from generate_series(0, 255) n
    """
    side = tile.side / 16
    factories.run(own_session, crowd, round=round_.id, west=values["west"], south=values["south"], side=side)
    own_session.commit()
    answer = browser.get(f"/tiles/proposals/v1/{z}/{tile.y}/{tile.x}?round={round_.id}")
    layers = mapbox_vector_tile.decode(answer.data)
    assert len(layers["pin"]["features"]) == 256
    assert len(answer.data) <= 70_000


def test_close_in_pins_that_are_few_are_apart(own_session: Session, fetch: Fetch) -> None:
    factories.city(own_session)
    round_ = factories.round_(own_session, "proposing")
    spots = [(28.1, 61.1), (28.10003, 61.1)]
    for lon, lat in spots:
        factories.proposal(own_session, round_, geom=factories.point(lon, lat))
    own_session.commit()
    tile = tile_at(*spots[0], 17)
    assert tile == tile_at(*spots[1], 17)
    assert len(fetch(f"/tiles/proposals/v1/17/{tile.y}/{tile.x}?round={round_.id}")["pin"]) == 2
    far = fetch(f"/tiles/proposals/v1/15/{tile.y // 4}/{tile.x // 4}?round={round_.id}")
    assert [cell["n"] for cell in far["cell"]] == [2]


def test_lines_and_areas_are_drawn_close_in_besides_their_pins(
    own_session: Session, round_: Round, fetch: Fetch
) -> None:
    round_.place_kinds = ["point", "line"]
    own_session.flush()
    path = WKTElement("LINESTRING(28.3 61.15, 28.302 61.151)", srid=4326)
    for state in ("accepted", "withdrawn"):
        factories.proposal(
            own_session, round_, geom=factories.point(28.3, 61.15), shape=path, title="Polku", state=state
        )
    own_session.commit()

    def drawn(z: int, query: str = "") -> list[str]:
        tile = tile_at(28.301, 61.1505, z)
        layers = fetch(f"/tiles/proposals/v1/{z}/{tile.y}/{tile.x}?round={round_.id}{query}")
        return [f"{one['kind']} {one['state']} {one['title']}" for one in layers.get("shape", [])]

    assert drawn(11) == []
    assert drawn(13) == drawn(18) == drawn(13, "&state=accepted") == ["proposal accepted Polku"]
    assert drawn(13, "&state=refused") == []


def test_lines_and_areas_of_projects_are_drawn_as_those_of_proposals(
    own_session: Session, round_: Round, fetch: Fetch
) -> None:
    pot = factories.pot(own_session, round_)
    path = WKTElement("LINESTRING(28.3 61.15, 28.302 61.151)", srid=4326)
    for state in ("ballot", "draft"):
        title = factories.texts(state)
        factories.project(
            own_session, round_, pot, geom=factories.point(28.3, 61.15), shape=path, title=title, state=state
        )
    own_session.commit()

    def drawn(z: int, query: str = "") -> list[str]:
        tile = tile_at(28.301, 61.1505, z)
        layers = fetch(f"/tiles/projects/v1/{z}/{tile.y}/{tile.x}?round={round_.id}{query}")
        return [f"{one['kind']} {one['state']}" for one in layers.get("shape", [])]

    assert drawn(11) == []
    assert drawn(13) == drawn(18) == ["project ballot"]
    assert drawn(13, "&neighbourhood=ei") == []
