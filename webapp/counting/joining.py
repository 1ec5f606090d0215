"""Whether a round's pots are counted each for itself or together. A new way is one line in `JOININGS`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webapp.ballots.types.base import RANK
from webapp.counting.leftover import LEFTOVERS
from webapp.counting.rules.equal_shares import EqualShares
from webapp.rounds.voting_areas import VOTING_AREAS
from webapp.texts import N_, Texts

ALL_POTS = 0
"""What stands for all pots of a round, counted together, where a pot goes by its number."""
ALL_POTS_NAME = Texts(fi="Kaikki alueet yhdessä", sv="Alla områden tillsammans", en="All areas together")


@dataclass(frozen=True)
class Joining:
    """A way, with its words. `voting_areas`: the settings of areas in which it can be chosen; `rules`: the counting rules
    that can count so, where not all can."""

    key: str
    title: str
    explanation: str
    voting_areas: frozenset[str]
    rules: frozenset[str] | None = None

    @property
    def explains_rule(self) -> bool:
        """Whether its words stand for those of the counting rule, which says that everyone's part is equal."""
        return self.rules is not None


APART = Joining(
    "apart",
    N_("Each area's money for itself"),
    N_(
        "Each area's money, and that of the whole city, is a vote of its own: its projects compete for it alone."
    ),
    frozenset(one.key for one in VOTING_AREAS),
)
TOGETHER = Joining(
    "together",
    N_("All areas together"),
    N_(
        "The money of all areas is one sum, and all projects compete for it. An area can get more or less than its own sum:"
        " the votes decide."
    ),
    frozenset(one.key for one in VOTING_AREAS if one.with_city),
)
BY_AREA = Joining(
    "by-area",
    N_("All areas together, each area's money in the hands of those who vote in it"),
    N_(
        "All projects are counted together. Each area's money is parted equally among those who voted in that area, and the whole"
        " city's money among all, so not everyone has an equal part. A project wins when its supporters can pay for it together."
    ),
    frozenset(one.key for one in VOTING_AREAS if one.with_city and not one.one_group),
    frozenset({EqualShares.name}),
)
JOININGS: tuple[Joining, ...] = (APART, TOGETHER, BY_AREA)
BY_KEY: Mapping[str, Joining] = {one.key: one for one in JOININGS}


ONE_AREA = N_(
    "Areas can be counted together only where a vote covers several of them: every area, or an area and the whole city."
)
EVERY_AREA = N_(
    "Where everyone votes in every area, nobody belongs to one whose money would be theirs. Choose an area and the whole city, or “All areas together”."
)
OTHER_RULE = N_(
    "Only the Method of Equal Shares gives voters a part of the money. Choose it, or “All areas together”."
)
OWN_ORDERS = N_(
    "Where people put projects in order, each area has an order of its own. Such votes cannot be counted together."
)
LEAVES_OVER = N_(
    "When areas are counted together, no area leaves money over to another. Choose that such money is not used."
)


def obstacle(key: str, voting_areas: str, values: str | None, rule: str, leftover: str) -> str | None:
    """Why a round cannot count its pots in that way, in words; None where it can. `values`: what a choice on a ballot says."""
    joining = BY_KEY.get(key, APART)
    if joining is APART:
        return None
    reasons = (
        (voting_areas not in TOGETHER.voting_areas, ONE_AREA),
        (voting_areas not in joining.voting_areas, EVERY_AREA),
        (values == RANK, OWN_ORDERS),
        (joining.rules is not None and rule not in joining.rules, OTHER_RULE),
        (leftover != LEFTOVERS[0].key, LEAVES_OVER),
    )
    return next((words for holds, words in reasons if holds), None)


def joining_of(options: Mapping[str, Any]) -> Joining:
    """The way that a round's counting options name; the first of the list where they name none. Raises KeyError."""
    return BY_KEY[options.get("pots", JOININGS[0].key)]
