"""The kinds of phases and what each opens. A new kind is one line here; nobody asks 'is it the voting phase?'."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from webapp.texts import N_


class Activity(StrEnum):
    """Something that a phase can open to people."""

    PROPOSE = "propose"
    EDIT_PROPOSAL = "edit_proposal"
    SCREEN = "screen"
    MERGE = "merge"
    COST = "cost"
    BROWSE = "browse"
    VOTE = "vote"
    COUNT = "count"
    DELIVER = "deliver"


@dataclass(frozen=True)
class PhaseKind:
    """A kind of phase: its key in the database, its name, and the activities it opens."""

    key: str
    name: str
    opens: frozenset[Activity]


A = Activity
PHASE_KINDS: tuple[PhaseKind, ...] = (
    PhaseKind("draft", N_("Preparation"), frozenset()),
    PhaseKind(
        "proposing", N_("Proposing"), frozenset({A.PROPOSE, A.EDIT_PROPOSAL, A.SCREEN, A.MERGE, A.COST})
    ),
    PhaseKind("screening", N_("Screening"), frozenset({A.EDIT_PROPOSAL, A.SCREEN, A.MERGE, A.COST})),
    PhaseKind("merging", N_("Merging alike proposals"), frozenset({A.MERGE, A.SCREEN, A.COST})),
    PhaseKind("co_creation", N_("Co-creation"), frozenset({A.EDIT_PROPOSAL, A.MERGE, A.COST})),
    PhaseKind("costing", N_("Costing"), frozenset({A.MERGE, A.COST})),
    PhaseKind("confirming_ballot", N_("Confirming the ballot"), frozenset({A.COST})),
    PhaseKind("browsing", N_("Getting to know the proposals"), frozenset({A.BROWSE})),
    PhaseKind("voting", N_("Voting"), frozenset({A.BROWSE, A.VOTE})),
    PhaseKind("confirming_result", N_("Confirming the result"), frozenset({A.COUNT})),
    PhaseKind("delivery", N_("Delivery"), frozenset({A.COUNT, A.DELIVER})),
    PhaseKind("evaluation", N_("Evaluation of the round"), frozenset({A.DELIVER})),
)
BY_KEY = {kind.key: kind for kind in PHASE_KINDS}


def opening(activity: Activity) -> tuple[str, ...]:
    """The keys of the kinds of phases that open the activity."""
    return tuple(kind.key for kind in PHASE_KINDS if activity in kind.opens)
