"""The rules as they are sealed hold for exactly those ballots that page and database take, in every type and setting."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from sqlalchemy.orm import Session

from scripts.verify import is_lawful
from tests import factories
from webapp.ballots.seals import rules_of
from webapp.ballots.types import BALLOT_TYPES
from webapp.ballots.types.base import POINTS, RANK, BallotType, Chosen, PotRule
from webapp.rounds.voting_areas import VOTING_AREAS, VotingAreas

OWN = {"min_choices": 2, "max_choices": 3, "within_pot": True, "points_total": 6, "points_each": 4}


def random_ballot(dice: random.Random, ids: list[int], kind: str) -> dict[int, int | None]:
    """Some projects; values mostly as the type has them, and now and then not."""
    chosen = dice.sample(ids, dice.randint(0, 5))
    if dice.random() < 0.1:
        kind = dice.choice(["none", POINTS, RANK])
    ranks = dice.sample(range(1, len(chosen) + 1), len(chosen))
    return {
        one: {POINTS: dice.randint(0, 4), RANK: rank}.get(kind)
        for one, rank in zip(chosen, ranks, strict=True)
    }


@pytest.mark.parametrize("areas", VOTING_AREAS, ids=lambda one: one.key)
@pytest.mark.parametrize("kind", BALLOT_TYPES, ids=lambda one: one.key)
@pytest.mark.parametrize("limited", [False, True], ids=["standard", "limited"])
def test_what_is_lawful_is_the_same_everywhere(
    session: Session, kind: BallotType, areas: VotingAreas, limited: bool
) -> None:
    wanted: dict[str, Any] = {key: OWN[key] for key in kind.settings if limited and key in OWN}
    round_ = factories.round_(session, ballot_type=kind.key, voting_areas=areas.key, ballot_limits=wanted)
    pots = [factories.pot(session, round_, 300_00, area_code=code) for code in (None, "A", "B")]
    listed = {
        project.id: project
        for pot in pots
        for project in (factories.project(session, round_, pot, 100_00) for _ in range(4))
    }
    rules = json.loads(rules_of(session, round_.id))
    limits, dice = kind.limits(round_.ballot_limits), random.Random(7)
    groups = {tuple(pot.id for pot in group) for own in ("A", "B") for group in areas.groups(pots, own)}
    money = {pot.id: PotRule(pot.amount_cents) for pot in pots}
    verdicts = set()
    for _ in range(400):
        ballot = random_ballot(dice, list(listed), limits.values)
        chosen = [
            Chosen(listed[one].pot_id or 0, listed[one].cost_cents or 0, value)
            for one, value in ballot.items()
        ]
        expected = not kind.faults(chosen, money, sorted(groups), limits)
        assert is_lawful({str(one): value for one, value in ballot.items()}, rules) == expected, ballot
        verdicts.add(expected)
    assert verdicts == {True, False}


@pytest.mark.parametrize("areas", VOTING_AREAS, ids=lambda one: one.key)
def test_a_round_without_areas_or_projects_has_rules_all_the_same(
    session: Session, areas: VotingAreas
) -> None:
    round_ = factories.round_(session, voting_areas=areas.key)
    factories.pot(session, round_, 300_00)
    assert not is_lawful({}, json.loads(rules_of(session, round_.id)))
