"""What the database turns down by the name of a constraint, as refusals; also when it does so at commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError

from webapp.errors import Refusal, RefusalCode

C = RefusalCode
REFUSED: Mapping[str, RefusalCode] = {
    "ballot_while_open": C.VOTING_CLOSED,
    "ballot_has_right": C.NOT_ALLOWED,
    "ballot_not_stale": C.STALE_BALLOT,
    "ballot_final": C.BALLOT_FINAL,
    "ballot_only_listed": C.NOT_ON_BALLOT,
    "ballot_not_empty": C.EMPTY_BALLOT,
    "ballot_max_choices": C.TOO_MANY_CHOICES,
    "ballot_min_choices": C.TOO_FEW_CHOICES,
    "ballot_points": C.TOO_MANY_POINTS,
    "ballot_values": C.WRONG_VALUES,
    "ballot_one_area": C.WRONG_POT,
    "ballot_own_area": C.WRONG_POT,
    "ballot_within_pot": C.OVER_BUDGET,
    "right_used_on_paper": C.VOTED_ON_PAPER,
    "right_used_on_web": C.VOTED_ON_WEB,
    "vote_key_changed": C.VOTE_KEY_CHANGED,
    "vote_not_ready": C.VOTE_NOT_READY,
    "vote_step_asked": C.STATE_CHANGED,
    "vote_step_done": C.STATE_CHANGED,
    "vote_step_gone": C.STATE_CHANGED,
    "vote_step_two_people": C.ANOTHER_MUST_CONFIRM,
    "voting_still_open": C.VOTING_STILL_OPEN,
    "vote_not_closed": C.VOTE_NOT_CLOSED,
    "vote_annulled": C.VOTE_ANNULLED,
    "outcome_published": C.ALREADY_PUBLISHED,
    "outcome_not_published": C.OUTCOME_NOT_PUBLISHED,
    "paper_unfinished": C.PAPER_UNFINISHED,
    "paper_done": C.PAPER_DONE,
    "paper_other_person": C.ANOTHER_MUST_CONFIRM,
    "paper_not_given": C.PAPER_NOT_GIVEN,
    "more_papers_than_rights": C.MORE_PAPERS_THAN_RIGHTS,
    "codes_changed": C.STATE_CHANGED,
    "codes_two_people": C.ANOTHER_MUST_CONFIRM,
    "code_unknown": C.NOT_FOUND,
    "register_has_person": C.NOT_ON_REGISTER,
    "register_changed": C.STATE_CHANGED,
    "register_load_one_waiting": C.STATE_CHANGED,
    "register_two_people": C.ANOTHER_MUST_CONFIRM,
    "proposal_inside_city": C.OUTSIDE_CITY,
    "project_inside_city": C.OUTSIDE_CITY,
    "proposal_shape_inside_city": C.OUTSIDE_CITY,
    "project_shape_inside_city": C.OUTSIDE_CITY,
    "project_shape_kind": C.SHAPE_WRONG,
    "project_shape_valid": C.SHAPE_WRONG,
    "project_shape_vertices": C.SHAPE_WRONG,
    "project_shape_size": C.SHAPE_WRONG,
    "proposal_shape_allowed": C.SHAPE_NOT_ALLOWED,
    "proposal_shape_kind": C.SHAPE_WRONG,
    "proposal_shape_valid": C.SHAPE_WRONG,
    "proposal_shape_vertices": C.SHAPE_WRONG,
    "proposal_shape_size": C.SHAPE_WRONG,
    "round_place_kinds_in_use": C.STILL_USED,
    "proposal_in_project": C.IN_PROJECT,
    "closed_phase_frozen": C.VOTE_STAYS_CLOSED,
    "round_in_use": C.ROUND_IN_USE,
    "round_slug_unique": C.ADDRESS_TAKEN,
    "project_group_counted": C.GROUPS_NOT_COUNTED,
    "project_pot_id_round_id_fkey": C.STILL_USED,
    "project_theme_id_round_id_fkey": C.STILL_USED,
    "proposal_theme_id_round_id_fkey": C.STILL_USED,
    "proposal_reason_id_round_id_fkey": C.STILL_USED,
}
"""Every name but those that end in `_frozen`: all of these say that voting has opened."""


@contextmanager
def database_refusals() -> Iterator[None]:
    """Turn what the database refuses by name into a Refusal."""
    try:
        yield
    except IntegrityError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from None


def refusal_of(error: DBAPIError) -> Refusal | None:
    """The refusal that a broken constraint means, or None where the constraint is none of these."""
    name = str(getattr(getattr(error.orig, "diag", None), "constraint_name", None) or "")
    code = REFUSED.get(name) or (C.RULES_FROZEN if name.endswith("_frozen") else None)
    return Refusal(code) if code else None
