"""OGC API Features: documents, items, boxes, times, systems, pages, errors, and what must never show."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from tests.ogc.conftest import SECRETS, City, Document, Get
from webapp.ogc.collection import Collection
from webapp.ogc.collections import COLLECTIONS
from webapp.ogc.documents import CONFORMANCE
from webapp.ogc.systems import CRS84

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
        of_page = {"links": None, "divisions": page["divisions"]}
        assert {**alone, "links": None} == {**feature, **of_page}


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


def test_a_drawn_proposal_is_given_as_its_line_and_found_wherever_that_goes(get: Get) -> None:
    found = get("/collections/proposals/items", bbox="28.26,61.14,28.28,61.16")["features"]
    assert [one["geometry"] for one in found] == [
        {"type": "LineString", "coordinates": [[28.24, 61.15], [28.27, 61.15]]}
    ]
    north = get("/collections/proposals/items", bbox="28.26,61.14,28.28,61.16", crs=GK28)["features"]
    assert north[0]["geometry"]["coordinates"][0][0] > 6_000_000


@pytest.mark.parametrize("collection", ["projects", "outcome"])
def test_a_drawn_project_is_given_as_its_line(get: Get, collection: str) -> None:
    found = get(f"/collections/{collection}/items", bbox="28.27,61.14,28.29,61.16")["features"]
    assert [one["geometry"]["type"] for one in found] == ["LineString"]
