"""Running SQL kept in files beside the migrations."""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op
from sqlalchemy import Connection

SQL = Path(__file__).resolve().parent / "sql"


def run_sql(statements: str, connection: Connection | None = None) -> None:
    """Run statements as they stand: a percent sign in them is no placeholder."""
    (connection or op.get_bind()).exec_driver_sql(statements.replace("%", "%%"))


def run_file(name: str, connection: Connection | None = None) -> None:
    """Run a whole file of migrations/sql; outside of a migration on a connection of its own."""
    run_sql((SQL / name).read_text(encoding="utf-8"), connection)


def put_back(name: str, *functions: str) -> None:
    """Make functions again as an earlier file has them: the way back of a migration that replaced them."""
    whole = (SQL / name).read_text(encoding="utf-8")
    for function in functions:
        found = re.search(
            rf"^create (?:or replace )?function {re.escape(function)}\(.*?\$\$;$", whole, re.S | re.M
        )
        if found is None:
            raise LookupError(f"{name} has no function {function}")
        run_sql(re.sub(r"^create (?:or replace )?function", "create or replace function", found[0]))
