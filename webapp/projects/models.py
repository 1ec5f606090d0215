"""Tables of projects, estimates and delivery."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from geoalchemy2 import WKBElement
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from geo.columns import degrees, projected, web_mercator
from webapp.base import Cents, Created, Id, Model
from webapp.texts import Texts


class Project(Model):
    """Something costed that can be voted on and then built.

    draft: being costed. ballot: published with its price, can be voted on. left_out: not put on the ballot.
    `cost_cents` is the sum of the last published estimate; from the ballot on that of the estimate marked
    `is_on_ballot`, and frozen when voting opens: a later estimate may refine it without touching what people voted on. `decided_at` is when it
    was put on the ballot or left out. Of the projects of one pot with the same `exclusive_group` one may win. `changed_at` is set by the database at every change (trigger
    `project_touched`): officials' forms carry it, so that nobody writes over what they have not seen.
    """

    __tablename__ = "project"
    __table_args__ = (
        UniqueConstraint("id", "round_id"),
        UniqueConstraint("id", "round_id", "pot_id"),
        ForeignKeyConstraint(["pot_id", "round_id"], ["pot.id", "pot.round_id"]),
        ForeignKeyConstraint(["theme_id", "round_id"], ["theme.id", "theme.round_id"]),
        CheckConstraint("state in ('draft', 'ballot', 'left_out')", name="state_known"),
        CheckConstraint("delivery in ('planned', 'under_way', 'done', 'stopped')", name="delivery_known"),
        CheckConstraint("cost_cents > 0", name="cost_positive"),
        CheckConstraint("exclusive_group > 0", name="exclusive_group_positive"),
        CheckConstraint("state <> 'ballot' or cost_cents is not null", name="ballot_has_cost"),
        CheckConstraint("(state = 'left_out') = (left_out_reason is not null)", name="left_out_for_a_reason"),
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
        Index(
            "project_shape_index",
            "shape",
            postgresql_using="gist",
            postgresql_where=text("shape is not null"),
        ),
        Index("project_geom_web_index", "geom_web", postgresql_using="gist"),
        Index(None, "round_id", "state"),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    pot_id: Mapped[int]
    theme_id: Mapped[int | None]
    exclusive_group: Mapped[int | None] = mapped_column(SmallInteger)
    number: Mapped[int | None]
    state: Mapped[str] = mapped_column(server_default="draft")
    title: Mapped[Texts]
    summary: Mapped[Texts]
    place_text: Mapped[str | None]
    geom: Mapped[WKBElement | None] = mapped_column(degrees("POINT"))
    geom_web: Mapped[WKBElement | None] = mapped_column(web_mercator("POINT"), projected())
    shape: Mapped[WKBElement | None] = mapped_column(degrees("GEOMETRY"))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    cost_cents: Mapped[Cents | None]
    unit: Mapped[str | None]
    budget_line: Mapped[str | None]
    left_out_reason: Mapped[Texts | None]
    decided_at: Mapped[datetime | None]
    delivery: Mapped[str | None]
    sort_key: Mapped[float] = mapped_column(server_default=text("random()"))
    created_at: Mapped[Created]
    changed_at: Mapped[Created]


class ProjectProposal(Model):
    """Which proposals a project was made from; a proposal is in at most one project."""

    __tablename__ = "project_proposal"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "round_id"], ["project.id", "project.round_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["proposal_id", "round_id"], ["proposal.id", "proposal.round_id"]),
    )

    proposal_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    project_id: Mapped[int] = mapped_column(BigInteger, index=True)
    round_id: Mapped[int] = mapped_column(BigInteger)


class CostEstimate(Model):
    """One version of what a project costs; no version is ever written over, a new one follows it.

    It is published by another person than the one who made it.
    """

    __tablename__ = "cost_estimate"
    __table_args__ = (
        UniqueConstraint("project_id", "version"),
        Index(
            "cost_estimate_one_on_ballot", "project_id", unique=True, postgresql_where=text("is_on_ballot")
        ),
        CheckConstraint("not is_on_ballot or published_at is not null", name="on_ballot_is_published"),
        CheckConstraint("published_by_id <> made_by_id", name="published_by_another"),
        CheckConstraint("lower_cents <= upper_cents", name="bounds_in_order"),
        CheckConstraint("lower_cents >= 0", name="lower_not_negative"),
        CheckConstraint("months between 1 and 120", name="months_sensible"),
    )

    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    version: Mapped[int]
    lower_cents: Mapped[Cents | None]
    upper_cents: Mapped[Cents | None]
    months: Mapped[int | None] = mapped_column(SmallInteger)
    note: Mapped[str | None]
    unit: Mapped[str]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[Created]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    is_on_ballot: Mapped[bool] = mapped_column(server_default="false")


class CostLine(Model):
    """One line of an estimate. `vat_permille` unknown means that the price is without VAT and none is due."""

    __tablename__ = "cost_line"
    __table_args__ = (
        UniqueConstraint("estimate_id", "position"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("unit_price_cents >= 0", name="unit_price_not_negative"),
        CheckConstraint("upkeep_cents >= 0", name="upkeep_not_negative"),
        CheckConstraint("vat_permille between 0 and 500", name="vat_sensible"),
    )

    id: Mapped[Id]
    estimate_id: Mapped[int] = mapped_column(ForeignKey("cost_estimate.id", ondelete="CASCADE"))
    position: Mapped[int]
    what: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(Numeric(12, 3))
    unit: Mapped[str]
    unit_price_cents: Mapped[Cents]
    vat_permille: Mapped[int | None] = mapped_column(SmallInteger)
    upkeep_cents: Mapped[Cents] = mapped_column(server_default="0")


class DeliveryUpdate(Model):
    """News of a project being built: its state, what was spent so far, and what comes next and when."""

    __tablename__ = "delivery_update"
    __table_args__ = (
        CheckConstraint("delivery in ('planned', 'under_way', 'done', 'stopped')", name="delivery_known"),
        CheckConstraint("spent_cents >= 0", name="spent_not_negative"),
    )

    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    at: Mapped[Created]
    delivery: Mapped[str]
    note: Mapped[Texts]
    spent_cents: Mapped[Cents | None]
    next_date: Mapped[date | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
