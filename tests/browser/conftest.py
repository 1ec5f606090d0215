"""A real browser against a real server with the demo's shapes; its console must stay silent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright
from pydantic import SecretStr
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from tests import database, factories
from webapp import create_app
from webapp.accounts.models import Account
from webapp.config import Settings
from webapp.extensions import db

NAME = "nasta_browser_test"
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # The computers of libraries and town halls often have no WebGL: every page must do without.
    "--disable-gpu",
    "--disable-3d-apis",
]
# How long a browser waits for what must come, in milliseconds: only a test that fails waits so long.
PATIENCE = 45_000
expect.set_options(timeout=PATIENCE)
CheckAxe: TypeAlias = Callable[[Page], None]
SignInBrowser: TypeAlias = Callable[[Page, Account], None]


@contextmanager
def application(name: str, keys: Path, **more: Any) -> Iterator[Flask]:
    """The application over a new, empty database of this name."""
    url = database.fresh(name)
    app = create_app(
        Settings(
            database_url=url,
            environment="test",
            secret_key=SecretStr("browser"),
            key_folder=keys,
            **{
                "fresh_minutes": 24 * 60,  # longer than any run: those who visit pages are not asked anew
                "pool_size": 16,  # on a slow machine no tile waits for its turn in vain, which a console would tell
                **more,
            },
        )
    )
    yield app
    app.extensions["tile_pool"].close()
    with app.app_context():
        db.engine.dispose()
    database.drop(name)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address at which the application is served meanwhile."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def sign_in_cookie(app: Flask, key: str) -> str:
    """The cookie of a browser that has signed in with the session's key."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    return str(serializer.dumps({"_user_id": key, "_fresh": True}))


@pytest.fixture(scope="session")
def live_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application over a database of its own."""
    with application(NAME, Path(tmp_path_factory.mktemp("browser-keys"))) as app:
        yield app


@pytest.fixture(scope="session")
def address(live_app: Flask) -> Iterator[str]:
    """Where the application is served during the run."""
    with served(live_app) as address:
        yield address


@pytest.fixture
def rows(live_app: Flask) -> Iterator[Session]:
    """A session that really commits, for arranging what the browser finds."""
    engine = create_engine(live_app.config["SETTINGS"].sqlalchemy_url)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Its event loop must not be running in other modules' tests, where Flask would refuse to work."""
    with sync_playwright() as playwright:
        path = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A phone in Finnish. Any error in its console, such as a breach of the content policy, fails the test."""
    context = browser.new_context(base_url=address, locale="fi-FI", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A form with something to mend is answered with 400, which the browser notes as well.
        if message.type == "error" and "status of 400" not in message.text:
            errors.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def sign_in_browser(rows: Session, live_app: Flask, address: str) -> SignInBrowser:
    """Sign an account in without going through its mail."""

    def sign_in(page: Page, account: Account) -> None:
        key = factories.sign_in_session(rows, account)
        rows.commit()
        value = sign_in_cookie(live_app, key)
        page.context.add_cookies(
            [{"name": live_app.config["SESSION_COOKIE_NAME"], "value": value, "url": address}]
        )

    return sign_in


@pytest.fixture
def axe() -> CheckAxe:
    """Fails with the findings when the page has any."""

    def check(page: Page) -> None:
        page.wait_for_load_state()
        try:
            found = Axe().run(page)
        except Error:  # A click may return before its page has come: axe then stood on the page that went.
            page.wait_for_load_state()
            found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

    return check
