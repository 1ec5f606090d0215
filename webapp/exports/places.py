"""The columns of place that every dataset has: areas, and the point in degrees and in the city's metric system."""

from __future__ import annotations

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import ColumnElement, Label, Select, cast, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute, aliased

from webapp.areas.models import Area
from webapp.exports.dataset import Column, Kind, Wanted
from webapp.texts import DEFAULT_LANGUAGE, N_

District = aliased(Area)
Neighbourhood = aliased(Area)

PLACE_COLUMNS = (
    Column(
        "district",
        N_("District"),
        N_("Name of the district; empty without an exact place"),
        level="district",
    ),
    Column(
        "district_code",
        N_("District code"),
        N_("Code of the district in the boundary layer"),
        level="district",
    ),
    Column(
        "neighbourhood",
        N_("Neighbourhood"),
        N_("Name of the neighbourhood; empty without an exact place"),
        level="neighbourhood",
    ),
    Column(
        "neighbourhood_code",
        N_("Neighbourhood code"),
        N_("Code of the neighbourhood in the boundary layer"),
        level="neighbourhood",
    ),
    Column("longitude", N_("Longitude"), N_("Degrees east, WGS 84 (EPSG:4326)"), Kind.DEGREES),
    Column("latitude", N_("Latitude"), N_("Degrees north, WGS 84 (EPSG:4326)"), Kind.DEGREES),
    Column("easting", N_("Easting"), N_("Metres east in the city's own coordinate system"), Kind.METRES),
    Column("northing", N_("Northing"), N_("Metres north in the city's own coordinate system"), Kind.METRES),
)


def place_values(geom: InstrumentedAttribute[Any], wanted: Wanted) -> list[Label[Any]]:
    """The values of `PLACE_COLUMNS` for a table with a point."""
    metric = func.ST_Transform(geom, wanted.metric_crs, type_=Geometry)
    return [
        in_language(District.name, wanted).label("district"),
        District.code.label("district_code"),
        in_language(Neighbourhood.name, wanted).label("neighbourhood"),
        Neighbourhood.code.label("neighbourhood_code"),
        func.ST_X(geom).label("longitude"),
        func.ST_Y(geom).label("latitude"),
        func.ST_X(metric).label("easting"),
        func.ST_Y(metric).label("northing"),
    ]


def with_places(statement: Select[Any], model: Any, wanted: Wanted) -> Select[Any]:
    """The rows of a table with its areas joined: those of the wanted district, ordered by district and number."""
    joined = statement.outerjoin(District, District.id == model.district_id).outerjoin(
        Neighbourhood, Neighbourhood.id == model.neighbourhood_id
    )
    if wanted.district is not None:
        joined = joined.where(District.code == wanted.district)
    return joined.order_by(District.code.nulls_last(), model.id)


def in_language(texts: Any, wanted: Wanted) -> ColumnElement[str]:
    """A text of the city's in the reader's language, else in Finnish."""
    stored = cast(texts, JSONB)
    return func.coalesce(stored[wanted.language].astext, stored[DEFAULT_LANGUAGE].astext)
