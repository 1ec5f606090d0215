"""Open, close and annul a vote by two people; seal ballots; paper; roles that never read both sides

Revision: 0010
Follows: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.sql_files import put_back, run_file, run_sql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NOW = sa.text("clock_timestamp()")


def upgrade() -> None:
    _settings_of_a_round()
    _steps()
    _box()
    _paper()
    for name in ("steps", "casting", "sealing", "paper"):
        run_file(f"0010/{name}.sql")
    run_file("roles.sql")


def _settings_of_a_round() -> None:
    op.add_column(
        "round", sa.Column("two_people", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    op.add_column(
        "round", sa.Column("ballots_published", sa.Text(), server_default="commitments", nullable=False)
    )
    op.create_check_constraint(
        op.f("round_ballots_published_known"),
        "round",
        "ballots_published in ('totals', 'commitments', 'ballots')",
    )


def _steps() -> None:
    op.create_table(
        "vote",
        sa.Column("round_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key_fingerprint", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("annulled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rights", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="vote_round_id_fkey"),
        sa.PrimaryKeyConstraint("round_id", name="vote_pkey"),
    )
    op.create_table(
        "vote_step",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alone", sa.Boolean(), server_default="false", nullable=False),
        sa.CheckConstraint(
            "step in ('open', 'close', 'annul', 'destroy_key')", name=op.f("vote_step_step_known")
        ),
        sa.CheckConstraint("alone or confirmed_by_id <> asked_by_id", name=op.f("vote_step_two_people")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="vote_step_round_id_fkey"),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name="vote_step_asked_by_id_fkey"),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["account.id"], name="vote_step_confirmed_by_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="vote_step_pkey"),
    )
    op.create_index(
        "vote_step_one_asked",
        "vote_step",
        ["round_id", "step"],
        unique=True,
        postgresql_where=sa.text("confirmed_at is null"),
    )


def _box() -> None:
    op.create_table(
        "batch",
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="batch_round_id_fkey"),
        sa.PrimaryKeyConstraint("round_id", "no", name="batch_pkey"),
        sa.UniqueConstraint("round_id", "prev", name="batch_round_id_prev_unique"),
        schema="box",
    )
    box = {"schema": "box"}
    op.add_column("voting_right", sa.Column("used_by", sa.Text(), nullable=True), **box)
    for table, schema in (("voting_right", "box"), ("voter", "roll")):
        settled = sa.Column("is_settled", sa.Boolean(), server_default="false", nullable=False)
        op.add_column(table, settled, schema=schema)
    op.add_column("ballot", sa.Column("nonce", sa.Uuid(), nullable=True), **box)
    op.add_column("ballot", sa.Column("replaces", sa.LargeBinary(), nullable=True), **box)
    op.add_column("ballot", sa.Column("batch_no", sa.Integer(), nullable=True), **box)
    op.drop_constraint(op.f("ballot_web_has_key"), "ballot", type_="check", **box)
    run_sql("update box.ballot set ballot_key = null where state <> 'counted'")
    run_sql(
        "update box.voting_right v set used_by = 'web' from box.ballot b"
        " where b.round_id = v.round_id and b.ballot_key = v.ballot_key"
    )
    run_sql("set constraints all immediate")
    _box_constraints()


def _box_constraints() -> None:
    box = {"schema": "box"}
    op.create_check_constraint(
        op.f("voting_right_used_by_known"), "voting_right", "used_by in ('web', 'paper')", **box
    )
    op.create_unique_constraint(
        op.f("voting_right_round_id_ballot_key_used_by_unique"),
        "voting_right",
        ["round_id", "ballot_key", "used_by"],
        **box,
    )
    op.drop_constraint(op.f("ballot_state_known"), "ballot", type_="check", **box)
    op.drop_constraint(op.f("ballot_round_id_ballot_key_fkey"), "ballot", type_="foreignkey", **box)
    op.create_check_constraint(
        op.f("ballot_state_known"), "ballot", "state in ('counted', 'replaced', 'annulled')", **box
    )
    op.create_check_constraint(
        op.f("ballot_replaced_forgets"),
        "ballot",
        "state = 'counted' or (ballot_key is null and nonce is null)",
        **box,
    )
    op.create_unique_constraint(
        op.f("ballot_round_id_replaces_unique"), "ballot", ["round_id", "replaces"], **box
    )
    for here, there in (
        (["round_id", "ballot_key", "channel"], ["round_id", "ballot_key", "used_by"]),
        (["round_id", "batch_no"], ["round_id", "no"]),
    ):
        table = "voting_right" if "ballot_key" in here else "batch"
        name = op.f(f"ballot_{'_'.join(here)}_fkey")
        op.create_foreign_key(name, "ballot", table, here, there, source_schema="box", referent_schema="box")
    op.create_index(
        "ballot_unsealed", "ballot", ["round_id"], postgresql_where=sa.text("batch_no is null"), **box
    )


def _paper() -> None:
    op.create_table(
        "paper",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("first_by", sa.BigInteger(), nullable=False),
        sa.Column("first_choices", sa.Text(), nullable=False),
        sa.Column("second_by", sa.BigInteger(), nullable=True),
        sa.Column("second_choices", sa.Text(), nullable=True),
        sa.Column("third_by", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), server_default="entered", nullable=False),
        sa.CheckConstraint("second_by <> first_by", name=op.f("paper_second_person")),
        sa.CheckConstraint("third_by not in (first_by, second_by)", name=op.f("paper_third_person")),
        sa.CheckConstraint("serial between 1 and 999999", name=op.f("paper_serial_sensible")),
        sa.CheckConstraint(
            "status in ('entered', 'agreed', 'disputed', 'rejected')", name=op.f("paper_status_known")
        ),
        sa.CheckConstraint(
            "status <> 'agreed' or first_choices = second_choices", name=op.f("paper_agreed_is_alike")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="paper_round_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="paper_pkey"),
        sa.UniqueConstraint("round_id", "station", "serial", name="paper_round_id_station_serial_unique"),
        schema="box",
    )


GONE = (
    "box.papers(bigint)",
    "box.rights_on_paper(bigint)",
    "box.put_paper(bigint, bigint[], int[])",
    "box.key_paper(bigint, text, int, bigint, bigint[], int[])",
    "box.sorted_choices(bigint[], int[])",
    "box.unmark_paper(bigint, bytea)",
    "box.check_papers(bigint)",
    "box.mark_paper(bigint, bytea, bytea, text)",
    "box.opened(bigint)",
    "box.counted(bigint)",
    "box.must_be_over(bigint)",
    "box.turnout(bigint)",
    "box.receipt(bytea, bytea)",
    "box.standing(bigint, bytea)",
    "roll.settle_voters(bigint, int)",
    "box.settle_rights(bigint, int)",
    "box.seal(bigint, int)",
    "box.first_head(bigint)",
    "box.leaf_of(bytea, bytea)",
    "box.check_hours(box.ballot)",
    "box.give_right(bigint, bytea, bytea, text)",
    "roll.rounds_of(bigint)",
    "roll.enter(bigint, bigint)",
    "box.forget(bigint)",
    "box.close(bigint)",
    "confirm_vote_step(bigint, bigint, bytea)",
    "withdraw_vote_step(bigint)",
    "ask_vote_step(bigint, text, bigint, text)",
    "vote_step_done(bigint, text)",
    "freeze_vote_settings()",
    "voting_is_open(bigint)",
)


def downgrade() -> None:
    """Seals, steps and paper go; roles stay, as other databases of the server may use them."""
    run_sql("drop trigger round_vote_settings_frozen on round")
    for trigger in ("ballot_lawful on box.ballot", "choice_lawful on box.choice"):
        run_sql(f"drop trigger {trigger}")
    run_sql("drop trigger choice_lawful_after_change on box.choice")
    put_back("0001/ballots.sql", "box.check_later")
    put_back("0001/freeze.sql", "voting_has_opened")
    put_back("0007/areas.sql", "box.check_ballot")
    put_back("0004/limits.sql", "box.cast_ballot")
    run_sql(
        "create constraint trigger ballot_lawful after insert or update on box.ballot"
        " deferrable initially deferred for each row execute function box.check_later();"
        "create constraint trigger choice_lawful after insert or update or delete on box.choice"
        " deferrable initially deferred for each row execute function box.check_later()"
    )
    for function in GONE:
        run_sql(f"drop function {function}")
    _tables_back()


def _tables_back() -> None:
    box = {"schema": "box"}
    op.drop_table("paper", **box)
    op.drop_index("ballot_unsealed", "ballot", **box)
    for name in ("ballot_round_id_batch_no_fkey", "ballot_round_id_ballot_key_channel_fkey"):
        op.drop_constraint(op.f(name), "ballot", type_="foreignkey", **box)
    op.drop_constraint(op.f("ballot_round_id_replaces_unique"), "ballot", type_="unique", **box)
    op.drop_constraint(op.f("ballot_replaced_forgets"), "ballot", type_="check", **box)
    op.drop_constraint(op.f("ballot_state_known"), "ballot", type_="check", **box)
    op.create_check_constraint(
        op.f("ballot_state_known"), "ballot", "state in ('counted', 'replaced')", **box
    )
    op.create_check_constraint(
        op.f("ballot_web_has_key"), "ballot", "channel = 'paper' or ballot_key is not null", **box
    )
    op.create_foreign_key(
        op.f("ballot_round_id_ballot_key_fkey"),
        "ballot",
        "voting_right",
        ["round_id", "ballot_key"],
        ["round_id", "ballot_key"],
        source_schema="box",
        referent_schema="box",
    )
    for column in ("nonce", "replaces", "batch_no"):
        op.drop_column("ballot", column, **box)
    op.drop_constraint(
        op.f("voting_right_round_id_ballot_key_used_by_unique"), "voting_right", type_="unique", **box
    )
    op.drop_column("voting_right", "used_by", **box)
    op.drop_column("voting_right", "is_settled", **box)
    op.drop_column("voter", "is_settled", schema="roll")
    op.drop_table("batch", **box)
    op.drop_table("vote_step")
    op.drop_table("vote")
    op.drop_constraint(op.f("round_ballots_published_known"), "round", type_="check")
    op.drop_column("round", "ballots_published")
    op.drop_column("round", "two_people")
