"""Give the author of a proposal that was entered at a desk a code by which they come back

Revision: 0049
Follows: 0048
"""

from __future__ import annotations

from migrations.sql_files import put_back, run_file, run_sql

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

BACK = """
    drop function roll.hand_author_code(bigint, bigint, text, bytea, bigint);
    delete from roll.code c using roll.code_batch b where b.id = c.batch_id and b.purpose = 'desk' and b.opens = 'propose';
    delete from roll.code_batch where purpose = 'desk' and opens = 'propose';
    drop index roll.code_batch_one_desk;
    create unique index code_batch_one_desk on roll.code_batch (round_id) where (purpose = 'desk');
    alter table roll.code_batch
        drop constraint code_batch_proposing_has_no_area,
        add constraint code_batch_proposing_has_no_area
            check (opens = 'vote' or (area_code is null and purpose <> 'desk'));
"""


def upgrade() -> None:
    run_file("0049/author_codes.sql")
    run_file("roles.sql")


def downgrade() -> None:
    run_sql(BACK)
    put_back("0025/codes.sql", "roll.hand_code")
    run_sql("drop function roll.desk_batch(bigint, text, bigint)")
