"""The first view of a round's page on a phone: how much script the browser fetches, and whether the page moves.

A real Chromium, 390 pixels wide, over the whole application. Scripts are counted as gzip would send them.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from scripts.bench.base import Bench, Result, Setting
from scripts.bench.servers import OURS, serving
from scripts.cluster import ROOT

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.hadRecentInput ? 0 : one.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 500);
})"""


def run(setting: Setting) -> Iterator[Result]:
    with serving(OURS, setting.city.environment(), "/healthz") as server, sync_playwright() as playwright:
        path = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page(base_url=server.address, viewport={"width": 390, "height": 844})
        scripts = scripts_of(page, f"/rounds/{setting.city.slug}")
        moved = float(page.evaluate(SHIFTS))
        browser.close()
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in scripts}
    yield Result(
        "script of the first view of a round's page, compressed",
        sum(sizes.values()) / 1000,
        200,
        unit="kB",
        goal="pages-e",
        figures=", ".join(f"{name.split('-')[0]} {size / 1000:.0f} kB" for name, size in sizes.items()),
    )
    yield Result(
        "how far the page moves while it loads (cumulative layout shift)",
        moved,
        0.001,
        unit="",
        goal="pages-e",
    )


def scripts_of(page: Page, path: str) -> list[Path]:
    """The files of the scripts that the page fetches until nothing more is under way."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    names = dict.fromkeys(urlsplit(url).path for url in asked if urlsplit(url).path.endswith(".js"))
    return [ROOT / "webapp" / name.lstrip("/") for name in names]


BENCH = Bench("first-view", "The first view on a phone", run)
