"""The map of all proposals as a browser first gets it, against one file of folium's `FastMarkerCluster` with 100,000 points.

A real Chromium, 1280 pixels wide, opens the list of proposals with its map: counted are the page and every tile that it
fetches, pins and background, as gzip would send them. Then the same addresses are asked for again for the CPU of web server
and database, as for any visitor but the first: the page is made anew, the tiles are in the web process's memory. What
the first visitor costs is told beside. Script and style are not counted on either side.
"""

from __future__ import annotations

import gzip
import random
import time
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import folium
from folium import plugins
from playwright.sync_api import Response, sync_playwright

from scripts.bench import cpu
from scripts.bench.base import Bench, Result, Setting
from scripts.bench.benches.first_view import ARGUMENTS, CHROMIUM
from scripts.bench.rotation import rotate_costs
from scripts.bench.servers import OURS, Server, serving

POINTS = 100_000
ANEW = {"NASTA_TILE_MEMORY_MB": "0", "NASTA_LIST_SECONDS": "0"}


def run(setting: Setting) -> Iterator[Result]:
    city = setting.city
    with (
        serving(OURS, city.environment(), "/healthz") as server,
        serving(OURS, city.environment() | ANEW, "/healthz") as forgetful,
    ):
        bodies = first_view(server, f"/rounds/{city.slug}/proposals?turn=0.500")
        paths = [address.removeprefix(server.address) for address in bodies]
        found = rotate_costs(
            {
                "ours": lambda: asking(server, city.database_pid, paths),
                "anew": lambda: asking(forgetful, city.database_pid, paths),
                "folium": making,
            },
            2 * setting.rounds,
        )
    sizes = {address: len(gzip.compress(body, 6)) / 1000 for address, body in bodies.items()}
    tiles = [size for address, size in sizes.items() if "/tiles/" in address]
    ours, theirs = sum(sizes.values()), len(gzip.compress(cluster().encode(), 6)) / 1000
    yield Result(
        f"page and tiles of the first view, {city.size:,} proposals: bytes of FastMarkerCluster with {POINTS:,}",
        ours / theirs,
        0.25,
        goal="tiles-e",
        figures=f"{ours:.0f} kB, of it {len(tiles)} tiles {sum(tiles):.0f} kB; folium {theirs:.0f} kB",
    )
    yield Result(
        "the same: CPU of making FastMarkerCluster's page",
        found["ours"] / found["folium"],
        0.05,
        goal="tiles-e",
        figures=f"{found['ours'] * 1000:.0f} ms, with every tile made anew {found['anew'] * 1000:.0f} ms;"
        f" folium {found['folium'] * 1000:.0f} ms",
    )


def first_view(server: Server, path: str) -> dict[str, bytes]:
    """The page and the tiles that a browser fetches until nothing more is under way, by address."""
    answers: list[Response] = []
    with sync_playwright() as playwright:
        place = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=place, args=ARGUMENTS)
        page = browser.new_page(base_url=server.address, viewport={"width": 1280, "height": 800})
        page.on("response", lambda answer: answers.append(answer))
        page.goto(path)
        page.locator(".map__canvas canvas").first.wait_for()
        page.wait_for_load_state("networkidle")
        wanted = [one for one in answers if "/tiles/" in one.url or one.url.endswith(path)]
        bodies = {one.url: one.body() if one.status == 200 else b"" for one in wanted}
        browser.close()
    assert any("/tiles/proposals/" in address for address in bodies), "the map fetched no pins"
    return bodies


def asking(server: Server, database_pid: int, paths: list[str]) -> float:
    """Seconds of CPU of the web server and the database for one view."""
    before = cpu.of_tree(server.pid) + cpu.of_tree(database_pid)
    for path in paths:
        with urlopen(server.address + path) as answer:
            answer.read()
    return cpu.of_tree(server.pid) + cpu.of_tree(database_pid) - before


def making() -> float:
    """Seconds of CPU that folium takes for its page."""
    before = time.process_time()
    cluster()
    return time.process_time() - before


def cluster() -> str:
    """A page of folium with points anywhere in and around the city."""
    rng = random.Random(1)
    points = [(round(rng.gauss(61.05, 0.05), 6), round(rng.gauss(28.19, 0.1), 6)) for _ in range(POINTS)]
    page = folium.Map(location=(61.05, 28.19), zoom_start=11)
    untyped: Any = plugins
    untyped.FastMarkerCluster(points).add_to(page)
    return str(page.get_root().render())


BENCH = Bench("map-page", "The map as it is first seen", run)
