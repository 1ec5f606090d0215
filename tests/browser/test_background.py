"""A background that the city has configured: its tiles are asked for where the city is, and our own map steps in."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from playwright.sync_api import Browser, Page, expect
from pyproj import Transformer
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from scripts.cluster_pid import wait_until
from tests import factories
from tests.browser.conftest import PATIENCE, application, served

pytestmark = pytest.mark.browser
NAME = "nasta_background_test"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
FINNISH = Transformer.from_crs(4326, 3067, always_xy=True)
Box = tuple[float, float, float, float]


class TileServer:
    """A map server of somebody else's: keeps the addresses it was asked for, and can be out of order."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.works = True
        self.server = make_server("127.0.0.1", 0, self.answer, threaded=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.asked.append(Request(environ).url)
        answer = Response(PIXEL, mimetype="image/png") if self.works else Response(status=503)
        return answer(environ, start_response)


@pytest.fixture
def tiles() -> Iterator[TileServer]:
    tiles = TileServer()
    yield tiles
    tiles.server.shutdown()
    tiles.server.server_close()


def tile_of_address(url: str) -> Box:
    """West, south, east and north of a tile, by JHS 180."""
    found = re.search(r"/vaalea/ETRS-TM35FIN/(\d+)/(\d+)/(\d+)\.png$", urlsplit(url).path)
    assert found, url
    level, row, column = map(int, found.groups())
    size = 256 * 8192 / 2**level
    west, north = -548_576 + column * size, 8_388_608 - row * size
    return west, north - size, west + size, north


def picture_of_address(url: str) -> Box:
    """The box that a WMS is asked for, east before north as the register has it for EPSG:3067."""
    asked = {name.upper(): values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    system = {"1.3.0": "CRS", "1.1.1": "SRS"}[asked["VERSION"]]
    assert ({"CRS", "SRS"} & set(asked), asked[system]) == ({system}, "EPSG:3067")
    assert (asked["LAYERS"], asked["STYLES"]) == ("taustakartta", "vaalea")
    west, south, east, north = map(float, asked["BBOX"].split(","))
    return west, south, east, north


@contextmanager
def look(browser: Browser, folder: Path, **settings: Any) -> Iterator[Page]:
    """The page with the place picker, of an application with this background."""
    more = {"background_layer": "taustakartta", "background_attribution": "Maanmittauslaitos"} | settings
    with application(NAME, folder, **more) as app:
        engine = create_engine(app.config["SETTINGS"].sqlalchemy_url)
        with Session(engine) as session:
            factories.city(session)
            slug = factories.round_(session, "proposing").slug
            session.commit()
        engine.dispose()
        with served(app) as address:
            page = browser.new_page(base_url=address, locale="fi-FI")
            page.set_default_timeout(PATIENCE)
            page.goto(f"/rounds/{slug}/propose")
            page.locator("[data-part=map]").scroll_into_view_if_needed()
            yield page
            page.close()


@pytest.mark.parametrize(
    ("kind", "path", "version", "box_of"),
    [
        (
            "wmts",
            "/wmts/taustakartta/{Style}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png",
            "1.3.0",
            tile_of_address,
        ),
        ("wms", "/wms", "1.3.0", picture_of_address),
        ("wms", "/wms", "1.1.1", picture_of_address),
    ],
)
def test_a_finnish_background_is_asked_for_where_the_city_is(
    browser: Browser,
    tmp_path: Path,
    tiles: TileServer,
    kind: str,
    path: str,
    version: str,
    box_of: Callable[[str], Box],
) -> None:
    settings = {
        "background_kind": kind,
        "background_url": tiles.address + path,
        "background_crs": 3067,
        "background_style": "vaalea",
        "background_wms_version": version,
    }
    with look(browser, tmp_path, background_matrix_set="ETRS-TM35FIN", **settings) as page:
        expect(page.locator(".map__credit").first).to_have_text("Maanmittauslaitos")
        extent = page.locator("[data-extent]").first.get_attribute("data-extent")
        assert extent
        west, south, east, north = map(float, extent.split(","))
        x, y = FINNISH.transform((west + east) / 2, (south + north) / 2)

        def is_covered() -> bool:
            boxes: list[Box] = [box_of(url) for url in list(tiles.asked)]
            return any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in boxes)

        assert wait_until(is_covered)


def test_where_the_background_does_not_answer_our_own_map_is_shown_and_says_so(
    browser: Browser, tmp_path: Path, tiles: TileServer
) -> None:
    tiles.works = False
    address = f"{tiles.address}/{{z}}/{{x}}/{{y}}.png"
    with look(browser, tmp_path, background_kind="xyz", background_url=address) as page:
        expect(page.get_by_text("Taustakartta ei vastaa", exact=False).first).to_be_attached()


def test_in_strong_contrast_our_own_map_takes_its_place_until_it_is_turned_off(
    browser: Browser, tmp_path: Path, tiles: TileServer
) -> None:
    address = f"{tiles.address}/{{z}}/{{x}}/{{y}}.png"
    with look(browser, tmp_path, background_kind="xyz", background_url=address) as page:
        credit = page.locator(".map__credit").first
        expect(credit).to_have_text("Maanmittauslaitos")
        strong = page.get_by_role("button", name="Vahva kontrasti")
        strong.click()
        expect(credit).to_have_text("Taustakartta: kaupungin oma kartta")
        expect(page.get_by_text("Vahva kontrasti on käytössä.", exact=False)).to_be_attached()
        page.reload()
        expect(credit).to_have_text("Taustakartta: kaupungin oma kartta")
        asked = len(tiles.asked)
        page.locator(".map__button--in").click()
        expect(strong).to_have_attribute("aria-pressed", "true")
        assert len(tiles.asked) == asked
        strong.click()
        expect(credit).to_have_text("Maanmittauslaitos")
        assert wait_until(lambda: len(tiles.asked) > asked)
