"""Refusals: what the application will not do, as a code. Status and words are in error_pages.py."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class RefusalCode(StrEnum):
    """Every reason for which a lawful request is turned down."""

    NOT_FOUND = "not_found"
    NOT_ALLOWED = "not_allowed"
    SIGN_IN_FIRST = "sign_in_first"
    LINK_UNKNOWN = "link_unknown"
    LINK_USED = "link_used"
    LINK_EXPIRED = "link_expired"
    TOO_MANY_LINKS = "too_many_links"
    TOO_MANY_TRIES = "too_many_tries"
    IDENTITY_FAILED = "identity_failed"
    IDENTITY_CANCELLED = "identity_cancelled"
    IDENTITY_WEAK = "identity_weak"
    IDENTITY_OLD = "identity_old"
    IDENTIFY_FIRST = "identify_first"
    LAST_COORDINATOR = "last_coordinator"
    PHASE_CLOSED = "phase_closed"
    OUTSIDE_CITY = "outside_city"
    UNKNOWN_THEME = "unknown_theme"
    UNKNOWN_AREA = "unknown_area"
    UNKNOWN_LEVEL = "unknown_level"
    LAYER_EMPTY = "layer_empty"
    LAYER_FILE_GONE = "layer_file_gone"
    AREA_FIELD_UNKNOWN = "area_field_unknown"
    AREA_CODE_MISSING = "area_code_missing"
    AREA_NAME_MISSING = "area_name_missing"
    AREA_POPULATION_WRONG = "area_population_wrong"
    ADDRESS_LINE_WRONG = "address_line_wrong"
    NO_ADDRESSES = "no_addresses"
    OVERLAPS_UNDECIDED = "overlaps_undecided"
    VERSION_KEPT = "version_kept"
    STATE_CHANGED = "state_changed"
    REASON_MISSING = "reason_missing"
    OTHER_ROUND = "other_round"
    RULES_FROZEN = "rules_frozen"
    VOTE_STAYS_CLOSED = "vote_stays_closed"
    ROUND_INCOMPLETE = "round_incomplete"
    ROUND_IN_USE = "round_in_use"
    ADDRESS_TAKEN = "address_taken"
    STILL_USED = "still_used"
    NO_ESTIMATE = "no_estimate"
    FINNISH_MISSING = "finnish_missing"
    ANOTHER_MUST_CONFIRM = "another_must_confirm"
    PRICE_TOO_HIGH = "price_too_high"
    NO_POT = "no_pot"
    IN_PROJECT = "in_project"
    NOT_CHOSEN = "not_chosen"
    VOTING_CLOSED = "voting_closed"
    NOT_ON_BALLOT = "not_on_ballot"
    WRONG_POT = "wrong_pot"
    OVER_BUDGET = "over_budget"
    TOO_MANY_CHOICES = "too_many_choices"
    TOO_FEW_CHOICES = "too_few_choices"
    TOO_MANY_POINTS = "too_many_points"
    WRONG_VALUES = "wrong_values"
    EMPTY_BALLOT = "empty_ballot"
    BALLOT_FINAL = "ballot_final"
    NO_VOTING_RIGHT = "no_voting_right"
    STALE_BALLOT = "stale_ballot"
    VOTED_ON_PAPER = "voted_on_paper"
    VOTED_ON_WEB = "voted_on_web"
    VOTE_NOT_READY = "vote_not_ready"
    VOTE_KEY_CHANGED = "vote_key_changed"
    OUTCOME_NOT_PUBLISHED = "outcome_not_published"
    PAPER_UNFINISHED = "paper_unfinished"
    PAPER_DONE = "paper_done"
    PAPER_UNNUMBERED = "paper_unnumbered"
    CODE_MISTYPED = "code_mistyped"
    CODE_WRONG = "code_wrong"
    CODE_VOID = "code_void"
    CODE_LOCKED = "code_locked"
    CODE_FIRST = "code_first"
    PERSON_MISSING = "person_missing"
    MORE_PAPERS_THAN_RIGHTS = "more_papers_than_rights"
    VOTING_STILL_OPEN = "voting_still_open"
    VOTE_NOT_CLOSED = "vote_not_closed"
    NOT_COUNTED = "not_counted"
    ALREADY_PUBLISHED = "already_published"
    TOO_FEW_BALLOTS = "too_few_ballots"
    TOO_MANY_FILES = "too_many_files"
    WRONG_SYSTEM = "wrong_system"
    PARAMETER_UNKNOWN = "parameter_unknown"
    PARAMETER_WRONG = "parameter_wrong"


class Refusal(Exception):
    """The request was understood and is turned down; nothing has been changed.

    `details` are the values that the words need, such as `left=Euros`.
    """

    def __init__(self, code: RefusalCode, **details: Any) -> None:
        super().__init__(code.value)
        self.code = code
        self.details = details
