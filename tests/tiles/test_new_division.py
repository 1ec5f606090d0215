"""When other areas are taken into use, no tile and no list stays as it was, though no proposal was touched."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy.orm import Session

from tests import factories
from tests.geo.files import square, write_geojson
from tests.tiles.test_kept_tiles import titles
from tests.tiles.test_tiles import tile_at
from webapp.areas import actions, activation
from webapp.areas.drafting import draft_layer
from webapp.config import Settings
from webapp.rounds.models import Round
from webapp.tiles.routes import FOREVER

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
WEST, EAST = 28.05, 28.15
TILE = tile_at(WEST, 61.05, 5)


@pytest.fixture
def own_settings(own_url: str) -> Settings:
    """Tiles are kept, and each request looks at the state of affairs."""
    return Settings(database_url=own_url, environment="test", secret_key=SecretStr("test"), list_seconds=0)


@pytest.fixture
def round_(own_session: Session) -> Round:
    """A round with two proposals of long ago, west and east in the neighbourhood A1."""
    factories.city(own_session)
    found = factories.round_(own_session, "proposing")
    for title, x in (("Laavu", WEST), ("Kota", EAST)):
        factories.proposal(
            own_session, found, title=title, geom=factories.point(x, 61.05), changed_at=LONG_AGO
        )
    own_session.commit()
    return found


def divide(session: Session, folder: Path) -> None:
    """Take another division into use: only the east is A1. The pins follow in the background, none yet."""
    named = write_geojson(folder / "a.geojson", [square(28.0, 61.0), square(28.1, 61.0)])
    draft = draft_layer(named)
    version = actions.add_version(session, "neighbourhood", None, draft, "a.geojson")
    session.flush()
    for code, west in (("gone", False), ("A1", True)):
        factories.run(
            session,
            "update area set code = :code where version_id = :id and (ST_XMin(geom) > 28.05) = :west",
            code=code,
            id=version.id,
            west=west,
        )
    activation.activate_version(session, version.id, at_once=1)
    session.commit()


def follow(session: Session) -> None:
    """The pins follow."""
    while activation.reassign_batch(session):
        session.commit()
    session.commit()


def tile_address(browser: FlaskClient, round_: Round) -> str:
    """Where the map asks for a tile, narrowed to an area: far out it would show both pins as one cell."""
    page = browser.get(f"/rounds/{round_.slug}/proposals?order=newest").text
    found = re.search(r'data-pins="([^"]+)"', page)
    assert found is not None
    address = unescape(found[1])
    return (
        address.replace("{z}", "5").replace("{y}", str(TILE.y)).replace("{x}", str(TILE.x))
        + "&neighbourhood=A1"
    )


def test_an_address_of_a_tile_has_one_content_for_as_long_as_browsers_keep_it(
    browser: FlaskClient, own_session: Session, round_: Round, tmp_path: Path
) -> None:
    seen: dict[str, bytes] = {}

    def look() -> str:
        """Ask for all tiles seen so far, and the one that the page names now."""
        address = tile_address(browser, round_)
        for one in {address, *seen}:
            answer = browser.get(one)
            if answer.headers["Cache-Control"] == FOREVER:
                assert seen.setdefault(one, answer.data) == answer.data
        return address

    before = look()
    divide(own_session, tmp_path)
    meanwhile = look()
    follow(own_session)
    after = look()
    assert len({before, meanwhile, after}) == 3
    assert set(seen) == {before, meanwhile, after}
    assert titles(browser.get(after)) == ["Kota"]


@pytest.mark.parametrize("kind", ["proposals", "projects"])
def test_a_list_is_told_anew_when_its_pins_have_followed(
    browser: FlaskClient, own_session: Session, round_: Round, tmp_path: Path, kind: str
) -> None:
    pot, spot = factories.pot(own_session, round_), factories.point(EAST, 61.05)
    factories.project(own_session, round_, pot, geom=spot, changed_at=LONG_AGO)
    factories.project(own_session, round_, pot, geom=spot, changed_at=LONG_AGO)
    own_session.commit()
    address = f"/rounds/{round_.slug}/{kind}?turn=0&neighbourhood=A1"
    divide(own_session, tmp_path)
    tag = browser.get(address).headers["ETag"]
    assert browser.get(address, headers={"If-None-Match": tag}).status_code == 304
    follow(own_session)
    assert browser.get(address, headers={"If-None-Match": tag}).status_code == 200
