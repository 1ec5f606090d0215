"""No role of the database reads both who may vote and what was voted (threat T23); the web role reads neither."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from tests import factories

LOGINS = ("nasta_web", "nasta_worker", "nasta_auditor", "nasta_polling")
OWNERS = ("nasta_roll", "nasta_box")
ROLES = (*LOGINS, *OWNERS)
TABLES = """
    select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('roll', 'box', 'public') and c.relkind in ('r', 'p', 'v', 'm')
"""
READS = """
    has_table_privilege(:role, format('%I.%I', t.schema, t.name), 'select')
    or has_any_column_privilege(:role, format('%I.%I', t.schema, t.name), 'select')
"""
PUBLIC = {"batch"}
"""What anyone may see: the heads of sealed batches are on a public page."""

MAY_READ = {
    "nasta_web": {"box.batch"},
    "nasta_worker": {"box.batch"},
    "nasta_auditor": {"box.ballot", "box.choice", "box.batch"},
    "nasta_polling": {
        "roll.voter",
        "roll.code",
        "roll.code_batch",
        "roll.code_failure",
        "roll.pass",
        "roll.register_load",
        "roll.register_row",
        "roll.registered",
    },
}
OTHER_SIDE = {
    "nasta_roll": {"box.refuse"},
    "nasta_box": {"roll.forget_voters"},
}
"""What an owner may call on the side that is not its own."""


def readable(session: Session, role: str, schema: str) -> set[str]:
    statement = f"select t.name from ({TABLES}) t where t.schema = :schema and ({READS})"
    return set(factories.run(session, statement, role=role, schema=schema).scalars())


@pytest.mark.parametrize("role", ROLES)
def test_t23_no_role_reads_both_sides(session: Session, role: str) -> None:
    assert not (readable(session, role, "roll") and readable(session, role, "box") - PUBLIC)


@pytest.mark.parametrize("role", ["nasta_web", "nasta_worker"])
def test_t23_those_who_serve_read_neither_side(session: Session, role: str) -> None:
    assert readable(session, role, "roll") | (readable(session, role, "box") - PUBLIC) == set()


@pytest.mark.parametrize("role", ROLES)
def test_no_role_is_a_superuser_or_becomes_another(session: Session, role: str) -> None:
    facts = factories.run(
        session,
        "select rolsuper or rolcreaterole or rolbypassrls or rolcreatedb or exists"
        " (select from pg_auth_members where member = r.oid) from pg_roles r where rolname = :role",
        role=role,
    )
    assert facts.scalar_one() is False


@pytest.mark.parametrize("role", LOGINS)
def test_t23_who_logs_in_reads_these_tables_of_both_sides_and_no_others(session: Session, role: str) -> None:
    found = {f"{side}.{name}" for side in ("roll", "box") for name in readable(session, role, side)}
    assert found == MAY_READ[role]


@pytest.mark.parametrize("role", OWNERS)
def test_t23_nobody_logs_in_as_the_owner_of_a_side(session: Session, role: str) -> None:
    facts = "select rolcanlogin or exists (select from pg_auth_members where roleid = r.oid) from pg_roles r"
    assert factories.run(session, f"{facts} where rolname = :role", role=role).scalar_one() is False


@pytest.mark.parametrize("side", ["roll", "box"])
def test_t23_everything_of_a_side_is_its_owners(session: Session, side: str) -> None:
    owners = """
        select pg_get_userbyid(nspowner) from pg_namespace where nspname = :side
        union select pg_get_userbyid(relowner) from pg_class where relnamespace = cast(:side as regnamespace)
        union select pg_get_userbyid(proowner) from pg_proc where pronamespace = cast(:side as regnamespace)
    """
    assert factories.run(session, owners, side=side).scalars().all() == [f"nasta_{side}"]


@pytest.mark.parametrize("role", OWNERS)
def test_t23_an_owner_reaches_nothing_of_the_other_side_but_what_it_must(session: Session, role: str) -> None:
    side = {"nasta_roll": "box", "nasta_box": "roll"}[role]
    assert readable(session, role, side) == set()
    callable_ = factories.run(
        session,
        "select n.nspname || '.' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname = :side and has_function_privilege(:role, p.oid, 'execute')",
        side=side,
        role=role,
    )
    assert set(callable_.scalars()) == OTHER_SIDE[role]
    assert readable(session, role, "public") & {"account", "sign_in_session", "audit_event"} == set()


def test_t23_no_function_of_the_application_itself_runs_with_its_owners_rights(session: Session) -> None:
    """The owner of all other tables may be a superuser: only the owners of roll and box lend their rights."""
    lent = factories.run(
        session,
        "select p.proname from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace"
        " and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')",
    )
    assert lent.scalars().all() == []


@pytest.mark.parametrize("role", LOGINS)
def test_no_role_writes_the_vote_by_hand(session: Session, role: str) -> None:
    statement = f"""
        select t.name from ({TABLES}) t
        where (t.schema <> 'public' or t.name in ('vote', 'vote_step', 'ballot_kind'))
          and has_table_privilege(:role, format('%I.%I', t.schema, t.name), 'insert, update, delete, truncate')
    """
    assert set(factories.run(session, statement, role=role).scalars()) == set()


@pytest.mark.parametrize("role", ROLES)
def test_t20_no_role_changes_the_log(session: Session, role: str) -> None:
    asked = "select has_table_privilege(:role, 'audit_event', 'update, delete, truncate')"
    assert factories.run(session, asked, role=role).scalar_one() is False


@pytest.mark.parametrize(
    "deed",
    [
        "select * from box.ballot",
        "select * from box.choice",
        "select * from box.voting_right",
        "select * from roll.voter",
        "select * from box.paper",
        "select * from roll.code",
        "select * from roll.code_batch",
        "select * from roll.pass",
        "insert into roll.pass (key_hash, public_id, ends_at) values ('x', '000000', now())",
        "select box.seal(1, 0)",
        "select box.forget(1)",
        "select box.close(1)",
        "select box.put_paper(1, '{1}', null)",
        "update vote set opened_at = now()",
        "insert into vote_step (round_id, step, note, asked_by_id) values (1, 'open', '', 1)",
        "update audit_event set action = 'x'",
    ],
)
def test_t23_the_web_role_is_turned_away(session: Session, deed: str) -> None:
    factories.run(session, "set local role nasta_web")
    with pytest.raises(ProgrammingError, match="permission denied"):
        factories.run(session, deed)


def test_what_needs_the_owners_rights_has_a_fixed_search_path(session: Session) -> None:
    loose = factories.run(
        session,
        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where p.prosecdef and n.nspname in ('public', 'box', 'roll')"
        " and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')"
        " and not coalesce(p.proconfig::text like '%search_path=public, pg_temp%', false)",
    )
    assert loose.scalars().all() == []


@pytest.mark.parametrize("role", ["nasta_auditor", "nasta_polling", "nasta_web"])
def test_those_who_only_read_call_nothing_that_writes(session: Session, role: str) -> None:
    callable_ = factories.run(
        session,
        "select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where p.prosecdef and p.provolatile = 'v' and n.nspname in ('public', 'box', 'roll')"
        " and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')"
        " and has_function_privilege(:role, p.oid, 'execute')",
        role=role,
    )
    voting = {
        "ask_vote_step",
        "confirm_vote_step",
        "withdraw_vote_step",
        "enter",
        "give_right",
        "cast_ballot",
        "close_by_clock",
    }
    batches = {"ask_codes", "ask_codes_again", "confirm_codes", "put_codes", "note_printed"}
    codes = batches | {"void_codes", "void_code", "hand_code", "use_code", "pass_of", "end_pass"}
    codes |= {"keep_holder", "hand_author_code"}
    register = {"ask_register", "confirm_register", "withdraw_register"}
    paper = {"mark_paper", "unmark_paper", "key_paper"}
    waiting = {
        "counted",
        "counted_whole",
        "opened",
        "voters_with",
    }  # write nothing: they wait for what is being cast, then read
    assert set(callable_.scalars()) == (
        voting | codes | register | paper | waiting if role == "nasta_web" else set()
    )
