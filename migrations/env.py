"""How Alembic reaches the database: the address comes from the command that runs it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, create_engine, event, text

from migrations.sql_files import run_file
from webapp.all_models import Model

OWN_SCHEMAS = {None, "public", "roll", "box"}


def is_ours(name: str | None, kind: Any, parents: Any) -> bool:
    """Compare only our own schemas and tables, not those of PostGIS or the job queue."""
    if kind == "schema":
        return name in OWN_SCHEMAS
    if kind == "table":
        return name is not None and not name.startswith("procrastinate_")
    return True


def borrow_owners(connection: Connection) -> None:
    """At the begin of each transaction: act for the owners of roll and box until it ends."""
    run_file("owners_borrowed.sql", connection)


def give_owners_back(
    ctx: MigrationContext, step: MigrationInfo, heads: Collection[Any], run_args: Mapping[str, Any]
) -> None:
    """At the end of each migration."""
    if ctx.connection is not None:
        run_file("owners_given_back.sql", ctx.connection)


def run() -> None:
    """Run the migrations, each in its own transaction, never waiting long for a lock."""
    engine = create_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        connection.execute(text("set lock_timeout = '5s'"))
        connection.commit()
        event.listen(connection, "begin", borrow_owners)
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            include_schemas=True,
            include_name=is_ours,
            include_object=alembic_helpers.include_object,
            process_revision_directives=alembic_helpers.writer,
            render_item=alembic_helpers.render_item,
            transaction_per_migration=True,
            on_version_apply=give_owners_back,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
