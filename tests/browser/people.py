"""The people of a whole round, each in a browser of their own, and the passing of time."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect
from sqlalchemy import create_engine, text

from tests.browser.conftest import PATIENCE

PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=900)


class Person:
    """Someone with a browser. What goes wrong in its console is kept in `errors`."""

    def __init__(self, browser: Browser, address: str, email: str, *, on_phone: bool = False) -> None:
        self.email = email
        self.errors: list[str] = []
        self.context = browser.new_context(
            base_url=address, locale="fi-FI", viewport=PHONE if on_phone else DESK, accept_downloads=True
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{self.email} at {self.page.url}: {message.text}")

    def sign_in(self) -> None:
        """Ask for a link, take it from the outbox, press its button."""
        self.page.goto("/sign-in")
        self.page.get_by_label("Sähköpostiosoite").fill(self.email)
        self.press("Lähetä linkki")
        self.page.goto("/outbox")
        link = self.page.locator("main a[href*='/sign-in/']").first.get_attribute("href")
        assert link is not None
        self.page.goto(urlsplit(link).path)
        self.press("Kirjaudu", "main")
        expect(self.page.locator("header")).to_contain_text("Oma sivu")

    def press(self, name: str, within: str = "main") -> None:
        """Press the button, or follow the link, of this name."""
        area = self.page.locator(within)
        area.get_by_role("button", name=name).or_(area.get_by_role("link", name=name)).first.click()

    def choose(self, name: str) -> None:
        """Tick the choice of this name."""
        self.page.get_by_label(name, exact=True).check()

    def fill(self, values: dict[str, str]) -> None:
        """Fill the fields of these names: for fields that several labels share."""
        for name, value in values.items():
            self.page.locator(f"[name='{name}']").fill(value)

    def sees(self, words: str) -> None:
        """The page has the words."""
        expect(self.page.locator("body")).to_contain_text(words)


def let_time_pass(app: Flask, slug: str, by: timedelta) -> None:
    """As if so much time had passed: the round's phases lie so much earlier, past the triggers that freeze them."""
    engine = create_engine(app.config["SETTINGS"].sqlalchemy_url)
    with engine.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(
            text(
                "update phase set starts_at = starts_at - :by, ends_at = ends_at - :by"
                " where round_id = (select id from round where slug = :slug)"
            ),
            {"by": by, "slug": slug},
        )
    engine.dispose()
