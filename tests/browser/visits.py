"""Browsers of everybody over the demo city, and what they find wrong with a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, Request
from werkzeug.exceptions import HTTPException

from tests.browser.addresses import Addresses
from tests.browser.arranging import load_demo, load_layers, take_right
from tests.browser.conftest import served, sign_in_cookie
from tests.browser.samples import DRAFT_KEY, Sample
from webapp.extensions import LANGUAGE_COOKIE

PHONE, DESK = 390, 1280
WIDER_THAN_THE_SCREEN = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return "";
  const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 1);
  return wide.slice(-3).map((e) => e.outerHTML.slice(0, 120)).join(" | ") || "something";
}"""


class Visits:
    """One browser window for each person, used again for every page."""

    def __init__(self, app: Flask, address: str, browser: Browser, keys: Mapping[str, str]) -> None:
        self.app, self.address, self.browser, self.keys = app, address, browser, keys
        self.pages: dict[str, Page] = {}
        self.noted: list[str] = []
        self.awaited = 200
        self.router = app.url_map.bind("127.0.0.1")
        self.addresses = Addresses(app)

    def page(self, person: str, language: str) -> Page:
        """The person's window in the language."""
        if person not in self.pages:
            context = self.browser.new_context(
                base_url=self.address, viewport={"width": PHONE, "height": 844}
            )
            self._cookie(context, "draft", DRAFT_KEY)
            if person in self.keys:
                name = self.app.config["SESSION_COOKIE_NAME"]
                self._cookie(context, name, sign_in_cookie(self.app, self.keys[person]))
            page = context.new_page()
            page.on("console", lambda message: self._note_console(message.type, message.text))
            page.on("pageerror", lambda error: self.noted.append(f"error in a script: {error}"))
            page.on("request", self._note_request)
            self.pages[person] = page
        self._cookie(self.pages[person].context, LANGUAGE_COOKIE, language)
        return self.pages[person]

    def _cookie(self, context: Any, name: str, value: str) -> None:
        context.add_cookies([{"name": name, "value": value, "url": self.address}])

    def _note_console(self, kind: str, words: str) -> None:
        # A page that says by its status that something is wrong is noted by the browser as well.
        if kind == "error" and f"status of {self.awaited}" not in words:
            self.noted.append(f"console: {words}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.noted.append(f"request to others: {request.url}")

    def faults(
        self, path: str, sample: Sample, person: str, language: str, axe_width: int, *, contrast: bool
    ) -> list[str]:
        """What is wrong with a page; nothing where the address gives no page. `contrast`: axe looks at colours, too."""
        page = self.page(person, language)
        answer = page.request.get(path, max_redirects=0, headers={"Accept": "text/html,*/*;q=0.5"})
        if answer.status != sample.status:
            return [f"status {answer.status} instead of {sample.status}"]
        if not answer.headers.get("content-type", "").startswith("text/html") or 300 <= answer.status < 400:
            return []
        self.noted.clear()
        self.awaited = sample.status
        page.goto(path)
        axe = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrast}}}
        found = [
            fault
            for width in (DESK, PHONE)
            for fault in self._at(page, width, axe if width == axe_width else None)
        ]
        return [*found, *self.noted, *self._dead_links(page)]

    def _at(self, page: Page, width: int, axe: Mapping[str, Any] | None) -> Iterator[str]:
        page.set_viewport_size({"width": width, "height": 844})
        if wide := page.evaluate(WIDER_THAN_THE_SCREEN):
            yield f"wider than {width}: {wide}"
        if axe is not None:
            results = Axe().run(page, options=axe)
            if results.violations_count:
                yield results.generate_report()

    def _dead_links(self, page: Page) -> Iterator[str]:
        for link in set(page.eval_on_selector_all("a[href]", "all => all.map((a) => a.href)")):
            parts = urlsplit(link)
            if not link.startswith(self.address) or parts.path.startswith("/static/"):
                continue
            try:
                self.router.match(parts.path, method="GET")
            except HTTPException as error:
                if error.code != 308:
                    yield f"link to nowhere: {link}"


@contextmanager
def visits_of(app: Flask, browser: Browser) -> Iterator[Visits]:
    """The windows over the demo, which is loaded first."""
    keys = load_demo(app)
    with served(app) as address:
        visits = Visits(app, address, browser, keys)
        take_right(visits.page("resident", "fi"))
        load_layers(visits.page("gis", "fi"))
        yield visits
        for page in visits.pages.values():
            page.context.close()
