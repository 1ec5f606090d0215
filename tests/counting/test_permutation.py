"""The order of ballots, and of the choices on them, decides nothing."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.counting.elections import elections
from webapp.counting.election import Ballot, Election
from webapp.counting.lot import Ties
from webapp.counting.rules import RULES, Rule, rule_called


def shuffled(election: Election, seed: int) -> Election:
    """The same ballots in another order, each by itself, its choices in another order too."""
    random = Random(seed)
    ballots = []
    for ballot in election.ballots:
        pairs = list(zip(ballot.choices, ballot.points, strict=True))
        for _ in range(ballot.times):
            random.shuffle(pairs)
            ballots.append(Ballot(tuple(c for c, _ in pairs), tuple(p for _, p in pairs)))
    random.shuffle(ballots)
    return replace(election, ballots=tuple(ballots))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@given(election=st.one_of(elections(), elections(most_points=4)), seed=st.integers(0, 2**32))
def test_permuting_ballots_changes_no_outcome(rule: type[Rule], election: Election, seed: int) -> None:
    counting, ties = rule_called(rule.name), Ties("seed")
    there, back = (counting.count(one, ties) for one in (election, shuffled(election, seed)))
    assert (there.steps, there.losses, there.facts) == (back.steps, back.losses, back.facts)
