"""One round of a city, from an empty database to its outcome, as the people who take part play it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser.conftest import application, served
from tests.browser.people import Person, let_time_pass

pytestmark = pytest.mark.browser
ZONE = ZoneInfo("Europe/Helsinki")
RECEIPT = re.compile(r"(\w{4}-){3}\w{4}")
SLUG = "lahipuistot-kuntoon"


@dataclass
class City:
    """A Nasta just installed, with nothing in it."""

    app: Flask
    address: str
    browser: Browser
    folder: Path
    people: list[Person] = field(default_factory=list)

    def person(self, email: str, *, on_phone: bool = False) -> Person:
        someone = Person(self.browser, self.address, email, on_phone=on_phone)
        self.people.append(someone)
        someone.sign_in()
        return someone


@pytest.fixture
def city(browser: Browser, tmp_path: Path) -> Iterator[City]:
    with application("nasta_whole_round", tmp_path / "keys") as app, served(app) as address:
        city = City(app, address, browser, tmp_path)
        yield city
        for someone in city.people:
            someone.context.close()


def test_a_round_from_an_empty_database_to_its_outcome(city: City) -> None:
    coordinator = coordinator_gives_roles(city)
    load_areas(city)
    planner = plan_round(city)
    resident = propose(city)
    official = screen_and_cost(city, coordinator)
    let_time_pass(city.app, SLUG, timedelta(days=20))

    vote(planner, coordinator, resident)
    vote_on_paper(official, coordinator)
    let_time_pass(city.app, SLUG, timedelta(days=10))
    count_and_publish(planner, coordinator)
    look_at_the_outcome(planner, resident)
    check_the_box(city, resident)
    assert [error for someone in city.people for error in someone.errors] == []


def coordinator_gives_roles(city: City) -> Person:
    """The first coordinator is named on the server; from then on everything is done in the browser."""
    answer = city.app.test_cli_runner().invoke(
        args=["accounts", "grant", "koordinaattori@nasta.example", "coordinator"]
    )
    assert answer.exit_code == 0, answer.output
    coordinator = city.person("koordinaattori@nasta.example")
    for email, role in (
        ("paikkatieto@nasta.example", "gis"),
        ("suunnittelija@nasta.example", "planner"),
        ("asiantuntija@nasta.example", "official"),
    ):
        coordinator.page.goto("/staff/accounts")
        coordinator.page.get_by_label("Sähköpostiosoite", exact=True).fill(email)
        coordinator.page.locator("main form [name=role]").first.select_option(role)
        coordinator.press("Anna rooli")
        coordinator.sees(email)
    return coordinator


def square(west: float, east: float, **properties: object) -> dict[str, object]:
    ring = [[west, 61.0], [east, 61.0], [east, 61.1], [west, 61.1], [west, 61.0]]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


LAYERS = {
    "city": [square(28.0, 28.4, code="405", name="Lappeenranta", population=3000)],
    "district": [
        square(28.0, 28.2, code="L", name="Länsi", population=1000),
        square(28.2, 28.4, code="I", name="Itä", population=2000),
    ],
    "neighbourhood": [
        square(28.0, 28.2, code="L1", name="Ranta", population=1000),
        square(28.2, 28.4, code="I1", name="Harju", population=2000),
    ],
}


def load_areas(city: City) -> None:
    gis = city.person("paikkatieto@nasta.example")
    for level, features in LAYERS.items():
        file = city.folder / f"{level}.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        gis.page.goto("/staff/areas/new")
        gis.page.locator(f"[name=level][value={level}]").check()
        gis.page.locator("[name=file]").set_input_files(file)
        gis.press("Lähetä tiedosto")
        gis.press("Paikallaan ovat, jatka")
        gis.page.locator("[name=code]").select_option("code")
        gis.page.locator("[name=name_fi]").select_option("name")
        gis.page.locator("[name=population]").select_option("population")
        gis.press("Jatka")
        gis.press("Tallenna luonnoksena")
        gis.press("Katso, mitä muuttuisi")
        gis.press("Ota käyttöön")
        gis.sees("Käytössä")


def moment(days: float) -> str:
    """A moment so many days from now, as its control is filled."""
    return (datetime.now(ZONE) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def plan_round(city: City) -> Person:
    planner = city.person("suunnittelija@nasta.example")
    planner.page.goto("/staff/rounds/new")
    planner.fill({"title-fi": "Lähipuistot kuntoon"})
    planner.press("Luo kierros")
    planner.page.goto(f"/staff/rounds/{SLUG}/texts")
    planner.fill(
        {"summary-fi": "Päätä, mitä puistoihin tehdään.", "rules_text-fi": "Kaikki saavat ehdottaa."}
    )
    planner.press("Tallenna")
    plan_phases(planner)
    planner.page.goto(f"/staff/rounds/{SLUG}/pots")
    planner.page.get_by_label("Koko kaupunki").fill("10 000")
    planner.press("Tallenna")
    for part, usual in (
        ("themes", "Aloita tavallisista teemoista"),
        ("reasons", "Aloita tavallisista perusteista"),
    ):
        planner.page.goto(f"/staff/rounds/{SLUG}/{part}")
        planner.press(usual)
        planner.press("Tallenna")
    planner.page.goto(f"/staff/rounds/{SLUG}/voting")
    planner.press("Arvo siemenluku")
    planner.press("Tallenna")
    planner.press("Julkaise kierros")
    planner.press("Julkaise kierros")
    planner.sees("Julkaistu")
    return planner


def plan_phases(planner: Person) -> None:
    planner.page.goto(f"/staff/rounds/{SLUG}/phases")
    plan = (("proposing", -1, 10), ("costing", 10, 19), ("voting", 19, 29), ("confirming_result", 29, 40))
    for place, (kind, starts, ends) in enumerate(plan):
        planner.press("Lisää vaihe")
        planner.page.locator(f"[name='phases-{place}-kind']").select_option(kind)
        planner.fill({f"phases-{place}-starts_at": moment(starts), f"phases-{place}-ends_at": moment(ends)})
    planner.press("Tallenna")


def propose(city: City) -> Person:
    resident = city.person("asukas@nasta.example", on_phone=True)
    resident.page.goto("/")
    resident.press("Tee ehdotus")
    resident.choose("Koko alue tai kaupunginosa")
    area = resident.page.locator("[name=area]")
    area.select_option(label="Ranta")
    resident.fill({"title": "Penkki rantaan", "body": "Rannassa ei ole missä istua."})
    resident.press("Jatka tarkistamaan")
    resident.press("Lähetä ehdotus")
    expect(resident.page.locator("h1")).to_have_text("Penkki rantaan")
    return resident


def screen_and_cost(city: City, coordinator: Person) -> Person:
    official = city.person("asiantuntija@nasta.example")
    official.page.goto("/staff/proposals")
    official.press("Penkki rantaan")
    official.press("Hyväksy")
    official.press("Tee tästä hanke")
    official.press("Tee näistä hanke")
    official.press("Arvioi hinta")
    project = official.page.url.split("/projects/")[1].split("/")[0]
    official.fill(
        {
            "lines-0-what": "Penkki",
            "lines-0-quantity": "2",
            "lines-0-unit": "kpl",
            "lines-0-unit_price": "1 200,50",
            "unit": "Puistopalvelut",
        }
    )
    official.press("Tallenna uutena versiona")
    official.sees("2 401 €")
    coordinator.page.goto(f"/staff/projects/{project}")
    coordinator.press("Katso hinta-arvio")
    coordinator.press("Vahvista ja julkaise")
    coordinator.page.goto(f"/staff/projects/{project}")
    coordinator.press("Vie äänestykseen")
    coordinator.sees("Äänestettävänä")
    return official


def take_step(asker: Person, confirmer: Person, name: str) -> None:
    """Two people take a step of the vote: one asks, the other confirms."""
    asker.page.goto(f"/staff/rounds/{SLUG}/vote")
    asker.choose(name)
    asker.press("Pyydä toista henkilöä vahvistamaan")
    confirmer.page.goto(f"/staff/rounds/{SLUG}/vote")
    confirmer.press(name)
    confirmer.sees("Tehty")


def vote(planner: Person, coordinator: Person, resident: Person) -> None:
    take_step(planner, coordinator, "Avaa äänestys")
    resident.page.goto("/")
    resident.press("Siirry äänestämään")
    resident.page.get_by_label("Syntymävuosi").fill("1960")
    resident.choose("Kotikuntani on Lappeenranta")
    resident.press("Siirry äänestämään")
    resident.page.get_by_role("checkbox", name="Penkki rantaan").check()
    resident.press("Tarkista äänesi")
    resident.sees("2 401 €")
    resident.press("Lähetä ääni")
    expect(resident.page.locator("#receipt-code")).to_have_text(RECEIPT)
    receipt = resident.page.locator("#receipt-code").inner_text()
    resident.page.goto("/receipts")
    resident.fill({"code": receipt.lower()})
    resident.press("Tarkista")
    resident.sees("uurnassa")


def vote_on_paper(official: Person, coordinator: Person) -> None:
    """Whoever has no e-mail votes on paper; two officials key it, each alone and with the keyboard."""
    official.page.goto(f"/staff/rounds/{SLUG}/desk")
    official.page.locator("#person").fill("paperi@nasta.example")
    official.press("Merkitse käytetyksi paperilla")
    official.sees("Anna henkilölle nyt äänestyslippu")
    for keyer, said in ((official, "Nyt toinen viranhaltija syöttää"), (coordinator, "ääni on uurnassa")):
        keyer.page.goto(f"/staff/rounds/{SLUG}/desk")
        keyer.fill({"station": "Pääkirjasto", "serial": "1", "numbers": "1"})
        keyer.page.locator("#numbers").press("Enter")
        keyer.sees(said)


def count_and_publish(planner: Person, coordinator: Person) -> None:
    take_step(coordinator, planner, "Sulje äänestys")
    planner.page.goto(f"/staff/rounds/{SLUG}/what-if")
    planner.page.get_by_label("Tasaosuuksien menetelmä").check()
    planner.press("Laske näillä")
    expect(planner.page.locator("#result")).to_contain_text("Penkki rantaan")
    planner.page.goto(f"/staff/rounds/{SLUG}/outcome")
    planner.press("Laske äänet")
    planner.sees("Laskettiin alle 10 äänestyslippua")
    planner.sees("Toisen henkilön")
    coordinator.page.goto(f"/staff/rounds/{SLUG}/outcome")
    coordinator.press("Julkaise tulos")


def look_at_the_outcome(planner: Person, resident: Person) -> None:
    resident.page.goto("/")
    resident.press("Katso tulos")
    for seen in ("Penkki rantaan", "Länsi"):
        resident.sees(seen)
    planner.page.goto(f"/staff/rounds/{SLUG}/exports")
    planner.page.locator("#projects-format").select_option("csv")
    with planner.page.expect_download() as started:
        planner.page.locator("section:has(#projects) button").click()
    assert "Penkki rantaan" in started.value.path().read_text(encoding="utf-8-sig")


def check_the_box(city: City, resident: Person) -> None:
    """An outsider takes the newest seal, the published box and the program from the site, and runs it."""
    resident.page.goto(f"/rounds/{SLUG}/seals")
    seal = resident.page.locator("#newest-seal").inner_text()
    for name in ("box.json", "verify.py"):
        with resident.page.expect_download() as started:
            resident.press(name)
        started.value.save_as(city.folder / name)
    for noted, is_right in ((seal, True), (seal[::-1], False)):
        command = [sys.executable, "verify.py", "box.json", noted]
        assert (subprocess.run(command, cwd=city.folder, check=False).returncode == 0) is is_right
