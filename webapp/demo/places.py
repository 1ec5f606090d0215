"""The map of the demo: boundary layers, what is drawn under the pins, and the places of the search."""

from __future__ import annotations

from typing import Any

import shapely
from geoalchemy2.shape import from_shape
from shapely.geometry import shape
from sqlalchemy import func, insert
from sqlalchemy.orm import Session

from geo.crs import WGS84
from geo.geojson import as_multipolygon
from webapp.areas.actions import Origin, store_version
from webapp.areas.activation import activate_version
from webapp.areas.drafting import AreaDraft
from webapp.areas.models import BackdropShape, Place
from webapp.areas.rules import AreaFacts, search_text
from webapp.demo.files import read_csv, read_json
from webapp.texts import Texts

LAYERS = (
    ("city", "municipality.geojson", Texts(fi="Kaupunki", sv="Staden", en="City")),
    ("district", "districts.geojson", Texts(fi="Alueraadit", sv="Områdesråd", en="Area councils")),
    (
        "neighbourhood",
        "neighbourhoods.geojson",
        Texts(fi="Kaupunginosat", sv="Stadsdelar", en="Neighbourhoods"),
    ),
)
ROAD_RANKS = {"main": 1, "regional": 2, "street": 3}


def load_places(session: Session) -> None:
    """Load the three boundary layers, the backdrop and the search."""
    for level, file, name in LAYERS:
        _load_layer(session, level, file, name)
    _load_backdrop(session)
    _load_search(session)


def _load_layer(session: Session, level: str, file: str, name: Texts) -> None:
    drafts = [_draft(feature) for feature in read_json(file)["features"]]
    version = store_version(session, level, name, drafts, Origin(f"sample_data/{file}", f"EPSG:{WGS84}"))
    activate_version(session, version.id)


def _draft(feature: dict[str, Any]) -> AreaDraft:
    about = feature["properties"]
    name = Texts(fi=about["name_fi"], sv=about["name_sv"], en=about["name_fi"])
    facts = AreaFacts(about["code"], name, about.get("parent"), about.get("population"))
    return AreaDraft(facts, as_multipolygon(shape(feature["geometry"])))


def _load_backdrop(session: Session) -> None:
    rows = [_backdrop("land", feature, 1) for feature in read_json("municipality.geojson")["features"]]
    rows += [_backdrop("water", feature, 1) for feature in read_json("water.geojson")["features"]]
    rows += [
        _backdrop("road", feature, ROAD_RANKS[feature["properties"]["kind"]])
        for feature in read_json("roads.geojson")["features"]
    ]
    for row in rows:
        session.execute(insert(BackdropShape).values(row))


def _backdrop(kind: str, feature: dict[str, Any], rank: int) -> dict[str, Any]:
    about = feature["properties"]
    name = about.get("name_fi") or about.get("name")
    drawn = from_shape(shape(feature["geometry"]), srid=WGS84)
    return {
        "kind": kind,
        "name": Texts(fi=name, sv=about.get("name_sv", name), en=name),
        "rank": rank,
        "geom_web": func.ST_Transform(drawn, 3857),
    }


def _load_search(session: Session) -> None:
    session.add_all(_place(row) for row in read_csv("places.csv"))
    session.flush()


def _place(row: dict[str, str]) -> Place:
    name = Texts(fi=row["name_fi"], sv=row["name_sv"], en=row["name_fi"])
    point = shapely.Point(float(row["lon"]), float(row["lat"]))
    return Place(kind=row["kind"], name=name, search=search_text(name), geom=from_shape(point, srid=WGS84))
