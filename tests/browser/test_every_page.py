"""Every page of the service, as those who may see it, on a phone and on a desk: no finding of axe, no error in the console,
nothing wider than the screen, no request to others, no link to nowhere.

Pages are found from the routes, so that a new one is visited at once. Each is visited in Finnish, and in Swedish or English
in turns from page to page, as are the widths at which axe looks and those who visit.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser
from pydantic import SecretStr
from werkzeug.routing import Rule

from tests.browser.conftest import application
from tests.browser.samples import ARGUMENTS, SAMPLES, Sample
from tests.browser.visits import DESK, PHONE, Visits, visits_of
from webapp import create_app
from webapp.access import ROLES
from webapp.config import IdentityProvider, LayerSource, Settings
from webapp.texts import LANGUAGES

pytestmark = pytest.mark.browser
PROVIDER = IdentityProvider(
    key="suomi",
    name={"fi": "Suomi.fi-tunnistus", "sv": "Suomi.fi-identifikation", "en": "Suomi.fi e-Identification"},
    issuer="http://127.0.0.1:9",
    client_id="nasta",
    client_secret=SecretStr("secret"),
)
SOURCE = LayerSource(
    key="areas", name={"fi": "Kaupungin alueet"}, url="http://127.0.0.1:9/", kind="wfs", layer="areas"
)
APP = create_app(Settings(database_url="postgresql://nowhere/nothing", environment="test"))
"""For its routes alone: it is asked for no page."""
RULES = sorted(
    (
        rule
        for rule in APP.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static"
    ),
    key=lambda rule: (rule.endpoint, str(rule)),
)


@pytest.fixture(scope="module")
def demo_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application over a database of its own. Asked for before the browser, so that it ends after it."""
    with application(
        "nasta_pages_test",
        Path(tmp_path_factory.mktemp("keys")),
        identity_providers=(PROVIDER,),
        layer_sources=(SOURCE,),
    ) as app:
        yield app


@pytest.fixture(scope="module")
def visits(demo_app: Flask, browser: Browser) -> Iterator[Visits]:
    with visits_of(demo_app, browser) as visits:
        yield visits


def people(rule: Rule) -> list[str]:
    """Those who may see the page, as visitors first."""
    access = vars(APP.view_functions[rule.endpoint])["access"]
    if access.kind == "requires":
        return [role for role, permissions in ROLES.items() if access.permission in permissions]
    return [*(["visitor"] if access.kind == "public" else []), "resident", *ROLES]


def samples(rule: Rule) -> tuple[Sample, ...]:
    """The visits written down for the page, else one with the usual arguments."""
    missing = set(rule.arguments) - set(ARGUMENTS)
    assert rule.endpoint in SAMPLES or not missing, f"add a sample to tests/browser/samples.py: {missing}"
    return SAMPLES.get(rule.endpoint, (Sample(),))


def turns(sample: Sample, number: int) -> list[tuple[int, str]]:
    """The languages in which a sample is visited, each with its number: Finnish, and one of the others in turns."""
    languages = list(enumerate(LANGUAGES))
    return (
        [languages[number % len(languages)]]
        if sample.is_variant
        else [languages[0], languages[1 + number % 2]]
    )


@pytest.mark.parametrize("number", range(len(RULES)), ids=lambda number: RULES[number].endpoint)
def test_a_page_is_sound_for_everyone(visits: Visits, number: int) -> None:
    rule = RULES[number]
    allowed, faults = people(rule), []
    for place, sample in enumerate(samples(rule)):
        for turn, language in turns(sample, number + place):
            # The first visitor of a public page is one who has not signed in; roles change from page to page.
            one = 0 if turn == 0 else (turn + number) % len(allowed)
            person, path = sample.person or allowed[one], visits.addresses.path(rule, sample, turn)
            # Colours take most of axe's time, and are the same in every language.
            axe_width, has_contrast = (PHONE, DESK)[(number + bool(turn)) % 2], turn == 0 or sample.is_variant
            faults += [
                f"{path} as {person} in {language}: {fault}"
                for fault in visits.faults(path, sample, person, language, axe_width, contrast=has_contrast)
            ]
    assert faults == [], "\n".join(faults)
