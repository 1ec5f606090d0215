"""Have roll and box belong to two roles that nobody can log in as

Revision: 0026
Follows: 0025
"""

from __future__ import annotations

from migrations.sql_files import put_back, run_file, run_sql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0026/owners.sql")
    run_file("roles.sql")


def downgrade() -> None:
    run_file("0026/owners_back.sql")
    put_back("0025/closing.sql", "box.forget")
    run_sql("drop function roll.forget_voters(bigint)")
