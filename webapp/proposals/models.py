"""Tables of proposals. The database itself gives each one its areas (trigger `proposal_area`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import WKBElement
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from geo.columns import degrees, projected, web_mercator
from webapp.base import Created, Id, Model

PUBLIC_STATES = ("submitted", "accepted", "refused", "merged")


class Proposal(Model):
    """What a resident proposes. `sort_key` is a random number in [0, 1) for the stable random order.

    `geom` unknown means 'no exact place'; then `place_text` or a chosen area may say where. The trigger
    sets neighbourhood_id and district_id from `geom` through the active layer versions and refuses a point
    outside the city (constraint `proposal_inside_city`).

    `shape`: a line or an area where more than a point was drawn; `geom` is then the point on it that stands for it in
    counts, cells and areas. The trigger `proposal_shape_fits` refuses a kind that the round does not allow and a
    shape of which more than 1 % lies outside the city.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("id", "round_id"),
        ForeignKeyConstraint(["theme_id", "round_id"], ["theme.id", "theme.round_id"]),
        ForeignKeyConstraint(["merged_into_id", "round_id"], ["proposal.id", "proposal.round_id"]),
        ForeignKeyConstraint(["reason_id", "round_id"], ["refusal_reason.id", "refusal_reason.round_id"]),
        CheckConstraint(
            "state in ('draft', 'submitted', 'accepted', 'refused', 'merged', 'withdrawn')",
            name="state_known",
        ),
        CheckConstraint("char_length(title) between 1 and 120", name="title_length"),
        CheckConstraint("char_length(body) between 1 and 5000", name="body_length"),
        CheckConstraint("(state = 'merged') = (merged_into_id is not null)", name="merged_into_one"),
        CheckConstraint("(state = 'refused') = (reason_id is not null)", name="refused_for_a_reason"),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
        CheckConstraint("GeometryType(shape) in ('LINESTRING', 'POLYGON')", name="shape_kind"),
        CheckConstraint("ST_IsValid(shape)", name="shape_valid"),
        CheckConstraint("ST_NPoints(shape) <= 2000", name="shape_vertices"),
        CheckConstraint(
            "case GeometryType(shape) when 'LINESTRING' then ST_Length(shape::geography) >= 9.8"
            " else ST_Area(shape::geography) >= 98 end",
            name="shape_size",
        ),
        CheckConstraint(
            "shape is null or (geom is not null and ST_DWithin(shape, geom, 0.00001))", name="shape_has_point"
        ),
        CheckConstraint("channel in ('web', 'code', 'desk')", name="channel_known"),
        CheckConstraint("(channel = 'desk') = (entered_by_id is not null)", name="desk_has_official"),
        Index("proposal_geom_index", "geom", postgresql_using="gist"),
        Index("proposal_geom_web_index", "geom_web", postgresql_using="gist"),
        Index(
            "proposal_shape_index",
            "shape",
            postgresql_using="gist",
            postgresql_where=text("shape is not null"),
        ),
        Index(None, "round_id", "state", "sort_key", "id"),
        Index(None, "round_id", "changed_at"),
        Index(
            "proposal_shown_order_index",
            "round_id",
            "sort_key",
            "id",
            postgresql_where=text("state in ('submitted', 'accepted', 'refused')"),
        ),
        Index(
            "proposal_shown_newest_index",
            "round_id",
            "id",
            postgresql_where=text("state in ('submitted', 'accepted', 'refused')"),
        ),
        Index(
            "proposal_entered_by_id_index",
            "entered_by_id",
            postgresql_where=text("entered_by_id is not null"),
        ),
        Index("proposal_neighbourhood_count_index", "round_id", "neighbourhood_id", "state"),
        Index("proposal_district_count_index", "round_id", "district_id", "state"),
        Index(
            "proposal_title_search_index",
            "title",
            postgresql_using="gin",
            postgresql_ops={"title": "gin_trgm_ops"},
        ),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    author_name: Mapped[str | None]
    channel: Mapped[str] = mapped_column(server_default="web")
    """How it came in: `web`, `code` (its author came by a one-time code) or `desk` (an official entered it for them)."""
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    theme_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(server_default="submitted")
    title: Mapped[str]
    body: Mapped[str]
    language: Mapped[str] = mapped_column(server_default="fi")
    place_text: Mapped[str | None]
    geom: Mapped[WKBElement | None] = mapped_column(degrees("POINT"))
    geom_web: Mapped[WKBElement | None] = mapped_column(web_mercator("POINT"), projected())
    shape: Mapped[WKBElement | None] = mapped_column(degrees("GEOMETRY"))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    merged_into_id: Mapped[int | None] = mapped_column(index=True)
    reason_id: Mapped[int | None]
    sort_key: Mapped[float] = mapped_column(server_default=text("random()"))
    form_nonce: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[Created]
    changed_at: Mapped[Created]


class ProposalEvent(Model):
    """One step in a proposal's public timeline, from pin to ballot (delivery is told by the project)."""

    __tablename__ = "proposal_event"
    __table_args__ = (
        CheckConstraint(
            "kind in ('submitted', 'edited', 'accepted', 'refused', 'resubmitted', 'merged', 'withdrawn', "
            "'answered', 'in_project', 'out_of_project', 'photo_taken_down', 'reopened')",
            name="kind_known",
        ),
    )

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    at: Mapped[Created]
    kind: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    unit: Mapped[str | None]
    note: Mapped[str | None]
    details: Mapped[dict[str, Any]] = mapped_column(server_default="{}")


class ProposalFollower(Model):
    """Someone who wants to be told by mail what becomes of another's proposal."""

    __tablename__ = "proposal_follower"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    created_at: Mapped[Created]


class ProposalPhoto(Model):
    """A photo of a proposal, drawn anew as JPEG in two sizes: it has no place, time or device. `description`: what it shows."""

    __tablename__ = "proposal_photo"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        CheckConstraint("number between 1 and 3", name="at_most_three"),
        CheckConstraint("char_length(description) between 1 and 200", name="described"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(SmallInteger)
    description: Mapped[str]
    width: Mapped[int] = mapped_column(SmallInteger)
    height: Mapped[int] = mapped_column(SmallInteger)
    large: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    small: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[Created]


class ProposalVersion(Model):
    """A proposal's text and place before a change, kept so that nothing is lost."""

    __tablename__ = "proposal_version"

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    replaced_at: Mapped[datetime]
    content: Mapped[dict[str, Any]]


class ProposalDraft(Model):
    """What a visitor has written and not yet sent, found by the key in the browser's cookie (its hash is kept)."""

    __tablename__ = "proposal_draft"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[dict[str, Any]]
    nonce: Mapped[str]
    created_at: Mapped[Created]
    expires_at: Mapped[datetime] = mapped_column(index=True)
