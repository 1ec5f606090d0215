"""Tables of places: layers of boundaries, their versions, areas; backdrop shapes; places to search."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from geo.columns import degrees, projected, web_mercator
from webapp.base import Created, Id, Model
from webapp.texts import Texts

LEVELS = ("city", "district", "neighbourhood")


class BoundaryLayer(Model):
    """One way of dividing the city. There is one layer a level: the city itself, districts, neighbourhoods."""

    __tablename__ = "boundary_layer"
    __table_args__ = (CheckConstraint("level in ('city', 'district', 'neighbourhood')", name="level_known"),)

    id: Mapped[Id]
    level: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Texts]


class LayerVersion(Model):
    """A layer as it was loaded once. Immutable after loading; at most one version of a layer is active."""

    __tablename__ = "layer_version"
    __table_args__ = (
        UniqueConstraint("layer_id", "number"),
        CheckConstraint("state in ('draft', 'active', 'retired')", name="state_known"),
        Index("layer_version_one_active", "layer_id", unique=True, postgresql_where=text("state = 'active'")),
    )

    id: Mapped[Id]
    layer_id: Mapped[int] = mapped_column(ForeignKey("boundary_layer.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(server_default="draft")
    source: Mapped[str]
    source_crs: Mapped[str]
    valid_from: Mapped[date | None]
    report: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    loaded_at: Mapped[Created]
    loaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    activated_at: Mapped[datetime | None]


class Area(Model):
    """One area of a layer version: a neighbourhood, a district, or the city's outline."""

    __tablename__ = "area"
    __table_args__ = (
        UniqueConstraint("version_id", "code"),
        CheckConstraint("ST_IsValid(geom)", name="geom_valid"),
        CheckConstraint("population >= 0", name="population_not_negative"),
        Index("area_geom_index", "geom", postgresql_using="gist"),
    )

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(ForeignKey("layer_version.id", ondelete="CASCADE"))
    code: Mapped[str]
    name: Mapped[Texts]
    parent_code: Mapped[str | None]
    population: Mapped[int | None]
    geom: Mapped[WKBElement] = mapped_column(degrees("MULTIPOLYGON"))


class AreaOutline(Model):
    """An area drawn with fewer points, to about so many metres; neighbours keep their borders in common."""

    __tablename__ = "area_outline"
    __table_args__ = (UniqueConstraint("area_id", "metres"),)

    id: Mapped[Id]
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"))
    metres: Mapped[int]
    geom: Mapped[WKBElement] = mapped_column(degrees("MULTIPOLYGON"))
    geom_web: Mapped[WKBElement] = mapped_column(
        web_mercator("MULTIPOLYGON"),
        projected(),
    )


class AreaPiece(Model):
    """A part of an active area, small enough to test a point against fast; written by activating a version."""

    __tablename__ = "area_piece"
    __table_args__ = (Index("area_piece_geom_index", "geom", postgresql_using="gist"),)

    id: Mapped[Id]
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), index=True)
    level: Mapped[str]
    code: Mapped[str]
    geom: Mapped[WKBElement] = mapped_column(degrees("GEOMETRY"))


class LayerUpload(Model):
    """A file that was sent to become a layer version, kept until its owner has decided about it, a day at
    most. `choices`: what has been decided so far, as `webapp.areas.rules.Decisions` writes it.
    """

    __tablename__ = "layer_upload"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    filename: Mapped[str]
    content: Mapped[bytes]
    choices: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    created_at: Mapped[Created]


class Reassignment(Model):
    """The rows of one table that get their areas anew in the background, after a version was taken into use.

    `last_id` is the last row looked at, `rows` how many there were at the start and `done` how many are through.
    """

    __tablename__ = "reassignment"
    __table_args__ = (
        UniqueConstraint("version_id", "table_name"),
        CheckConstraint("done >= 0 and rows >= 0", name="counts_not_negative"),
    )

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(ForeignKey("layer_version.id", ondelete="CASCADE"))
    table_name: Mapped[str]
    rows: Mapped[int]
    done: Mapped[int] = mapped_column(server_default="0")
    last_id: Mapped[int] = mapped_column(BigInteger, server_default="0")
    started_at: Mapped[Created]
    finished_at: Mapped[datetime | None]


class BackdropShape(Model):
    """Something drawn under the pins when no outside background map is used: land, water or a road."""

    __tablename__ = "backdrop_shape"
    __table_args__ = (
        CheckConstraint("kind in ('land', 'water', 'road')", name="kind_known"),
        Index("backdrop_shape_geom_web_index", "geom_web", postgresql_using="gist"),
    )

    id: Mapped[Id]
    kind: Mapped[str]
    name: Mapped[Texts | None]
    rank: Mapped[int] = mapped_column(server_default="1")
    geom_web: Mapped[WKBElement] = mapped_column(web_mercator("GEOMETRY"))


class Place(Model):
    """An address or a named place that a resident can search for."""

    __tablename__ = "place"
    __table_args__ = (
        Index(
            "place_search_index", "search", postgresql_using="gin", postgresql_ops={"search": "gin_trgm_ops"}
        ),
        Index("place_geom_index", "geom", postgresql_using="gist"),
        Index("place_postcode_index", "postcode", postgresql_where=text("postcode is not null")),
        CheckConstraint("postcode ~ '^[0-9]{5}$'", name="postcode_form"),
    )

    id: Mapped[Id]
    kind: Mapped[str]
    name: Mapped[Texts]
    search: Mapped[str]
    postcode: Mapped[str | None]
    geom: Mapped[WKBElement] = mapped_column(degrees("POINT"))
