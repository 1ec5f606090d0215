"""OGC API Features: documents, items, boxes, times, systems, pages, errors, and what must never show."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg import Cursor

from tests.ogc.conftest import SECRETS, City, Document, Get
from webapp.ogc import queries
from webapp.ogc.answers import GEOJSON, JSON, OPENAPI
from webapp.ogc.collection import Collection
from webapp.ogc.collections import COLLECTIONS
from webapp.ogc.documents import CONFORMANCE
from webapp.ogc.routes import reading, too_slow
from webapp.ogc.systems import CRS84, DEGREES, systems

every_collection = pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda one: one.key)
TM35 = "http://www.opengis.net/def/crs/EPSG/0/3067"
GK28 = "http://www.opengis.net/def/crs/EPSG/0/3882"
LATITUDE_FIRST = "http://www.opengis.net/def/crs/EPSG/0/4326"


def hrefs(document: Document) -> dict[str, str]:
    return {link["rel"]: link["href"] for link in document["links"]}


def titles(document: Document) -> list[str]:
    return [feature["properties"]["title"] for feature in document["features"]]


def test_the_landing_page_leads_everywhere(get: Get, visitor: FlaskClient) -> None:
    links = hrefs(get(""))
    for rel in ("self", "service-desc", "service-doc", "conformance", "data"):
        assert visitor.get(links[rel]).status_code == 200
    assert get("/") == get("")


def test_it_says_which_standards_it_follows(get: Get) -> None:
    assert get("/conformance")["conformsTo"] == list(CONFORMANCE)


def test_every_collection_is_listed_with_its_systems_and_extent(get: Get) -> None:
    found = get("/collections")["collections"]
    assert [one["id"] for one in found] == [one.key for one in COLLECTIONS]
    for one in found:
        assert one["crs"][0] == one["storageCrs"] == CRS84
        assert {TM35, GK28, LATITUDE_FIRST} <= set(one["crs"])
        assert one["extent"]["spatial"]["bbox"] == [[28.0, 61.0, 28.4, 61.2]]


@every_collection
def test_each_collection_has_features_with_its_properties(get: Get, collection: Collection) -> None:
    assert get(f"/collections/{collection.key}")["id"] == collection.key
    page = get(f"/collections/{collection.key}/items")
    assert page["numberReturned"] == page["numberMatched"] == len(page["features"]) > 0
    for feature in page["features"]:
        assert set(collection.keys) <= set(feature["properties"])
        alone = get(f"/collections/{collection.key}/items/{feature['id']}")
        assert {**alone, "links": None} == {**feature, "links": None}


@every_collection
def test_nothing_unpublished_and_nobodys_name_is_told(visitor: FlaskClient, collection: Collection) -> None:
    for form in ("json", "html"):
        text = visitor.get(f"/ogc/collections/{collection.key}/items?limit=1000&f={form}").text
        assert not any(secret in text for secret in SECRETS)


def test_only_published_proposals_and_projects_are_there(get: Get, city: City) -> None:
    assert sorted(titles(get("/collections/proposals/items"))) == sorted(
        ["Ehdotus A", "Ehdotus B", "Ehdotus "] * 2
    )
    assert [feature["id"] for feature in get("/collections/projects/items")["features"]] == sorted(
        city.projects.values()
    )


def test_votes_too_few_to_tell_are_null_also_summed_by_area(get: Get, city: City) -> None:
    votes = {
        feature["id"]: feature["properties"]["votes"]
        for feature in get("/collections/outcome/items")["features"]
    }
    assert [votes[city.projects[code]] for code in ("A", "B", "")] == [60, None, None]
    by_area = get("/collections/outcome-by-area/items", level="district")["features"]
    assert {one["properties"]["code"]: one["properties"]["votes"] for one in by_area} == {"A": 60, "B": None}
    assert by_area[0]["id"] == f"{city.slug}.district.A"


def test_the_next_link_leads_through_every_feature_once(visitor: FlaskClient, get: Get) -> None:
    everything = [feature["id"] for feature in get("/collections/proposals/items")["features"]]
    found: list[int] = []
    address: str | None = "/ogc/collections/proposals/items?limit=2&state=submitted"
    pages = 0
    while address is not None:
        page = visitor.get(address).get_json(force=True)
        assert page["numberMatched"] == 5
        found += [feature["id"] for feature in page["features"]]
        parts = urlsplit(hrefs(page).get("next", ""))
        address, pages = (f"{parts.path}?{parts.query}" if parts.path else None), pages + 1
    assert (found, pages) == (everything[:5], 3)


def test_text_ids_page_too(visitor: FlaskClient, get: Get) -> None:
    first = get("/collections/outcome-by-area/items", limit="1")
    second = visitor.get(hrefs(first)["next"]).get_json(force=True)
    assert first["features"][0]["id"] < second["features"][0]["id"]


@pytest.mark.parametrize(
    ("crs", "box"),
    [
        (CRS84, "28.0,61.0,28.1,61.1"),
        (CRS84, "28.0,61.0,0,28.1,61.1,200"),
        (LATITUDE_FIRST, "61.0,28.0,61.1,28.1"),
        (TM35, "556600,6768000,556800,6769000"),
        (GK28, "6771000,28502000,6772000,28503000"),
    ],
)
def test_a_box_finds_what_lies_in_it_in_each_system(get: Get, crs: str, box: str) -> None:
    found = get("/collections/proposals/items", bbox=box, bbox_crs=crs)
    assert set(titles(found)) == {"Ehdotus A"}


@pytest.mark.parametrize(
    "box", ["28.0,61.1,28.1,61.0", "10,61,11,62", "170,61,-170,62", "-1e308,-1e308,-1e300,1e308"]
)
def test_a_box_without_anything_finds_nothing(get: Get, box: str) -> None:
    assert get("/collections/areas/items", bbox=box)["features"] == []


def test_a_box_around_the_date_line_and_the_whole_world_find_what_is_there(get: Get) -> None:
    for box in ("20,-90,-170,90", "-180,-90,180,90", "-1e308,-1e308,1e308,1e308"):
        assert get("/collections/areas/items", bbox=box)["numberMatched"] == 7
    assert (
        get("/collections/areas/items", bbox="-1e308,-1e308,1e308,1e308", bbox_crs=GK28)["numberMatched"] == 7
    )


def test_coordinates_come_in_the_order_of_the_system(visitor: FlaskClient, city: City) -> None:
    east, north = 28.05, 61.05
    expected = {
        CRS84: (east, north),
        LATITUDE_FIRST: (north, east),
        TM35: (556_699.155, 6_768_811.230),
        GK28: (6_771_066.055, 28_502_701.120),
    }
    for crs, place in expected.items():
        answer = visitor.get(f"/ogc/collections/proposals/items/{city.proposal}", query_string={"crs": crs})
        assert answer.headers["Content-Crs"] == f"<{crs}>"
        assert answer.get_json(force=True)["geometry"]["coordinates"] == pytest.approx(place, abs=0.001)
    assert visitor.get("/ogc/collections/proposals/items").headers["Content-Crs"] == f"<{CRS84}>"


@pytest.mark.parametrize(
    ("when", "number"),
    [
        ("2000-01-01T00:00:00Z/..", 6),
        ("../2000-01-01T00:00:00Z", 0),
        ("2000-01-01T00:00:00Z", 0),
        ("2000-01-01/2100-01-01", 6),
        ("2100-01-01/2000-01-01", 0),
    ],
)
def test_a_time_finds_what_was_sent_in_it(get: Get, when: str, number: int) -> None:
    assert get("/collections/proposals/items", datetime=when)["numberMatched"] == number


def test_areas_are_in_force_from_their_version_on(get: Get) -> None:
    assert get("/collections/areas/items", datetime="2100-01-01")["numberMatched"] == 7
    assert get("/collections/areas/items", datetime="2000-01-01")["numberMatched"] == 0


def test_filters_narrow_by_the_property_of_their_name(get: Get, city: City) -> None:
    assert get("/collections/areas/items", level="district")["numberMatched"] == 2
    assert get("/collections/outcome/items", won="true", round=city.slug)["numberMatched"] == 1
    assert get("/collections/proposals/items", round="other")["numberMatched"] == 0
    assert set(titles(get("/collections/proposals/items", district_code="B"))) == {"Ehdotus B"}


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
