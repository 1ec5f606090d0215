"""All tables

Revision: 0001
Follows:
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parents[1] / "sql" / "0001"
OWN_FUNCTIONS = """
    select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
"""
FILES = ("places.sql", "log.sql", "freeze.sql", "ballots.sql", "tiles.sql")


def run_sql(statements: str) -> None:
    """Run statements as they stand: a percent sign in them is no placeholder."""
    op.get_bind().exec_driver_sql(statements.replace("%", "%%"))


def upgrade() -> None:
    for extension in ("postgis", "pg_trgm"):
        op.execute(f"create extension if not exists {extension}")
    for schema in ("roll", "box"):
        op.execute(f"create schema {schema}")
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), server_default="fi", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("language in ('fi', 'sv', 'en')", name=op.f("account_language_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("account_pkey")),
    )
    op.create_index("account_email_unique", "account", [sa.literal_column("lower(email)")], unique=True)
    op.create_table(
        "audit_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("details", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_event_pkey")),
    )
    op.create_index(op.f("audit_event_at_index"), "audit_event", ["at"], unique=False)
    op.create_index(
        op.f("audit_event_subject_subject_id_index"), "audit_event", ["subject", "subject_id"], unique=False
    )
    op.create_geospatial_table(
        "backdrop_shape",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=True),
        sa.Column("rank", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "geom_web",
            Geometry(
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("kind in ('land', 'water', 'road')", name=op.f("backdrop_shape_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("backdrop_shape_pkey")),
    )
    op.create_geospatial_index(
        "backdrop_shape_geom_web_index",
        "backdrop_shape",
        ["geom_web"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "boundary_layer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint(
            "level in ('city', 'district', 'neighbourhood')", name=op.f("boundary_layer_level_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("boundary_layer_pkey")),
        sa.UniqueConstraint("level", name=op.f("boundary_layer_level_unique")),
    )
    op.create_table(
        "mail",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("mail_pkey")),
    )
    op.create_table(
        "pin_cell_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("sum_x", sa.Double(), nullable=False),
        sa.Column("sum_y", sa.Double(), nullable=False),
        sa.Column("sum_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pin_cell_change_pkey")),
    )
    op.create_geospatial_table(
        "place",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("place_pkey")),
    )
    op.create_geospatial_index(
        "place_geom_index", "place", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(
        "place_search_index",
        "place",
        ["search"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search": "gin_trgm_ops"},
    )
    op.create_table(
        "round",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("summary", postgresql.JSONB(), nullable=False),
        sa.Column("rules_text", postgresql.JSONB(), nullable=False),
        sa.Column("is_published", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("ballot_type", sa.Text(), server_default="knapsack", nullable=False),
        sa.Column("voting_areas", sa.Text(), server_default="every", nullable=False),
        sa.Column("counting_rule", sa.Text(), server_default="greedy", nullable=False),
        sa.Column("counting_options", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("minimum_age", sa.SmallInteger(), server_default="13", nullable=False),
        sa.Column("can_change_ballot", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("highest_cost_cents", sa.BigInteger(), nullable=True),
        sa.Column("tie_seed", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("ballot_type in ('knapsack', 'one_choice')", name=op.f("round_ballot_type_known")),
        sa.CheckConstraint("slug ~ '^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$'", name=op.f("round_slug_form")),
        sa.CheckConstraint(
            "voting_areas in ('every', 'one_and_city')", name=op.f("round_voting_areas_known")
        ),
        sa.CheckConstraint("minimum_age between 0 and 100", name=op.f("round_minimum_age_sensible")),
        sa.PrimaryKeyConstraint("id", name=op.f("round_pkey")),
        sa.UniqueConstraint("slug", name=op.f("round_slug_unique")),
    )
    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("next_path", sa.Text(), server_default="/", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("sign_in_link_pkey")),
        sa.UniqueConstraint("token_hash", name=op.f("sign_in_link_token_hash_unique")),
    )
    op.create_table(
        "account_role",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column(
            "granted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("granted_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "role in ('official', 'planner', 'gis', 'coordinator')", name=op.f("account_role_role_known")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("account_role_account_id_fkey")),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["account.id"], name=op.f("account_role_granted_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("account_role_pkey")),
    )
    op.create_table(
        "voting_right",
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("ballot_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("voting_right_round_id_fkey")),
        sa.PrimaryKeyConstraint("round_id", "ballot_key", name=op.f("voting_right_pkey")),
        schema="box",
    )
    op.create_table(
        "count",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("options", postgresql.JSONB(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=True),
        sa.Column("input_hash", sa.LargeBinary(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("result", postgresql.JSONB(), nullable=False),
        sa.Column(
            "made_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("count_made_by_id_fkey")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("count_round_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("count_pkey")),
    )
    op.create_index(op.f("count_round_id_index"), "count", ["round_id"], unique=False)
    op.create_table(
        "layer_upload",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("layer_upload_account_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("layer_upload_pkey")),
    )
    op.create_index(op.f("layer_upload_account_id_index"), "layer_upload", ["account_id"], unique=False)
    op.create_table(
        "layer_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("layer_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_crs", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("report", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column(
            "loaded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("loaded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('draft', 'active', 'retired')", name=op.f("layer_version_state_known")),
        sa.ForeignKeyConstraint(
            ["layer_id"], ["boundary_layer.id"], name=op.f("layer_version_layer_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["loaded_by_id"], ["account.id"], name=op.f("layer_version_loaded_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("layer_version_pkey")),
        sa.UniqueConstraint("layer_id", "number", name=op.f("layer_version_layer_id_number_unique")),
    )
    op.create_index(
        "layer_version_one_active",
        "layer_version",
        ["layer_id"],
        unique=True,
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_table(
        "phase",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", postgresql.JSONB(), nullable=True),
        sa.CheckConstraint(
            "kind in ('draft', 'proposing', 'screening', 'merging', 'co_creation', 'costing', 'confirming_ballot', 'browsing', 'voting', 'confirming_result', 'delivery', 'evaluation')",
            name=op.f("phase_kind_known"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("phase_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("phase_round_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("phase_pkey")),
    )
    op.create_index(
        "phase_one_voting", "phase", ["round_id"], unique=True, postgresql_where=sa.text("kind = 'voting'")
    )
    op.create_index(op.f("phase_round_id_index"), "phase", ["round_id"], unique=False)
    op.create_table(
        "pin_cell",
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("z", sa.SmallInteger(), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("sum_x", sa.Double(), nullable=False),
        sa.Column("sum_y", sa.Double(), nullable=False),
        sa.Column("sum_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("pin_cell_round_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "z", "x", "y", name=op.f("pin_cell_pkey")),
    )
    op.create_index("pin_cell_empty", "pin_cell", ["n"], unique=False, postgresql_where=sa.text("n = 0"))
    op.create_table(
        "pot",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=True),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("pot_amount_positive")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("pot_round_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pot_pkey")),
        sa.UniqueConstraint("id", "round_id", name=op.f("pot_id_round_id_unique")),
        sa.UniqueConstraint(
            "round_id",
            "area_code",
            name=op.f("pot_round_id_area_code_unique"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "refusal_reason",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("explanation", postgresql.JSONB(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("refusal_reason_round_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("refusal_reason_pkey")),
        sa.UniqueConstraint("id", "round_id", name=op.f("refusal_reason_id_round_id_unique")),
        sa.UniqueConstraint("round_id", "slug", name=op.f("refusal_reason_round_id_slug_unique")),
    )
    op.create_table(
        "voter",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("voter_account_id_fkey")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("voter_round_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("voter_pkey")),
        sa.UniqueConstraint("round_id", "account_id", name=op.f("voter_round_id_account_id_unique")),
        schema="roll",
    )
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "seen_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("sign_in_session_account_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sign_in_session_pkey")),
        sa.UniqueConstraint("key_hash", name=op.f("sign_in_session_key_hash_unique")),
    )
    op.create_index(op.f("sign_in_session_account_id_index"), "sign_in_session", ["account_id"], unique=False)
    op.create_table(
        "theme",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("theme_round_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("theme_pkey")),
        sa.UniqueConstraint("id", "round_id", name=op.f("theme_id_round_id_unique")),
        sa.UniqueConstraint("round_id", "slug", name=op.f("theme_round_id_slug_unique")),
    )
    op.create_geospatial_table(
        "area",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column(
            "geom_web",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            sa.Computed("ST_Transform(geom, 3857)", persisted=True),
            nullable=False,
        ),
        sa.CheckConstraint("ST_IsValid(geom)", name=op.f("area_geom_valid")),
        sa.CheckConstraint("population >= 0", name=op.f("area_population_not_negative")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["layer_version.id"], name=op.f("area_version_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("area_pkey")),
        sa.UniqueConstraint("version_id", "code", name=op.f("area_version_id_code_unique")),
    )
    op.create_geospatial_index(
        "area_geom_index", "area", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_geospatial_index(
        "area_geom_web_index", "area", ["geom_web"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), server_default="web", nullable=False),
        sa.Column("state", sa.Text(), server_default="counted", nullable=False),
        sa.Column("ballot_key", sa.LargeBinary(), nullable=True),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("channel = 'paper' or ballot_key is not null", name=op.f("ballot_web_has_key")),
        sa.CheckConstraint("channel in ('web', 'paper')", name=op.f("ballot_channel_known")),
        sa.CheckConstraint("state in ('counted', 'replaced')", name=op.f("ballot_state_known")),
        sa.ForeignKeyConstraint(
            ["round_id", "ballot_key"],
            ["box.voting_right.round_id", "box.voting_right.ballot_key"],
            name=op.f("ballot_round_id_ballot_key_fkey"),
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("ballot_round_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("ballot_pkey")),
        sa.UniqueConstraint("id", "round_id", name=op.f("ballot_id_round_id_unique")),
        sa.UniqueConstraint("round_id", "commitment", name=op.f("ballot_round_id_commitment_unique")),
        schema="box",
    )
    op.create_index(
        "ballot_one_counted",
        "ballot",
        ["round_id", "ballot_key"],
        unique=True,
        schema="box",
        postgresql_where=sa.text("state = 'counted'"),
    )
    op.create_table(
        "outcome",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("count_id", sa.BigInteger(), nullable=False),
        sa.Column("note", postgresql.JSONB(), nullable=True),
        sa.Column(
            "published_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("published_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["count_id"], ["count.id"], name=op.f("outcome_count_id_fkey")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["account.id"], name=op.f("outcome_published_by_id_fkey")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("outcome_round_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("outcome_pkey")),
        sa.UniqueConstraint("id", "round_id", name=op.f("outcome_id_round_id_unique")),
        sa.UniqueConstraint("round_id", name=op.f("outcome_round_id_unique")),
    )
    op.create_geospatial_table(
        "area_piece",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("area_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("area_piece_area_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("area_piece_pkey")),
    )
    op.create_index(op.f("area_piece_area_id_index"), "area_piece", ["area_id"], unique=False)
    op.create_geospatial_index(
        "area_piece_geom_index",
        "area_piece",
        ["geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_table(
        "project",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("summary", postgresql.JSONB(), nullable=False),
        sa.Column("place_text", sa.Text(), nullable=True),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "geom_web",
            Geometry(
                geometry_type="POINT",
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            sa.Computed("ST_Transform(geom, 3857)", persisted=True),
            nullable=True,
        ),
        sa.Column("neighbourhood_id", sa.BigInteger(), nullable=True),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("cost_cents", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("delivery", sa.Text(), nullable=True),
        sa.Column("sort_key", sa.Double(), server_default=sa.text("random()"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "delivery in ('planned', 'under_way', 'done', 'stopped')", name=op.f("project_delivery_known")
        ),
        sa.CheckConstraint(
            "state <> 'ballot' or cost_cents is not null", name=op.f("project_ballot_has_cost")
        ),
        sa.CheckConstraint("state in ('draft', 'ballot', 'left_out')", name=op.f("project_state_known")),
        sa.CheckConstraint("cost_cents > 0", name=op.f("project_cost_positive")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("project_district_id_fkey")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["area.id"], name=op.f("project_neighbourhood_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["pot_id", "round_id"], ["pot.id", "pot.round_id"], name=op.f("project_pot_id_round_id_fkey")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("project_round_id_fkey")),
        sa.ForeignKeyConstraint(
            ["theme_id", "round_id"],
            ["theme.id", "theme.round_id"],
            name=op.f("project_theme_id_round_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("project_pkey")),
        sa.UniqueConstraint("id", "round_id", "pot_id", name=op.f("project_id_round_id_pot_id_unique")),
        sa.UniqueConstraint("id", "round_id", name=op.f("project_id_round_id_unique")),
    )
    op.create_index(op.f("project_district_id_index"), "project", ["district_id"], unique=False)
    op.create_geospatial_index(
        "project_geom_web_index",
        "project",
        ["geom_web"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(op.f("project_neighbourhood_id_index"), "project", ["neighbourhood_id"], unique=False)
    op.create_index(op.f("project_round_id_state_index"), "project", ["round_id", "state"], unique=False)
    op.create_geospatial_table(
        "proposal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=True),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), server_default="submitted", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), server_default="fi", nullable=False),
        sa.Column("place_text", sa.Text(), nullable=True),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "geom_web",
            Geometry(
                geometry_type="POINT",
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            sa.Computed("ST_Transform(geom, 3857)", persisted=True),
            nullable=True,
        ),
        sa.Column("neighbourhood_id", sa.BigInteger(), nullable=True),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("reason_id", sa.Integer(), nullable=True),
        sa.Column("sort_key", sa.Double(), server_default=sa.text("random()"), nullable=False),
        sa.Column("form_nonce", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id is not null)", name=op.f("proposal_merged_into_one")
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (reason_id is not null)", name=op.f("proposal_refused_for_a_reason")
        ),
        sa.CheckConstraint(
            "state in ('draft', 'submitted', 'accepted', 'refused', 'merged', 'withdrawn')",
            name=op.f("proposal_state_known"),
        ),
        sa.CheckConstraint("char_length(body) between 1 and 5000", name=op.f("proposal_body_length")),
        sa.CheckConstraint("char_length(title) between 1 and 120", name=op.f("proposal_title_length")),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("proposal_not_merged_into_itself")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("proposal_author_id_fkey")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("proposal_district_id_fkey")),
        sa.ForeignKeyConstraint(
            ["merged_into_id", "round_id"],
            ["proposal.id", "proposal.round_id"],
            name=op.f("proposal_merged_into_id_round_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["area.id"], name=op.f("proposal_neighbourhood_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["reason_id", "round_id"],
            ["refusal_reason.id", "refusal_reason.round_id"],
            name=op.f("proposal_reason_id_round_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("proposal_round_id_fkey")),
        sa.ForeignKeyConstraint(
            ["theme_id", "round_id"],
            ["theme.id", "theme.round_id"],
            name=op.f("proposal_theme_id_round_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("proposal_pkey")),
        sa.UniqueConstraint("form_nonce", name=op.f("proposal_form_nonce_unique")),
        sa.UniqueConstraint("id", "round_id", name=op.f("proposal_id_round_id_unique")),
    )
    op.create_index(op.f("proposal_author_id_index"), "proposal", ["author_id"], unique=False)
    op.create_index(
        "proposal_district_count_index", "proposal", ["round_id", "district_id", "state"], unique=False
    )
    op.create_geospatial_index(
        "proposal_geom_index", "proposal", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_geospatial_index(
        "proposal_geom_web_index",
        "proposal",
        ["geom_web"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(op.f("proposal_merged_into_id_index"), "proposal", ["merged_into_id"], unique=False)
    op.create_index(
        "proposal_neighbourhood_count_index",
        "proposal",
        ["round_id", "neighbourhood_id", "state"],
        unique=False,
    )
    op.create_index(
        op.f("proposal_round_id_changed_at_index"), "proposal", ["round_id", "changed_at"], unique=False
    )
    op.create_index(
        op.f("proposal_round_id_state_sort_key_id_index"),
        "proposal",
        ["round_id", "state", "sort_key", "id"],
        unique=False,
    )
    op.create_index(
        "proposal_title_search_index",
        "proposal",
        ["title"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"title": "gin_trgm_ops"},
    )
    op.create_table(
        "choice",
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("pot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id", "round_id"],
            ["box.ballot.id", "box.ballot.round_id"],
            name=op.f("choice_ballot_id_round_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "round_id", "pot_id"],
            ["project.id", "project.round_id", "project.pot_id"],
            name=op.f("choice_project_id_round_id_pot_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("ballot_id", "project_id", name=op.f("choice_pkey")),
        schema="box",
    )
    op.create_index(op.f("choice_project_id_index"), "choice", ["project_id"], unique=False, schema="box")
    op.create_table(
        "cost_estimate",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lower_cents", sa.BigInteger(), nullable=True),
        sa.Column("upper_cents", sa.BigInteger(), nullable=True),
        sa.Column("months", sa.SmallInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "made_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.BigInteger(), nullable=True),
        sa.Column("is_on_ballot", sa.Boolean(), server_default="false", nullable=False),
        sa.CheckConstraint("lower_cents <= upper_cents", name=op.f("cost_estimate_bounds_in_order")),
        sa.CheckConstraint("lower_cents >= 0", name=op.f("cost_estimate_lower_not_negative")),
        sa.CheckConstraint("months between 1 and 120", name=op.f("cost_estimate_months_sensible")),
        sa.CheckConstraint(
            "not is_on_ballot or published_at is not null", name=op.f("cost_estimate_on_ballot_is_published")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("cost_estimate_made_by_id_fkey")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("cost_estimate_project_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["account.id"], name=op.f("cost_estimate_published_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cost_estimate_pkey")),
        sa.UniqueConstraint("project_id", "version", name=op.f("cost_estimate_project_id_version_unique")),
    )
    op.create_index(
        "cost_estimate_one_on_ballot",
        "cost_estimate",
        ["project_id"],
        unique=True,
        postgresql_where=sa.text("is_on_ballot"),
    )
    op.create_table(
        "delivery_update",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("note", postgresql.JSONB(), nullable=False),
        sa.Column("spent_cents", sa.BigInteger(), nullable=True),
        sa.Column("next_date", sa.Date(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "delivery in ('planned', 'under_way', 'done', 'stopped')",
            name=op.f("delivery_update_delivery_known"),
        ),
        sa.CheckConstraint("spent_cents >= 0", name=op.f("delivery_update_spent_not_negative")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("delivery_update_account_id_fkey")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("delivery_update_project_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("delivery_update_pkey")),
    )
    op.create_index(op.f("delivery_update_project_id_index"), "delivery_update", ["project_id"], unique=False)
    op.create_table(
        "outcome_project",
        sa.Column("project_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("outcome_id", sa.BigInteger(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("is_winner", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cost_cents", sa.BigInteger(), nullable=False),
        sa.Column("missing_cents", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("missing_cents > 0", name=op.f("outcome_project_missing_positive")),
        sa.CheckConstraint("votes >= 0", name=op.f("outcome_project_votes_not_negative")),
        sa.ForeignKeyConstraint(
            ["outcome_id", "round_id"],
            ["outcome.id", "outcome.round_id"],
            name=op.f("outcome_project_outcome_id_round_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "round_id"],
            ["project.id", "project.round_id"],
            name=op.f("outcome_project_project_id_round_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("outcome_project_pkey")),
    )
    op.create_index(op.f("outcome_project_outcome_id_index"), "outcome_project", ["outcome_id"], unique=False)
    op.create_table(
        "project_proposal",
        sa.Column("proposal_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "round_id"],
            ["project.id", "project.round_id"],
            name=op.f("project_proposal_project_id_round_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id", "round_id"],
            ["proposal.id", "proposal.round_id"],
            name=op.f("project_proposal_proposal_id_round_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("project_proposal_pkey")),
    )
    op.create_index(
        op.f("project_proposal_project_id_index"), "project_proposal", ["project_id"], unique=False
    )
    op.create_table(
        "proposal_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("details", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "kind in ('submitted', 'edited', 'accepted', 'refused', 'resubmitted', 'merged', 'withdrawn', 'answered', 'in_project')",
            name=op.f("proposal_event_kind_known"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("proposal_event_account_id_fkey")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("proposal_event_proposal_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("proposal_event_pkey")),
    )
    op.create_index(op.f("proposal_event_proposal_id_index"), "proposal_event", ["proposal_id"], unique=False)
    op.create_table(
        "proposal_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("proposal_version_proposal_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("proposal_version_pkey")),
    )
    op.create_index(
        op.f("proposal_version_proposal_id_index"), "proposal_version", ["proposal_id"], unique=False
    )
    op.create_table(
        "cost_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("estimate_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("unit_price_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_permille", sa.SmallInteger(), nullable=True),
        sa.Column("upkeep_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("cost_line_quantity_positive")),
        sa.CheckConstraint("unit_price_cents >= 0", name=op.f("cost_line_unit_price_not_negative")),
        sa.CheckConstraint("upkeep_cents >= 0", name=op.f("cost_line_upkeep_not_negative")),
        sa.CheckConstraint("vat_permille between 0 and 500", name=op.f("cost_line_vat_sensible")),
        sa.ForeignKeyConstraint(
            ["estimate_id"], ["cost_estimate.id"], name=op.f("cost_line_estimate_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cost_line_pkey")),
        sa.UniqueConstraint("estimate_id", "position", name=op.f("cost_line_estimate_id_position_unique")),
    )
    for name in FILES:
        run_sql((SQL / name).read_text(encoding="utf-8"))
    run_sql(SchemaManager.get_schema())


def downgrade() -> None:
    """Take everything away but the extensions: there is nothing before the first migration."""
    op.execute("drop schema roll cascade")
    op.execute("drop schema box cascade")
    keep = "('alembic_version', 'spatial_ref_sys')"
    for kind, find in (
        ("table", f"select tablename from pg_tables where schemaname = 'public' and tablename not in {keep}"),
        ("function", OWN_FUNCTIONS),
        ("type", "select typname from pg_type where typname like 'procrastinate%' and typtype in ('e', 'c')"),
    ):
        for (name,) in op.get_bind().exec_driver_sql(find.replace("%", "%%")).all():
            op.execute(f'drop {kind} if exists "{name}" cascade')
