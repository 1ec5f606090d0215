"""The demo city and what it lacks so that every page can be visited: a draft, a right to vote, a round in the making,
a layer that is being loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from tests import factories
from tests.browser.samples import DRAFT_KEY, IN_THE_MAKING, PERSON_EMAILS, PROPOSING, VOTING
from webapp.accounts.actions import hash_of
from webapp.accounts.models import Account
from webapp.codes.actions import Wanted, ask_codes, confirm_codes
from webapp.demo.city import load_city
from webapp.demo.files import FOLDER, Calendar
from webapp.kiosks.actions import start_kiosk
from webapp.proposals.actions import keep_draft
from webapp.rounds.copying import copy_round
from webapp.rounds.queries import published_round
from webapp.texts import Texts

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


def load_demo(app: Flask) -> dict[str, str]:
    """Load the demo city with a draft, a round in the making and someone new; the session keys of the people."""
    settings = app.config["SETTINGS"]
    zone = ZoneInfo(settings.time_zone)
    calendar = Calendar(datetime.now(zone).date(), zone)
    engine = create_engine(settings.sqlalchemy_url)
    with Session(engine) as session:
        load_city(session, calendar)
        session.add(Account(email=PERSON_EMAILS["newcomer"]))
        session.flush()
        found = {a.email: a for a in session.scalars(select(Account))}
        keep_draft(session, hash_of(DRAFT_KEY), published_round(session, PROPOSING).id, dict(DRAFT), "nonce")
        planner, title = found[PERSON_EMAILS["planner"]].id, Texts(fi=IN_THE_MAKING)
        starts_on = calendar.today + timedelta(days=100)
        fresh = copy_round(session, VOTING, title, starts_on, zone, planner)
        fresh.tie_seed = "seed"
        fresh.voting_providers = ["code"]
        session.flush()
        official = found[PERSON_EMAILS["official"]].id
        ask_codes(session, fresh.id, True, Wanted("library", "Pääkirjasto", 24), official)
        confirmed = ask_codes(session, fresh.id, True, Wanted("school", "Kimpisen koulu, 8A", 24), official)
        confirm_codes(session, fresh.id, confirmed, planner)
        voting = published_round(session, VOTING).id
        start_kiosk(session, voting, "Pääkirjasto", official)
        keys = {
            person: factories.sign_in_session(session, found[email])
            for person, email in PERSON_EMAILS.items()
        }
        session.commit()
    engine.dispose()
    return keys


def take_right(page: Page) -> None:
    """Say what a round asks of those who vote, so that the ballot is shown."""
    page.goto(f"/rounds/{VOTING}/vote")
    page.fill("[name=birth_year]", "1980")
    page.check("[name=lives_here]")
    page.click("main [type=submit]")


def load_layers(page: Page) -> None:
    """Send a layer twice: once to its end, so that there is a draft of a version, once to the report."""
    _send_layer(page)
    page.click("main form [type=submit]:not([formaction])")
    page.wait_for_url("**/staff/areas/versions/**")
    _send_layer(page)


def _send_layer(page: Page) -> None:
    page.goto("/staff/areas/new")
    page.check("[name=level][value=district]")
    page.set_input_files("[name=file]", FOLDER / "districts.geojson")
    for step in ("place", "fields", "report"):
        page.click("main form [type=submit]:not([formaction])")
        page.wait_for_url(f"**/{step}")
