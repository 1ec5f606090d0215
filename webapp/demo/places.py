"""The map of the demo: boundary layers, what is drawn under the pins, and the places of the search."""

from __future__ import annotations

from typing import Any

import shapely
from geoalchemy2.shape import from_shape
from shapely.geometry import shape
from sqlalchemy import func, insert, text
from sqlalchemy.orm import Session

from webapp.areas.models import Area, BackdropShape, BoundaryLayer, LayerVersion, Place
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
PIECES = text(
    """
    insert into area_piece (area_id, level, code, geom)
    select a.id, :level, a.code, ST_Subdivide(a.geom, 128) from area a where a.version_id = :version
    """
)


def load_places(session: Session) -> None:
    """Load the three boundary layers, the backdrop and the search."""
    for level, file, name in LAYERS:
        _load_layer(session, level, file, name)
    _load_backdrop(session)
    _load_search(session)


def _load_layer(session: Session, level: str, file: str, name: Texts) -> None:
    layer = BoundaryLayer(level=level, name=name)
    session.add(layer)
    session.flush()
    version = LayerVersion(
        layer_id=layer.id,
        number=1,
        state="active",
        source=f"sample_data/{file}",
        source_crs="EPSG:4326",
        activated_at=func.now(),
    )
    session.add(version)
    session.flush()
    session.add_all(_area(version, feature) for feature in read_json(file)["features"])
    session.flush()
    session.execute(PIECES, {"level": level, "version": version.id})


def _area(version: LayerVersion, feature: dict[str, Any]) -> Area:
    about = feature["properties"]
    return Area(
        version_id=version.id,
        code=about["code"],
        name=Texts(fi=about["name_fi"], sv=about["name_sv"], en=about["name_fi"]),
        parent_code=about.get("parent"),
        population=about.get("population"),
        geom=func.ST_Multi(from_shape(shape(feature["geometry"]), srid=4326)),
    )


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
    drawn = from_shape(shape(feature["geometry"]), srid=4326)
    return {
        "kind": kind,
        "name": Texts(fi=name, sv=about.get("name_sv", name), en=name),
        "rank": rank,
        "geom_web": func.ST_Transform(drawn, 3857),
    }


def _load_search(session: Session) -> None:
    session.add_all(
        Place(
            kind=row["kind"],
            name=Texts(fi=row["name_fi"], sv=row["name_sv"], en=row["name_fi"]),
            search=" ".join(dict.fromkeys([row["name_fi"].lower(), row["name_sv"].lower()])),
            geom=from_shape(shapely.Point(float(row["lon"]), float(row["lat"])), srid=4326),
        )
        for row in read_csv("places.csv")
    )
    session.flush()
