"""A proposal's area and pin with half the work

Revision: 0014
Follows: 0013
"""

from __future__ import annotations

from migrations.sql_files import put_back, run_file

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0014/lean_triggers.sql")


def downgrade() -> None:
    put_back("0001/tiles.sql", "note_pin", "note_pin_change")
    put_back("0001/places.sql", "assign_area")
