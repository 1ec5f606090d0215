"""One-time codes for proposing, which can open no ballot, and proposals that are entered at a desk

Revision: 0045
Follows: 0044
"""

from __future__ import annotations

from alembic import op

from migrations.sql_files import put_back, run_file, run_sql

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

FREE = "cardinality(proposing_providers) > 0"
PROVEN = f"{FREE} and not (proposing_providers && array['code', 'email'])"
NO_RULES = "(proposing_age is null and not proposing_residents)"


def upgrade() -> None:
    run_file("0045/proposing_codes.sql")
    run_file("0045/desk.sql")
    rules_need_proof(f"({PROVEN}) or {NO_RULES}")
    op.create_check_constraint(
        op.f("round_desk_is_not_alone"), "round", "proposing_providers <> array['desk']"
    )
    run_file("roles.sql")


def downgrade() -> None:
    op.drop_constraint(op.f("round_desk_is_not_alone"), "round")
    rules_need_proof(f"{FREE} or {NO_RULES}")
    run_sql("alter table proposal drop column entered_by_id, drop column channel")
    for function in (
        "holders(bigint, text)",
        "round_of_holder(bigint)",
        "keep_holder(text, bigint)",
        "use_code(text, bytea, bytea, bigint, bigint)",
        "code_batches(bigint)",
        "ask_codes(bigint, text, text, text, int, text, timestamptz, bigint)",
    ):
        run_sql(f"drop function roll.{function}")
    run_file("0045/back.sql")
    put_back(
        "0025/codes.sql",
        "roll.ask_codes",
        "roll.put_codes",
        "roll.code_batches",
        "roll.codes_by_batch",
        "roll.person_of_code",
    )
    put_back("0025/passes.sql", "roll.use_code")
    run_file("roles.sql")


def rules_need_proof(rule: str) -> None:
    """What must be chosen before there may be a rule of age or home: an address or a code proves neither."""
    op.drop_constraint(op.f("round_proposing_rules_need_proof"), "round")
    op.create_check_constraint(op.f("round_proposing_rules_need_proof"), "round", rule)
