"""What stands in all tables, whatever they are called."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

TABLES = text(
    "select quote_ident(table_schema) || '.' || quote_ident(table_name), table_name from information_schema.tables"
    " where table_type = 'BASE TABLE' and table_schema in ('public', 'roll', 'box')"
    " and table_name not in ('spatial_ref_sys', 'alembic_version') order by 1"
)
COLUMNS = text(
    "select quote_ident(table_schema) || '.' || quote_ident(table_name), quote_ident(column_name), udt_name"
    "  from information_schema.columns join information_schema.tables using (table_schema, table_name)"
    " where table_type = 'BASE TABLE' and table_schema in ('public', 'roll', 'box') and is_generated = 'NEVER'"
    "   and udt_name in ('text', 'varchar', 'jsonb') and table_name not in ('spatial_ref_sys', 'alembic_version')"
    "   and table_name not like 'procrastinate%' order by 1, 2"
)


def rows_in_all_tables(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    return {
        name: session.scalar(text(f"select count(*) from {table}")) or 0
        for table, name in session.execute(TABLES)
    }


def fingerprints(connection: Connection) -> dict[str, str]:
    """A checksum of each table's rows, in any order."""
    return {
        name: str(
            connection.scalar(
                text(f"select md5(string_agg(md5(t::text), '' order by md5(t::text))) from {table} t")
            )
        )
        for table, name in connection.execute(TABLES)
    }


def tables_holding(session: Session, marker: str) -> list[str]:
    """The tables in which the text stands, in any column."""
    return [
        name
        for table, name in session.execute(TABLES)
        if session.scalar(
            text(f"select exists (select from {table} t where t::text like :like)"), {"like": f"%{marker}%"}
        )
    ]


def fill_all_texts(connection: Connection, words: str) -> Iterator[str]:
    """Put the words into every text that people write, also where there was none; yields the columns filled.

    Triggers are passed over, so that what is frozen is filled too. Numbers at the end keep unique columns unique.
    A column whose rules do not let a text stand where there was none is filled where there was one.
    """
    connection.execute(text("set session_replication_role = replica"))
    for table, column, kind in connection.execute(COLUMNS).all():
        if column not in OF_THE_MACHINE and any(
            _fill(connection, table, column, kind, words, where)
            for where in ("true", f"{column} is not null")
        ):
            yield f"{table}.{column}"
    connection.execute(text("set session_replication_role = origin"))


def _fill(connection: Connection, table: str, column: str, kind: str, words: str, where: str) -> bool:
    new = (
        "cast(:words as text) || row_number() over ()"
        if kind != "jsonb"
        else JSON_TEXTS.format(column=column)
    )
    statement = (
        f"update {table} t set {column} = n.new from (select ctid, {new} as new from {table} where {where}) n"
        " where t.ctid = n.ctid"
    )
    part = connection.begin_nested()
    try:
        filled = connection.execute(text(statement), {"words": words}).rowcount
    except (IntegrityError, DataError):
        part.rollback()
        return False
    part.commit()
    return filled > 0


JSON_TEXTS = (
    "case when {column} is null then jsonb_build_object('fi', cast(:words as text))"
    " when {column} ?| array['fi', 'sv', 'en'] then"
    " (select jsonb_object_agg(key, cast(:words as text)) from jsonb_object_keys({column}) key) else {column} end"
)
OF_THE_MACHINE = frozenset(
    [
        "key",
        "counting_rule",
        "code",
        "level",
        "kind",
        "slug",
        "rule",
        "language",
        "area_code",
        "parent_code",
        "seed",
        "tie_seed",
        "ballot_type",
        "action",
        "subject",
        "request_id",
        "source_crs",
        "search",
        "options",
        "fixed",
        "standard",
        "ballot_limits",
        "counting_options",
        "result",
        "choices",
        "report",
        "wanted",
        "channel",
        "state",
        "status",
        "step",
        "delivery",
        "role",
        "first_choices",
        "second_choices",
        "public_id",
        "used_by",
        "form_nonce",
        "nonce",
        "next_path",
        "person",
        "ballots_published",
        "voting_areas",
        "table_name",
        "content",
        "details",
        "provider",
    ]
)
"""Columns that programs write and read; a page that cannot find its round shows nothing."""
