"""At a desk a paper uses the right of a code, whomever the code stands for

Revision: 0023
Follows: 0022
"""

from __future__ import annotations

from migrations.sql_files import put_back, run_file, run_sql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

PERSON_OF_CODE = """
create function roll.person_of_code(the_round bigint, the_id text) returns text
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(person, 'code:' || public_id)
      from roll.code where round_id = the_round and public_id = the_id and voided_at is null
$$
"""


def upgrade() -> None:
    run_sql("drop function roll.is_live_code(bigint, text)")
    run_sql(PERSON_OF_CODE)
    run_file("roles.sql")


def downgrade() -> None:
    run_sql("drop function roll.person_of_code(bigint, text)")
    put_back("0020/codes.sql", "roll.is_live_code")
