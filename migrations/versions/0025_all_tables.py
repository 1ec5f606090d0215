"""All tables and functions as the first release has them: 0001 to 0024 led here and were put together

Revision: 0025
Follows:
"""

from __future__ import annotations

from alembic import op
from procrastinate.schema import SchemaManager

from migrations.sql_files import run_file, run_sql

revision = "0025"
down_revision = None
branch_labels = None
depends_on = None

FILES = (
    "accounts", "areas", "rounds", "proposals", "cells", "projects", "steps", "freeze",
    "box", "lawful", "casting", "sealing", "closing", "paper", "roll", "codes", "passes",
    "outcome", "exports",
)  # fmt: skip
OWN_FUNCTIONS = """
    select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
"""


def upgrade() -> None:
    for extension in ("postgis", "pg_trgm"):
        run_sql(f"create extension if not exists {extension}")
    for schema in ("roll", "box"):
        run_sql(f"create schema {schema}")
    for name in FILES:
        run_file(f"0025/{name}.sql")
    run_sql(SchemaManager.get_schema())
    run_file("roles.sql")


def downgrade() -> None:
    """Take everything away but the extensions: there is nothing before the first migration."""
    run_sql("drop schema roll cascade")
    run_sql("drop schema box cascade")
    keep = "('alembic_version', 'spatial_ref_sys')"
    for kind, find in (
        ("table", f"select tablename from pg_tables where schemaname = 'public' and tablename not in {keep}"),
        ("function", OWN_FUNCTIONS),
        ("type", "select typname from pg_type where typname like 'procrastinate%' and typtype in ('e', 'c')"),
    ):
        for (name,) in op.get_bind().exec_driver_sql(find.replace("%", "%%")).all():
            run_sql(f'drop {kind} if exists "{name}" cascade')
