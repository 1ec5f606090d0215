"""How much of a round's ballots is public once its outcome is: what the round chose, where nobody stands out."""

from __future__ import annotations

from webapp.ballots.types import BY_KEY
from webapp.ballots.types.base import NONE
from webapp.counting.models import Count
from webapp.outcome.groups import groups_of
from webapp.outcome.rules import level_told
from webapp.rounds.models import Round


def are_opened(round_: Round, count: Count) -> bool:
    """Whether the ballots of a published count are public."""
    pots = [group for result in count.result["pots"] for group in groups_of(result)]
    whole = {project: votes for counts, _ in pots for project, votes in counts.items()}
    groups = [(whole, count.ballots), *pots]
    return level_told(round_.ballots_published, groups, one_choice=holds_one_choice(round_)) == "ballots"


def holds_one_choice(round_: Round) -> bool:
    """Whether a whole ballot is one project and nothing else, so that ballots say no more than the counts."""
    limits = BY_KEY[round_.ballot_type].limits(round_.ballot_limits)
    return limits.max_choices == 1 and limits.values == NONE and not limits.per_pot
