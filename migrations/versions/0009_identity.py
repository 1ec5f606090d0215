"""People can identify with a provider, and a round can ask it of its voters

Revision: 0009
Follows: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FREEZE = """
create function freeze_round_identity() returns trigger language plpgsql as $$
begin
    if voting_has_opened(old.id) then
        perform raise_frozen('round');
    end if;
    return new;
end $$;
create trigger round_identity_frozen before update of voting_providers on round for each row
    when (old.voting_providers is distinct from new.voting_providers) execute function freeze_round_identity();
"""


def upgrade() -> None:
    op.create_table(
        "account_identity",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="account_identity_account_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="account_identity_pkey"),
        sa.UniqueConstraint("kind", "person", name="account_identity_kind_person_unique"),
        sa.UniqueConstraint("account_id", "kind", name="account_identity_account_id_kind_unique"),
    )
    op.create_table(
        "identification",
        sa.Column("session_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("birth_year", sa.SmallInteger(), nullable=True),
        sa.Column("lives_here", sa.Boolean(), nullable=True),
        sa.Column(
            "made_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sign_in_session.id"],
            name="identification_session_id_fkey",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name="identification_pkey"),
    )
    op.add_column(
        "round", sa.Column("voting_providers", sa.ARRAY(sa.Text()), server_default="{}", nullable=False)
    )
    op.execute(FREEZE)


def downgrade() -> None:
    op.execute("drop trigger round_identity_frozen on round; drop function freeze_round_identity()")
    op.drop_column("round", "voting_providers")
    op.drop_table("identification")
    op.drop_table("account_identity")
