"""A made tile is kept as long as it shows what there is, and no longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import mapbox_vector_tile
import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import factories
from tests.tiles.test_tiles import tile_at
from webapp.addresses import pins_version
from webapp.areas.in_use import DIVISION_MARK
from webapp.config import Settings
from webapp.rounds.models import Round
from webapp.tiles.kept import OVERHEAD, KeptTiles

SPOT = (28.1, 61.1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
TILE = tile_at(*SPOT, 12)


@pytest.fixture
def own_settings(own_url: str) -> Settings:
    """Tiles are kept, and each request looks at the state of affairs."""
    return Settings(database_url=own_url, environment="test", secret_key=SecretStr("test"), list_seconds=0)


@pytest.fixture
def round_(own_session: Session) -> Round:
    """A round with a proposal of long ago."""
    factories.city(own_session)
    found = factories.round_(own_session, "proposing")
    factories.proposal(own_session, found, title="Laavu", geom=factories.point(*SPOT), changed_at=LONG_AGO)
    own_session.commit()
    return found


@pytest.fixture
def areas(own_session: Session, round_: Round) -> str:
    """Which areas the pins lie in, as the page names it in the address of tiles."""
    return str(own_session.scalar(text(f"select {DIVISION_MARK}")))


def ask(
    browser: FlaskClient, round_: Round, changed_at: datetime = LONG_AGO, query: str = ""
) -> TestResponse:
    address = f"/tiles/proposals/v{pins_version(changed_at)}/12/{TILE.y}/{TILE.x}?round={round_.id}{query}"
    return browser.get(address)


def titles(answer: TestResponse) -> list[str]:
    layers = mapbox_vector_tile.decode(answer.data) if answer.data else {}
    return [one["properties"]["title"] for one in layers.get("pin", {}).get("features", [])]


def retitle(session: Session, title: str, changed_at: datetime) -> None:
    words = "update proposal set title = :title, changed_at = :changed_at"
    factories.run(session, words, title=title, changed_at=changed_at)
    session.commit()


def test_a_tile_is_made_once_for_each_state_of_affairs(
    browser: FlaskClient, own_session: Session, round_: Round
) -> None:
    assert titles(ask(browser, round_)) == ["Laavu"]
    retitle(own_session, "Not told to the mark", LONG_AGO)
    assert titles(ask(browser, round_)) == ["Laavu"]
    assert titles(ask(browser, round_, query="&q=not")) == ["Not told to the mark"]
    retitle(own_session, "Kota", LONG_AGO + timedelta(seconds=1))
    assert titles(ask(browser, round_)) == ["Kota"]


def test_browsers_keep_a_settled_tile_for_ever_and_need_not_fetch_it_twice(
    browser: FlaskClient, round_: Round, areas: str
) -> None:
    first = ask(browser, round_, query=f"&areas={areas}")
    assert "immutable" in first.headers["Cache-Control"]
    again = browser.get(first.request.full_path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_tile_of_the_last_seconds_is_asked_for_again(
    browser: FlaskClient, own_session: Session, round_: Round, areas: str
) -> None:
    ahead = datetime.now(UTC) + timedelta(hours=1)
    retitle(own_session, "Kota", ahead)
    assert "immutable" not in ask(browser, round_, ahead, f"&areas={areas}").headers["Cache-Control"]


@pytest.mark.parametrize("seconds", [-1, 1])
def test_only_the_version_that_a_tile_shows_is_kept_for_long(
    browser: FlaskClient, round_: Round, areas: str, seconds: int
) -> None:
    other = ask(browser, round_, LONG_AGO + timedelta(seconds=seconds), f"&areas={areas}")
    assert titles(other) == ["Laavu"]
    assert "immutable" not in other.headers["Cache-Control"]


def test_the_memory_is_bounded_and_what_was_asked_for_last_stays() -> None:
    kept, made = KeptTiles(3 * (OVERHEAD + 10)), []

    def tile(key: str) -> bytes:
        def make() -> bytes:
            made.append(key)
            return b"x" * 10

        return kept.get(key, make)

    for key in "abcadab":
        tile(key)
    assert "".join(made) == "abcdb"
    assert kept.size == 3 * (OVERHEAD + 10)
    kept.get("large", lambda: b"x" * 10_000)
    assert kept.size <= kept.most


def test_without_memory_every_tile_is_made_anew() -> None:
    kept = KeptTiles(0)
    assert (kept.get("a", lambda: b"1"), kept.get("a", lambda: b"2")) == (b"1", b"2")


def test_the_background_follows_the_areas_in_use(browser: FlaskClient, own_session: Session) -> None:
    address = f"/tiles/backdrop/12/{TILE.y}/{TILE.x}"
    assert browser.get(address).status_code == 204
    factories.city(own_session)
    own_session.commit()
    assert "area" in mapbox_vector_tile.decode(browser.get(address).data)


def seconds_kept(answer: TestResponse) -> int:
    return answer.cache_control.max_age or 0


def test_a_project_taken_off_the_ballot_and_an_old_division_stay_on_maps_for_moments(
    browser: FlaskClient, own_session: Session, round_: Round
) -> None:
    project = factories.project(
        own_session, round_, factories.pot(own_session, round_), geom=factories.point(*SPOT)
    )
    own_session.commit()
    places = f"12/{TILE.y}/{TILE.x}"
    pins, ground = f"/tiles/projects/v1/{places}?round={round_.id}", f"/tiles/backdrop/{places}"
    tags = {}
    for address in (pins, ground):
        first = browser.get(address)
        tags[address] = first.headers["ETag"]
        assert (first.status_code, 0 < seconds_kept(first) <= 5) == (200, True)
        assert {"Cookie", "Accept-Language"} <= set(first.vary)
        assert browser.get(address, headers={"If-None-Match": tags[address]}).status_code == 304
    project.state = "draft"
    factories.run(own_session, "update layer_version set state = 'retired'")
    own_session.commit()
    for address, tag in tags.items():
        assert browser.get(address, headers={"If-None-Match": tag}).status_code == 204
