"""How the open interface answers: refusals by name, pages for people, languages, limits of time and right."""

from __future__ import annotations

from typing import Any, ClassVar

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg import Cursor
from sqlalchemy import create_engine, delete, select
from sqlalchemy.orm import Session

from tests.ogc.conftest import City, Get
from tests.ogc.test_features import every_collection
from webapp.areas.models import Area, Reassignment
from webapp.ogc import queries
from webapp.ogc.answers import GEOJSON, JSON, OPENAPI
from webapp.ogc.collection import Collection
from webapp.ogc.collections import COLLECTIONS
from webapp.ogc.routes import reading, too_slow
from webapp.ogc.systems import DEGREES, systems

ENGLISH = {"Accept-Language": "en"}


@pytest.mark.parametrize(
    "address",
    [
        "?foo=1",
        "?f=xml",
        "?lang=de",
        "/conformance?limit=1",
        "/collections?bbox=1,2,3,4",
        "/collections/areas?crs=x",
        "/collections/areas/items?foo=1",
        "/collections/areas/items?bbox=1,2,3",
        "/collections/areas/items?bbox=",
        "/collections/areas/items?crs=EPSG:9999",
        "/collections/areas/items?bbox-crs=x",
        "/collections/areas/items?datetime=yesterday",
        "/collections/areas/items?limit=0",
        "/collections/areas/items?after=x",
        "/collections/areas/items?level=street",
        "/collections/proposals/items?round=%00",
        "/collections/proposals/items?state=draft",
        "/collections/proposals/items?level=city",
        "/collections/areas/items/1?bbox=1,2,3,4",
        "/collections/areas/tiles/WebMercatorQuad/0/0/0?foo=1",
    ],
)
def test_what_is_not_understood_is_refused_by_name(get: Get, visitor: FlaskClient, address: str) -> None:
    answer = visitor.get(f"/ogc{address}")
    assert answer.status_code == 400
    assert answer.get_json()["code"] in ("parameter_unknown", "parameter_wrong")
    name = address.partition("?")[2].partition("=")[0]
    assert f"'{name}'" in answer.get_json()["description"]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/collections/",
        "/collections/areas/nothing",
        "/collections/nothing",
        "/collections/nothing/items",
        "/collections/areas/items/999999",
        "/collections/areas/items/x",
        "/collections/outcome-by-area/items/x%00",
        "/collections/outcome/tiles",
        "/collections/areas/tiles/Other",
        "/tileMatrixSets/Other",
        "/collections/areas/tiles/WebMercatorQuad/1/2/0",
    ],
)
def test_what_is_not_there_is_said_so(get: Get, path: str) -> None:
    assert get(path, 404)["code"] == "not_found"


