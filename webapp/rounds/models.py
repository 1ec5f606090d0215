"""Tables of a round. Once voting opens a trigger freezes what decides an outcome."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base import Cents, Created, Id, Model
from webapp.rounds.phases import PHASE_KINDS
from webapp.rounds.voting_areas import VOTING_AREAS
from webapp.texts import Texts

KINDS_SQL = ", ".join(f"'{kind.key}'" for kind in PHASE_KINDS)
AREAS_SQL = ", ".join(f"'{one.key}'" for one in VOTING_AREAS)
ONE_AND_CITY_SQL = ", ".join(f"'{one.key}'" for one in VOTING_AREAS if one.with_city and not one.one_group)
WITH_CITY_SQL = ", ".join(f"'{one.key}'" for one in VOTING_AREAS if one.with_city)


class Round(Model):
    """One round of participatory budgeting; how it runs is data here, never code."""

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$'", name="slug_form"),
        CheckConstraint("ballot_limits_sound(ballot_limits)", name="ballot_limits_sound"),
        CheckConstraint(f"voting_areas in ({AREAS_SQL})", name="voting_areas_known"),
        CheckConstraint(
            "ballots_published in ('totals', 'commitments', 'ballots')", name="ballots_published_known"
        ),
        CheckConstraint("minimum_age between 0 and 100", name="minimum_age_sensible"),
        CheckConstraint("proposing_age between 1 and 100", name="proposing_age_sensible"),
        CheckConstraint(
            "(cardinality(proposing_providers) > 0 and not (proposing_providers && array['code', 'email']))"
            " or (proposing_age is null and not proposing_residents)",
            name="proposing_rules_need_proof",
        ),
        CheckConstraint("proposing_providers <> array['desk']", name="desk_is_not_alone"),
        CheckConstraint(
            "not only_registered or not (voting_providers && array['code', 'postcode'])",
            name="register_needs_known_people",
        ),
        CheckConstraint(
            "place_kinds <@ array['point', 'line', 'area'] and 'point' = any (place_kinds)",
            name="place_kinds_known",
        ),
        CheckConstraint(
            f"not counting_options ? 'pots' or voting_areas in ({WITH_CITY_SQL}) and not counting_options ? 'leftover'",
            name="pots_counted_together",
        ),
        CheckConstraint(
            "counting_options ->> 'pots' is distinct from 'by-area'"
            f" or voting_areas in ({ONE_AND_CITY_SQL}) and counting_rule = 'equal-shares'",
            name="pots_by_area",
        ),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[Texts]
    summary: Mapped[Texts]
    rules_text: Mapped[Texts]
    is_published: Mapped[bool] = mapped_column(server_default="false")
    ballot_type: Mapped[str] = mapped_column(ForeignKey("ballot_kind.key"), server_default="knapsack")
    ballot_limits: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    voting_areas: Mapped[str] = mapped_column(server_default="every")
    voting_providers: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    proposing_providers: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    only_registered: Mapped[bool] = mapped_column(server_default="false")
    proposing_age: Mapped[int | None] = mapped_column(SmallInteger)
    proposing_residents: Mapped[bool] = mapped_column(server_default="false")
    counting_rule: Mapped[str] = mapped_column(server_default="greedy")
    counting_options: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    minimum_age: Mapped[int] = mapped_column(SmallInteger, server_default="13")
    can_change_ballot: Mapped[bool] = mapped_column(server_default="true")
    highest_cost_cents: Mapped[Cents | None]
    tie_seed: Mapped[str | None]
    two_people: Mapped[bool] = mapped_column(server_default="true")
    ballots_published: Mapped[str] = mapped_column(server_default="commitments")
    place_kinds: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{point}")
    created_at: Mapped[Created]


class Phase(Model):
    """A stretch of time in a round; its kind says what it opens (phases.py). Times are [starts_at, ends_at)."""

    __tablename__ = "phase"
    __table_args__ = (
        CheckConstraint(f"kind in ({KINDS_SQL})", name="kind_known"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("phase_one_voting", "round_id", unique=True, postgresql_where=text("kind = 'voting'")),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    note: Mapped[Texts | None]


class Pot(Model):
    """Money for one district (by its code) or, where `area_code` is unknown, for the whole city."""

    __tablename__ = "pot"
    __table_args__ = (
        UniqueConstraint("round_id", "area_code", postgresql_nulls_not_distinct=True),
        UniqueConstraint("id", "round_id"),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    area_code: Mapped[str | None]
    name: Mapped[Texts]
    amount_cents: Mapped[Cents]


class Theme(Model):
    """What a proposal is about; each round has its own list."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("round_id", "slug"), UniqueConstraint("id", "round_id"))

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    slug: Mapped[str]
    name: Mapped[Texts]
    position: Mapped[int] = mapped_column(server_default="0")


class RefusalReason(Model):
    """A published reason for which the city may refuse a proposal in this round."""

    __tablename__ = "refusal_reason"
    __table_args__ = (UniqueConstraint("round_id", "slug"), UniqueConstraint("id", "round_id"))

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    slug: Mapped[str]
    name: Mapped[Texts]
    explanation: Mapped[Texts]
    position: Mapped[int] = mapped_column(server_default="0")
