"""Browsers of everybody over the demo city, and what they find wrong with a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, Request
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from tests import factories
from tests.browser.conftest import served, sign_in_cookie
from tests.browser.samples import ARGUMENTS, DRAFT_KEY, PERSON_EMAILS, PROPOSING, VOTING, Sample
from webapp.accounts.actions import hash_of
from webapp.accounts.models import Account
from webapp.demo.city import load_city
from webapp.demo.files import Calendar
from webapp.extensions import LANGUAGE_COOKIE
from webapp.proposals.actions import keep_draft
from webapp.rounds.queries import published_round

PHONE, DESK = 390, 1280
DRAFT: Mapping[str, str] = {
    "lon": "28.19",
    "lat": "61.058",
    "place": "",
    "area": "",
    "title": "Penkki rantaan",
    "body": "Rannassa ei ole missä istua.",
    "theme": "",
    "author_name": "",
}
WIDER_THAN_THE_SCREEN = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return "";
  const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 1);
  return wide.slice(-3).map((e) => e.outerHTML.slice(0, 120)).join(" | ") || "something";
}"""


def load_demo(app: Flask) -> dict[str, str]:
    """Load the demo city with a draft and someone new in it; returns the session keys of the people."""
    settings = app.config["SETTINGS"]
    zone = ZoneInfo(settings.time_zone)
    engine = create_engine(settings.sqlalchemy_url)
    with Session(engine) as session:
        load_city(session, Calendar(datetime.now(zone).date(), zone))
        session.add(Account(email=PERSON_EMAILS["newcomer"]))
        proposing = published_round(session, PROPOSING)
        keep_draft(session, hash_of(DRAFT_KEY), proposing.id, dict(DRAFT), "nonce")
        found = {
            email: session.scalars(select(Account).where(Account.email == email)).one()
            for email in PERSON_EMAILS.values()
        }
        keys = {
            person: factories.sign_in_session(session, found[email])
            for person, email in PERSON_EMAILS.items()
        }
        session.commit()
    engine.dispose()
    return keys


class Visits:
    """One browser window for each person, used again for every page."""

    def __init__(self, app: Flask, address: str, browser: Browser, keys: Mapping[str, str]) -> None:
        self.app, self.address, self.browser, self.keys = app, address, browser, keys
        self.pages: dict[str, Page] = {}
        self.noted: list[str] = []
        self.router = app.url_map.bind("127.0.0.1")

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
        # A page about what is not there says so by its status, which the browser notes as well.
        if kind == "error" and "status of 404" not in words:
            self.noted.append(f"console: {words}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.noted.append(f"request to others: {request.url}")

    def path(self, rule: Rule, sample: Sample, turn: int) -> str:
        """The address of a visit; arguments that the sample leaves open change with the turn."""
        values = {}
        for name in rule.arguments:
            usual = ARGUMENTS.get(name, ("",))
            value = sample.arguments.get(name, usual[turn % len(usual)])
            values[name] = str(self._number(value)) if value.startswith("select ") else value
        return self.router.build(rule.endpoint, values) + (f"?{sample.query}" if sample.query else "")

    def _number(self, statement: str) -> Any:
        engine = create_engine(self.app.config["SETTINGS"].sqlalchemy_url)
        with engine.connect() as connection:
            found = connection.scalar(text(statement))
        engine.dispose()
        assert found is not None, f"the demo has none: {statement}"
        return found

    def faults(self, path: str, sample: Sample, person: str, language: str, axe_width: int) -> list[str]:
        """What is wrong with a page; nothing where the address gives no page."""
        page = self.page(person, language)
        answer = page.request.get(path, max_redirects=0)
        if answer.status != sample.status:
            return [f"status {answer.status} instead of {sample.status}"]
        if not answer.headers.get("content-type", "").startswith("text/html") or 300 <= answer.status < 400:
            return []
        self.noted.clear()
        page.goto(path)
        found = [fault for width in (DESK, PHONE) for fault in self._at(page, width, width == axe_width)]
        return [*found, *self.noted, *self._dead_links(page)]

    def _at(self, page: Page, width: int, asks_axe: bool) -> Iterator[str]:
        page.set_viewport_size({"width": width, "height": 844})
        if wide := page.evaluate(WIDER_THAN_THE_SCREEN):
            yield f"wider than {width}: {wide}"
        if asks_axe:
            results = Axe().run(page)
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


def take_right(page: Page) -> None:
    """Say what a round asks of those who vote, so that the ballot is shown."""
    page.goto(f"/rounds/{VOTING}/vote")
    page.fill("[name=birth_year]", "1980")
    page.check("[name=lives_here]")
    page.click("main [type=submit]")


@contextmanager
def visits_of(app: Flask, browser: Browser) -> Iterator[Visits]:
    """The windows over the demo, which is loaded first."""
    keys = load_demo(app)
    with served(app) as address:
        visits = Visits(app, address, browser, keys)
        take_right(visits.page("resident", "fi"))
        yield visits
        for page in visits.pages.values():
            page.context.close()