@pytest.mark.parametrize("path", ["", "/conformance", "/collections/areas/items", "/nothing"])
def test_who_sends_something_is_told_that_one_can_only_read(visitor: FlaskClient, path: str) -> None:
    answer = visitor.post(f"/ogc{path}", json={}, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.mimetype) == (405, JSON)
    assert answer.get_json() == {"code": "method_not_allowed", "description": "Here one can only read."}
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    page = visitor.put(f"/ogc{path}", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (405, "text/html")
    assert visitor.post("/about", json={}).mimetype == "text/html"


def test_a_draft_has_no_address(get: Get, city: City, ogc_app: Flask) -> None:
    with psycopg.connect(ogc_app.config["SETTINGS"].psycopg_url) as connection:
        drafts = [
            row[0] for row in connection.execute("select id from proposal where title like 'Salainen%'")
        ]
    assert len(drafts) == 3
    for draft in drafts:
        get(f"/collections/proposals/items/{draft}", 404)


def test_browsers_get_pages_and_programs_get_json(visitor: FlaskClient, city: City) -> None:
    paths = ["", "/conformance", "/api", "/collections", "/tileMatrixSets", "/tileMatrixSets/WebMercatorQuad"]
    paths += ["/collections/areas/tiles", "/collections/areas/tiles/WebMercatorQuad"]
    for collection in COLLECTIONS:
        paths += [f"/collections/{collection.key}", f"/collections/{collection.key}/items"]
    paths.append(f"/collections/proposals/items/{city.proposal}")
    for path in paths:
        page = visitor.get(f"/ogc{path}", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
        assert page.status_code == 200 and page.mimetype == "text/html" and page.text.count("<h1") == 1, path
        assert visitor.get(f"/ogc{path}", headers={"Accept": "*/*"}).mimetype in (
            JSON,
            GEOJSON,
            OPENAPI.partition(";")[0],
        ), path
        assert visitor.get(f"/ogc{path}?f=json", headers={"Accept": "text/html"}).mimetype in (
            JSON,
            GEOJSON,
            OPENAPI.partition(";")[0],
        ), path
    assert visitor.get("/ogc?x=1", headers={"Accept": "text/html"}).mimetype == "text/html"


@pytest.mark.parametrize(("address", "status"), [("/collections/nothing", 404), ("/collections?foo=1", 400)])
def test_a_page_of_a_refusal_leads_back_to_where_the_data_begin(
    visitor: FlaskClient, address: str, status: int
) -> None:
    page = visitor.get(f"/ogc{address}", headers={"Accept": "text/html"})
    assert page.status_code == status and 'href="/ogc"' in page.text


def test_the_city_s_texts_come_in_the_language_asked_for(get: Get, visitor: FlaskClient) -> None:
    names = {
        lang: get("/collections/areas/items", lang=lang, level="city")["features"][0]["properties"]["name"]
        for lang in ("fi", "sv", "en")
    }
    assert names == {"fi": "405", "sv": "405 (sv)", "en": "405 (en)"}


def test_other_sites_may_read_it_and_caches_keep_formats_apart(visitor: FlaskClient) -> None:
    answer = visitor.get("/ogc/collections/areas/items")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"Accept", "Accept-Language"} <= set(answer.vary)


def test_the_api_document_tells_every_address_and_limit(get: Get) -> None:
    document = get("/api")
    assert document["openapi"].startswith("3.0")
    assert {f"/collections/{one.key}/items" for one in COLLECTIONS} <= set(document["paths"])
    assert document["components"]["parameters"]["limit"]["schema"]["maximum"] == 5000
    assert document["components"]["parameters"]["crs"]["schema"]["enum"] == [one.uri for one in systems(3882)]


class Counting(Cursor[Any]):
    """A cursor that notes what runs."""

    statements: ClassVar[list[object]] = []

    def execute(self, *arguments: Any, **more: Any) -> Any:
        self.statements.append(arguments[0])
        return super().execute(*arguments, **more)


@every_collection
def test_a_page_takes_few_queries_however_many_features(
    ogc_app: Flask, city: City, collection: Collection
) -> None:
    with psycopg.connect(ogc_app.config["SETTINGS"].psycopg_url, cursor_factory=Counting) as connection:
        for limit in (1, 1000):
            Counting.statements.clear()
            queries.page(connection, collection, queries.Wanted("fi", DEGREES, {}, limit=limit))
            assert len(Counting.statements) == (3 if collection.tells_votes else 2)


def test_answers_tell_the_division_and_whether_what_is_from_before_still_moves_to_it(
    get: Get, visitor: FlaskClient, ogc_app: Flask
) -> None:
    def told() -> list[list[dict[str, Any]]]:
        path = "/collections/outcome-by-area/items"
        rows = get(path, level="district")
        alone = get(f"{path}/{rows['features'][0]['id']}")
        settling = [{"settling": row["properties"]["settling"]} for row in rows["features"]]
        return [rows["divisions"], alone["divisions"], get("/collections/areas")["divisions"], settling]

    used, *same, rows = told()
    assert [(one["level"], one["version"], one["settling"]) for one in used] == [
        (level, 1, False) for level in ("city", "district", "neighbourhood")
    ]
    assert same == [used, used] and rows == [{"settling": False}] * 2
    engine = create_engine(ogc_app.config["SETTINGS"].sqlalchemy_url)
    with Session(engine) as session:
        version = session.scalars(select(Area.version_id).where(Area.code == "A")).one()
        session.add(Reassignment(version_id=version, table_name="proposal", rows=9))
        session.commit()
        try:
            used, *same, rows = told()
            assert [one["settling"] for one in used] == [False, True, False]
            assert same == [used, used] and rows == [{"settling": True}] * 2
            page = visitor.get("/ogc/collections/outcome-by-area/items?f=html&lang=en", headers=ENGLISH).text
            assert "The areas have just changed." in page
        finally:
            session.execute(delete(Reassignment))
            session.commit()
    engine.dispose()


def test_what_takes_too_long_is_given_up(ogc_app: Flask) -> None:
    with ogc_app.app_context(), reading() as connection, pytest.raises(psycopg.Error) as caught:
        assert connection.execute("show statement_timeout").fetchone() == ("5s",)
        connection.execute("set statement_timeout = '10ms'")
        try:
            connection.execute("select pg_sleep(1)")
        finally:
            connection.execute("reset statement_timeout")
    with ogc_app.test_request_context():
        answer = too_slow(caught.value)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_nothing_can_be_written_through_it(ogc_app: Flask) -> None:
    with ogc_app.app_context(), reading() as connection, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.execute("delete from proposal")
