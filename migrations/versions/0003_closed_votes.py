"""Keep a closed vote closed, freeze the written rules, keep a round published in which something has come in

Revision: 0003
Follows: 0002
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parents[1] / "sql" / "0003"


def upgrade() -> None:
    op.get_bind().exec_driver_sql((SQL / "freeze.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql((SQL / "freeze_before.sql").read_text(encoding="utf-8"))
