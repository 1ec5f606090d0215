"""Let a kiosk live until voting ends, two officials settle a paper that they read differently, and an empty batch be out of use

Revision: 0047
Follows: 0046
"""

from __future__ import annotations

from migrations.sql_files import put_back, run_file, run_sql

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

EXPIRES = """
    alter table kiosk add column expires_at timestamptz;
    update kiosk k set expires_at = greatest(
        k.started_at + interval '1 second',
        coalesce((select max(p.ends_at) from phase p where p.round_id = k.round_id and p.kind = 'voting'), k.started_at));
    alter table kiosk alter column expires_at set not null,
        add constraint kiosk_expires_after_start check (expires_at > started_at);
"""


def upgrade() -> None:
    run_file("0047/two_settle.sql")
    run_file("roles.sql")


def downgrade() -> None:
    put_back("0046/annulled.sql", "box.key_paper")
    put_back("0025/codes.sql", "roll.void_code")
    run_sql(EXPIRES)
    put_back("0025/passes.sql", "roll.pass_of")
    run_sql("drop function kiosk_is_live(bigint)")
