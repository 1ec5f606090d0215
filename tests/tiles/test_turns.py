"""However many tiles and features are asked for at once, a ballot finds a thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy.orm import Session

from tests import factories
from webapp.config import Settings
from webapp.ogc import routes as of_features
from webapp.tiles import routes as of_tiles

TILE = "/tiles/proposals/v1/6/18/37?round={round}"
FEATURES = "/ogc/collections/proposals/items?f=json"
POOLS = ("tile_pool", "ogc_pool")


@pytest.fixture
def own_settings(own_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """No time limit ends a wait in these tests: what waits for something waits until it comes, on a slow machine too."""
    for routes in (of_tiles, of_features):
        monkeypatch.setattr(routes, "TIME_LIMIT", "10min")
    return Settings(
        database_url=own_url, environment="test", secret_key=SecretStr("test"), database_seconds=600
    )


@pytest.mark.parametrize(("pool", "address"), list(zip(POOLS, (TILE, FEATURES), strict=True)))
def test_who_finds_all_connections_in_use_is_turned_away_at_once_and_told_to_ask_again(
    own_app: Flask, own_session: Session, pool: str, address: str
) -> None:
    factories.city(own_session)
    asked = address.format(round=factories.round_(own_session, "proposing").id)
    own_session.commit()
    visitor, connections = own_app.test_client(), own_app.extensions[pool]
    assert visitor.get(asked).status_code in (200, 204)
    with ExitStack() as held:
        for _ in range(connections.max_size):
            held.enter_context(connections.connection())
        asked_before = connections.get_stats()["requests_num"]
        refused = visitor.get(asked)
        assert connections.get_stats()["requests_num"] == asked_before, "nobody waits for a connection"
    assert (refused.status_code, "Retry-After" in refused.headers) == (503, True)
    assert visitor.get(asked).status_code in (200, 204)


def test_a_ballot_page_is_answered_while_every_tile_and_feature_waits(
    own_app: Flask, own_session: Session
) -> None:
    factories.city(own_session)
    round_ = factories.round_(own_session)
    factories.project(own_session, round_, factories.pot(own_session, round_))
    factories.open_voting(own_session, round_)
    own_session.commit()

    def ask(address: str) -> int:
        return own_app.test_client().get(address).status_code

    page = f"/rounds/{round_.slug}/vote"
    assert ask(page) in (200, 302)
    crowd = [FEATURES] * 6 + [TILE.format(round=round_.id)] * 6
    factories.run(own_session, "lock table proposal in access exclusive mode")
    with ThreadPoolExecutor(own_app.config["SETTINGS"].pool_size) as threads:
        waiting = [threads.submit(ask, address) for address in crowd]
        try:
            assert threads.submit(ask, page).result(timeout=60) in (200, 302)
            assert not all(one.done() for one in waiting)
            assert not any(own_app.extensions[pool].get_stats().get("requests_errors") for pool in POOLS)
        finally:
            own_session.rollback()
    assert {one.result() for one in waiting} <= {200, 204, 503}


def test_tiles_and_features_together_leave_a_thread_free(own_app: Flask) -> None:
    settings = own_app.config["SETTINGS"]
    for threads in range(3, 33):
        chosen = settings.model_copy(update={"pool_size": threads})
        assert 2 <= chosen.tile_connections + chosen.ogc_connections < threads
