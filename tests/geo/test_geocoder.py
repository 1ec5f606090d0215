"""A geocoder on the loopback, willing and unwilling."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from geo import geocoder
from geo.errors import GeometryError
from geo.geocoder import Found, geocode
from geo.geojson import write_json
from tests.geo.server import MapServer, map_server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MapServer]:
    monkeypatch.setattr(geocoder, "SECONDS", 120)  # a busy machine is no unwilling geocoder
    with map_server() as server:
        yield server


def point(label: object, *place: object) -> dict[str, object]:
    return {"properties": {"label": label}, "geometry": {"type": "Point", "coordinates": list(place)}}


def test_the_words_are_sent_and_points_with_a_label_come_back(server: MapServer) -> None:
    good = [
        point("Kauppakatu 1", 28.19, 61.06),
        point("Kauppakatu 2", 28.2, 61.06),
        point("Kauppakatu 3", 28.3, 61),
    ]
    odd = [{}, None, point("x", "east", 61), point("x"), point("", 28, 61), point("x", float("1e999"), 61)]
    server.answers["/search"] = (200, {}, write_json({"features": [odd[0], good[0], *odd[1:5], *good[1:]]}))
    found = geocode(f"{server.address}/search?text={{words}}&size=9", "Kauppakatu & 1", 2)
    assert server.asked == [{"text": "Kauppakatu & 1", "size": "9"}]
    assert found == [Found("Kauppakatu 1", 28.19, 61.06), Found("Kauppakatu 2", 28.2, 61.06)]


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"features": 3}'])
def test_an_answer_without_places_has_none(server: MapServer, body: bytes) -> None:
    server.answers["/search"] = (200, {}, body)
    assert geocode(f"{server.address}/search?q={{words}}", "katu", 8) == []


@pytest.mark.parametrize(("status", "body"), [(500, b"{}"), (200, b"<html>")])
def test_a_geocoder_out_of_order_is_told_as_such(server: MapServer, status: int, body: bytes) -> None:
    server.answers["/search"] = (status, {}, body)
    with pytest.raises(GeometryError):
        geocode(f"{server.address}/search?q={{words}}", "katu", 8)
