"""`make pictures`: every page of the demo city, in every language, on a phone and on a desk, into docs/pictures.

    python -m scripts.pictures                      all of them
    python -m scripts.pictures proposal_list        only pages whose endpoint begins so

Pages, and who visits them, are those of the browser tests (tests/browser/samples.py), so that a new page has its pictures
at once. A picture's name tells the page, the language and the width: `proposal_list.index-1-fi-390.webp`. They are small:
about a screen and a half high, those of a desk at half size.
"""

from __future__ import annotations

import base64
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as Timeout
from werkzeug.routing import Rule

from scripts.cluster import ROOT
from tests.browser.conftest import ARGUMENTS as CHROMIUM_ARGUMENTS
from tests.browser.conftest import CHROMIUM, application
from tests.browser.samples import ARGUMENTS, FINISHED, PROPOSING, SAMPLES, VOTING, Sample
from tests.browser.visits import DESK, PHONE, Visits, visits_of
from webapp.access import ROLES
from webapp.texts import LANGUAGES

FOLDER = ROOT / "docs" / "pictures"
HEIGHTS = {PHONE: 1250, DESK: 1300}
SCALES = {PHONE: 0.75, DESK: 0.5}
QUALITY = 20
ROUNDS = (PROPOSING, VOTING, FINISHED)
EVERY_ROUND = ("rounds.show", "outcome.show")
"""Pages that differ so much from round to round that each round has its pictures."""
MAP_SECONDS = 6


@dataclass(frozen=True)
class Shot:
    """A page to take: its name in the folder, its address, who visits it."""

    name: str
    path: str
    person: str
    status: int


def shots(visits: Visits, wanted: str) -> Iterator[Shot]:
    """Every page, in the order of their names."""
    for rule in sorted(visits.app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, str(rule))):
        if "GET" in (rule.methods or ()) and rule.endpoint != "static" and rule.endpoint.startswith(wanted):
            yield from of_rule(visits, rule)


def of_rule(visits: Visits, rule: Rule) -> Iterator[Shot]:
    """The pictures of one page: of each sample, of each round where that matters."""
    usual: tuple[Sample, ...] = (Sample(),)
    if rule.endpoint in EVERY_ROUND:
        usual = tuple(Sample({"slug": slug}) for slug in ROUNDS)
    found = SAMPLES.get(rule.endpoint, usual)
    if rule.endpoint not in SAMPLES and set(rule.arguments) - set(ARGUMENTS):
        return  # what to put in its address is written nowhere
    for number, sample in enumerate(found, 1):
        person = sample.person or first_allowed(visits, rule)
        ending = f"-{number}" if len(found) > 1 else ""
        yield Shot(f"{rule.endpoint}{ending}", visits.addresses.path(rule, sample, 0), person, sample.status)


def first_allowed(visits: Visits, rule: Rule) -> str:
    """The first of those who may see the page: a visitor before a resident before the staff."""
    access = vars(visits.app.view_functions[rule.endpoint])["access"]
    if access.kind == "requires":
        return next(role for role, permissions in ROLES.items() if access.permission in permissions)
    return "visitor" if access.kind == "public" else "resident"


def is_page(page: Page, shot: Shot) -> bool:
    """Whether the address gives a page to look at, and not a file, a tile or a redirect."""
    answer = page.request.get(shot.path, max_redirects=0)
    kind = answer.headers.get("content-type", "")
    return answer.status == shot.status and kind.startswith("text/html") and not 300 <= answer.status < 400


def take(page: Page, shot: Shot, language: str) -> list[Path]:
    """The pictures of a page in one language at both widths."""
    found = []
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(shot.path)
        wait_for_map(page)
        file = FOLDER / f"{shot.name}-{language}-{width}.webp"
        file.write_bytes(picture(page, width))
        found.append(file)
    return found


def wait_for_map(page: Page) -> None:
    """Until the maps that can be seen have drawn what they have. A map that never comes is seen in the picture."""
    with suppress(Timeout):
        page.locator(".map__waiting:visible").first.wait_for(state="hidden", timeout=MAP_SECONDS * 1000)
        page.wait_for_load_state("networkidle", timeout=MAP_SECONDS * 1000)
    if page.locator("canvas:visible").count():
        page.wait_for_timeout(400)


def picture(page: Page, width: int) -> bytes:
    """The page as WebP, from its top to about a screen and a half."""
    height = min(int(page.evaluate("document.documentElement.scrollHeight")), HEIGHTS[width])
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": SCALES[width]}
    session = page.context.new_cdp_session(page)
    answer = session.send(
        "Page.captureScreenshot",
        {"format": "webp", "quality": QUALITY, "clip": clip, "captureBeyondViewport": True},
    )
    session.detach()
    return base64.b64decode(answer["data"])


def write_list(names: dict[str, tuple[str, str]]) -> None:
    """The README of the folder: one line a page."""
    lines = [
        "# Pictures of every page\n",
        "Made by `make pictures` from the demo city: each page in Finnish (`fi`), Swedish (`sv`) and English (`en`), on a",
        "phone (`390`) and on a desk (`1280`, at half size), from its top to about a screen and a half down.\n",
        "| page | as | address | phone | desk |\n|---|---|---|---|---|",
    ]
    for name, (path, person) in sorted(names.items()):
        links = [
            " ".join(f"[{language}]({name}-{language}-{width}.webp)" for language in LANGUAGES)
            for width in (PHONE, DESK)
        ]
        lines.append(f"| {name} | {person} | `{urlsplit(path).path}` | {links[0]} | {links[1]} |")
    (FOLDER / "README.md").write_text("\n".join(lines) + "\n")


def take_all(visits: Visits, wanted: str) -> None:
    """Take them, and remove pictures of pages that are no more."""
    taken: dict[str, tuple[str, str]] = {}
    files: set[Path] = set()
    for shot in shots(visits, wanted):
        if not is_page(visits.page(shot.person, "fi"), shot):
            continue
        for language in LANGUAGES:
            files.update(take(visits.page(shot.person, language), shot, language))
        taken[shot.name] = (shot.path, shot.person)
        print(f"  {shot.name}", flush=True)
    if not wanted:
        write_list(taken)
        for old in set(FOLDER.glob("*.webp")) - files:
            old.unlink()
    print(f"{len(files)} pictures, {sum(file.stat().st_size for file in files) / 1e6:.1f} MB")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as keys,
        application("nasta_pictures", Path(keys)) as app,
        sync_playwright() as playwright,
    ):
        path = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        with visits_of(app, browser) as visits:
            take_all(visits, sys.argv[1] if len(sys.argv) > 1 else "")
        browser.close()


if __name__ == "__main__":
    main()
