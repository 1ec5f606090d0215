"""Fetching layers from a local map server, willing and unwilling (T12)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo import fetch as fetching
from geo.errors import GeometryCode, GeometryError
from geo.fetch import Source, fetch
from geo.reader import read_layer
from tests.geo.files import square, write_geojson
from tests.geo.server import MapServer, map_server


@pytest.fixture
def server() -> Iterator[MapServer]:
    with map_server() as server:
        yield server


def code_of(source: Source) -> GeometryCode:
    with pytest.raises(GeometryError) as error:
        fetch(source)
    return error.value.code


def feature(code: str) -> dict[str, object]:
    return {"type": "Feature", "properties": {"code": code}, "geometry": square(28.0 + int(code) / 10, 61.0)}


def test_a_wfs_is_asked_for_its_layer(server: MapServer, tmp_path: Path) -> None:
    body = write_geojson(tmp_path / "a.geojson", [square(28.0, 61.0)]).read_bytes()
    server.answers["/wfs"] = (200, {}, body)
    path = tmp_path / "got"
    path.write_bytes(fetch(Source("wfs", f"{server.address}/wfs?map=a", "open:districts")))
    assert len(read_layer(path).rows) == 1
    assert (
        server.asked[0] | {"typeNames": "open:districts", "request": "GetFeature", "map": "a"}
        == server.asked[0]
    )
    fetch(Source("wfs", f"{server.address}/wfs", "d", version="1.1.0", output="GML2"))
    assert (server.asked[1]["typeName"], server.asked[1]["outputFormat"]) == ("d", "GML2")


def wfs_page(*codes: str, matched: object) -> tuple[int, dict[str, str], bytes]:
    features = [feature(code) for code in codes]
    page = {"type": "FeatureCollection", "numberMatched": matched, "features": features}
    return 200, {}, json.dumps(page).encode()


@pytest.mark.parametrize("matched", [3, "unknown"])
def test_a_wfs_that_gives_a_part_at_a_time_is_asked_for_the_rest(
    server: MapServer, tmp_path: Path, matched: object
) -> None:
    server.answers["/wfs"] = wfs_page("1", "2", matched=matched)
    server.answers["/wfs2"] = wfs_page("3", matched=matched)
    server.answers["/wfs3"] = wfs_page(matched=matched)
    got = tmp_path / "got"
    got.write_bytes(fetch(Source("wfs", f"{server.address}/wfs", "d")))
    assert [row["code"] for row in read_layer(got).rows] == ["1", "2", "3"]
    assert (server.asked[1]["startIndex"], server.asked[1]["count"]) == ("2", "2")


def test_an_old_wfs_that_does_not_know_how_many_there_are_is_believed(server: MapServer) -> None:
    server.answers["/wfs"] = wfs_page("1", matched="unknown")
    assert b'"features"' in fetch(Source("wfs", f"{server.address}/wfs", "d", "1.1.0"))
    assert len(server.asked) == 1


def test_a_part_of_a_layer_is_never_taken_for_the_whole(server: MapServer) -> None:
    server.answers["/wfs"] = server.answers["/wfs1"] = wfs_page("1", matched=3)
    assert code_of(Source("wfs", f"{server.address}/wfs", "d")) is GeometryCode.SERVER_GAVE_PART
    assert code_of(Source("wfs", f"{server.address}/wfs", "d", "1.1.0")) is GeometryCode.SERVER_GAVE_PART
    server.answers["/wfs1"] = wfs_page(matched=3)
    assert code_of(Source("wfs", f"{server.address}/wfs", "d")) is GeometryCode.SERVER_GAVE_PART
    gml = b'<wfs:FeatureCollection numberMatched="34" numberReturned="10"></wfs:FeatureCollection>'
    server.answers["/gml"] = (200, {}, gml)
    assert (
        code_of(Source("wfs", f"{server.address}/gml", "d", output="GML3")) is GeometryCode.SERVER_GAVE_PART
    )
    server.answers["/ogc/collections/d/items"] = wfs_page("1", matched=3)
    assert code_of(Source("features", f"{server.address}/ogc", "d")) is GeometryCode.SERVER_GAVE_PART


def test_all_pages_of_a_collection_are_one_layer(server: MapServer, tmp_path: Path) -> None:
    path = "/ogc/collections/districts/items"
    more = {"rel": "next", "href": f"{server.address}{path}?page=2"}
    first = {"type": "FeatureCollection", "features": [feature("1")], "links": [{"rel": "self"}, more]}
    last = {"type": "FeatureCollection", "features": [feature("2")], "links": []}
    server.answers[path] = (200, {}, json.dumps(first).encode())
    server.answers[f"{path}2"] = (200, {}, json.dumps(last).encode())
    got = tmp_path / "got"
    got.write_bytes(fetch(Source("features", f"{server.address}/ogc", "districts")))
    assert [row["code"] for row in read_layer(got).rows] == ["1", "2"]


def test_a_server_that_refuses_or_is_away_ends_in_a_code(
    server: MapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = b"<?xml version='1.0'?><ows:ExceptionReport/>"
    server.answers["/wfs"] = (200, {}, fault)
    server.answers["/ogc/collections/a/items"] = (200, {}, b'{"a": 1}')
    assert code_of(Source("wfs", f"{server.address}/wfs", "a")) is GeometryCode.SERVER_REFUSED
    assert code_of(Source("wfs", f"{server.address}/nothing", "a")) is GeometryCode.SERVER_REFUSED
    assert code_of(Source("features", f"{server.address}/ogc", "a")) is GeometryCode.SERVER_REFUSED
    assert code_of(Source("wfs", "file:///etc/passwd", "a")) is GeometryCode.SERVER_REFUSED
    assert code_of(Source("wfs", "http://127.0.0.1:9/wfs", "a")) is GeometryCode.SERVER_AWAY
    server.answers["/large"] = (200, {}, b" " * 1000)
    monkeypatch.setattr(fetching, "MAX_UPLOAD_BYTES", 100)
    assert code_of(Source("wfs", f"{server.address}/large", "a")) is GeometryCode.TOO_LARGE


def test_t12_nobody_is_led_to_another_server(server: MapServer) -> None:
    with map_server() as other:
        server.answers["/wfs"] = (302, {"Location": f"{other.address}/secret"}, b"")
        links = [{"rel": "next", "href": f"{other.address}/secret"}]
        page = {"type": "FeatureCollection", "features": [feature("1")], "links": links}
        server.answers["/ogc/collections/a/items"] = (200, {}, json.dumps(page).encode())
        assert code_of(Source("wfs", f"{server.address}/wfs", "a")) is GeometryCode.SERVER_REFUSED
        assert code_of(Source("features", f"{server.address}/ogc/", "a")) is GeometryCode.SERVER_REFUSED
        assert other.asked == []
