"""A sign-in link knows which client asked for it, so that one client cannot ask for any number

Revision: 0011
Follows: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_in_link", sa.Column("client", sa.LargeBinary(), nullable=True))
    op.create_index("sign_in_link_client_created_at_index", "sign_in_link", ["client", "created_at"])


def downgrade() -> None:
    op.drop_index("sign_in_link_client_created_at_index", "sign_in_link")
    op.drop_column("sign_in_link", "client")
