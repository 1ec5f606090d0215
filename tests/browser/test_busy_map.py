"""A map whose tiles the server was too busy for gets them as soon as it is free, without being touched."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Response
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tests import factories
from tests.browser.conftest import PATIENCE, application, served

pytestmark = pytest.mark.browser


def test_the_map_asks_again_for_tiles_that_it_was_refused(browser: Browser, tmp_path: Path) -> None:
    with application("nasta_busy_map_test", tmp_path) as app:
        engine = create_engine(app.config["SETTINGS"].sqlalchemy_url)
        with Session(engine) as session:
            factories.city(session)
            slug = factories.round_(session, "proposing").slug
            session.commit()
        engine.dispose()
        pool = app.extensions["tile_pool"]

        def is_refused(answer: Response) -> bool:
            return "/tiles/backdrop/" in answer.url and answer.status == 503

        with served(app) as address, ExitStack() as held:
            for _ in range(pool.max_size):
                held.enter_context(pool.connection())
            page = browser.new_page(base_url=address, locale="fi-FI")
            page.set_default_timeout(PATIENCE)
            with page.expect_response(is_refused) as refused:
                page.goto(f"/rounds/{slug}/propose")
                page.locator("[data-part=map]").scroll_into_view_if_needed()
            asked = refused.value.url
            with page.expect_response(lambda answer: answer.url == asked and answer.ok):
                held.close()
            page.close()
