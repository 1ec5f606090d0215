"""What stands in all tables, whatever they are called."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text
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
    """Put the words into every text of every table where the table's rules let them; yields the columns filled.

    Triggers are passed over, so that what is frozen is filled too. Numbers at the end keep unique columns unique.
    """
    connection.execute(text("set session_replication_role = replica"))
    for table, column, kind in connection.execute(COLUMNS).all():
        new = ":words || row_number() over ()" if kind != "jsonb" else JSON_TEXTS.format(column=column)
        statement = (
            f"update {table} t set {column} = n.new from (select ctid, {new} as new from {table}) n"
            f" where t.ctid = n.ctid and t.{column} is not null"
        )
        part = connection.begin_nested()
        try:
            filled = connection.execute(text(statement), {"words": words}).rowcount
            part.commit()
        except Exception:
            part.rollback()
            continue
        if filled:
            yield f"{table}.{column}"
    connection.execute(text("set session_replication_role = origin"))


JSON_TEXTS = (
    "case when {column} ?| array['fi', 'sv', 'en'] then"
    " (select jsonb_object_agg(key, cast(:words as text)) from jsonb_object_keys({column}) key) else {column} end"
)
