"""Whatever an address asks for, the map shows only what the list of a published round shows."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from geoalchemy2 import WKTElement
from pydantic import SecretStr
from sqlalchemy.orm import Session

from tests import factories
from tests.tiles.test_tiles import tile_at
from webapp.config import Settings
from webapp.rounds.models import Round

SPOT = (28.3, 61.15)
PATH = WKTElement("LINESTRING(28.3 61.15, 28.302 61.151)", srid=4326)
HIDDEN_STATES = ("draft", "merged", "withdrawn")


@pytest.fixture
def own_settings(own_url: str) -> Settings:
    """Tiles are kept, and each request looks at the state of affairs."""
    return Settings(database_url=own_url, environment="test", secret_key=SecretStr("test"), list_seconds=0)


def round_with(session: Session, states: tuple[str, ...], *, is_published: bool = True) -> Round:
    """A round with a proposal in each of the states, each with a line."""
    factories.city(session)
    found = factories.round_(session, "proposing", is_published=is_published, place_kinds=["point", "line"])
    whole = factories.proposal(session, found)
    for state in states:
        factories.proposal(
            session,
            found,
            geom=factories.point(*SPOT),
            shape=PATH,
            title=f"Salaisuus {state}",
            state=state,
            merged_into_id=whole.id if state == "merged" else None,
        )
    session.commit()
    return found


def asked(round_: Round, z: int, query: str = "") -> str:
    tile = tile_at(*SPOT, z)
    return f"/tiles/proposals/v1/{z}/{tile.y}/{tile.x}?round={round_.id}{query}"


def test_proposals_that_are_not_public_are_on_no_tile(own_session: Session, browser: FlaskClient) -> None:
    round_ = round_with(own_session, HIDDEN_STATES)
    for z in (9, 13, 16, 18):
        for query in ("", "&q=salaisuus", *(f"&state={state}" for state in HIDDEN_STATES)):
            answer = browser.get(asked(round_, z, query))
            assert (answer.status_code, answer.data) == (204, b""), (z, query)


def test_each_public_state_can_be_asked_for(own_session: Session, browser: FlaskClient) -> None:
    round_ = round_with(own_session, ("submitted", "accepted", *HIDDEN_STATES))
    for state in ("submitted", "accepted"):
        body = browser.get(asked(round_, 18, f"&state={state}")).data
        pin, line = body.count(f"Salaisuus {state}".encode()), body.count(b"Salaisuus")
        assert (pin, line) == (2, 2), state


def test_a_round_that_is_not_published_has_no_tiles(own_session: Session, browser: FlaskClient) -> None:
    round_ = round_with(own_session, ("submitted",), is_published=False)
    for z in (9, 13, 18):
        for query in ("", "&state=submitted", "&q=salaisuus"):
            assert browser.get(asked(round_, z, query)).status_code == 404, (z, query)
    for path in ("density", "density.geojson", "proposals?turn=0", "projects?turn=0"):
        assert browser.get(f"/rounds/{round_.slug}/{path}").status_code == 404, path
