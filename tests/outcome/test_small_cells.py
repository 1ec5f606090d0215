"""T24: nothing that is published of a count tells how a group of one to nine people voted, for whoever knows the program, too."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from webapp.counting.election import Ballot, Election, Project, VoteType
from webapp.counting.lot import Ties
from webapp.counting.rules import RULES, rule_called
from webapp.counting.stored import result_json
from webapp.outcome.rules import whole_told
from webapp.outcome.told import Named, PotTold, Words, pot_told
from webapp.texts import Texts

PRICES = {"0": 300_00, "1": 480_00, "2": 5_000_00}
MONEY = 1_000_00
NAMES = Words({int(one): Named(None, Texts({"fi": one}), None) for one in PRICES}, {})
FEW = range(1, 10)
RANDOM_COUNTS = 100
"""By each of four rules, for each of two tests: 800."""
KINDS = (("0",), ("1",), ("2",), ("0", "1"), ("0", "2"), ("1", "2"), ("0", "1", "2"))

Votes = Mapping[tuple[str, ...], int]


def counted(votes: Votes, rule: str, vote_type: VoteType = VoteType.APPROVAL) -> dict[str, Any]:
    """A pot's result as it is kept: how many chose which projects, counted by a rule."""
    ballots = tuple(Ballot(chosen, (1,) * len(chosen), n) for chosen, n in sorted(votes.items()) if n)
    options = {"completion": "none"} if rule == "equal-shares" else {}
    election = Election(
        tuple(Project(one, price) for one, price in PRICES.items()), MONEY, ballots, vote_type
    )
    return result_json(election, rule_called(rule, options).count(election, Ties("seed")))


def published(result: Mapping[str, Any]) -> PotTold:
    """What anyone sees of it; the fingerprint is told with opened ballots alone."""
    ballots = whole_told(result["voters"])
    return replace(pot_told(1, Texts({"fi": "x"}), result, NAMES, ballots), fingerprint="")


@pytest.mark.parametrize("rule", ["greedy", "equal-shares"])
@pytest.mark.parametrize("voters", [33, 50])
def test_t24_behind_what_is_told_of_one_choice_other_small_counts_may_stand(rule: str, voters: int) -> None:
    """All 1,921 ways to share out the votes over three projects: those that look alike differ in each small count.

    Equal shares tell by what won alone whether a project's votes could pay for it, so there what won is left aside.
    """
    alike: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    alike_by_reasons: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for first in range(voters + 1):
        for second in range(voters + 1 - first):
            split = (first, second, voters - first - second)
            result = counted({(str(one),): n for one, n in enumerate(split)}, rule, VoteType.CHOOSE_ONE)
            told = published(result)
            alike[str(told)].append(split)
            votes = [(project.id, project.votes) for project in told.projects]
            alike_by_reasons[f"{votes} {_reasons(result)}"].append(split)
    given_away = _small_and_certain(alike.values(), voters)
    assert given_away <= (
        set() if rule == "greedy" else _small_and_certain(alike_by_reasons.values(), voters)
    )


def _small_and_certain(groups: Iterable[list[tuple[int, ...]]], voters: int) -> set[tuple[int, ...]]:
    """Of groups of splits that look alike, those in which a small count, or what it leaves, is always the same."""
    return {
        split
        for group in groups
        for split in group
        if any(len({*one}) == 1 and {one[0], voters - one[0]} & {*FEW} for one in zip(*group, strict=True))
    }


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_t24_of_one_to_nine_ballots_nothing_is_told_but_what_won(rule: str) -> None:
    """However many of them there are and whatever they say: what looks different, won differently."""
    told: dict[tuple[int, ...], set[str]] = defaultdict(set)
    for seed in range(50):
        dice = random.Random(seed)
        result = counted(Counter(dice.choice(KINDS) for _ in range(dice.choice(FEW))), rule)
        won = sorted(step["project_id"] for step in result["steps"])
        told[tuple(won)].add(str(published(result)))
    assert len(told) > 2 and {len(looks) for looks in told.values()} == {1}


def numbers(pot: PotTold) -> Iterator[tuple[int, int]]:
    """Everything that is told of people, each with the group that it is a part of."""
    for project in pot.projects:
        if project.votes is not None:
            yield project.votes, pot.voters or 0
            yield from ((at_least, 2 * at_least) for _, at_least in project.shared)
            if project.payment:
                yield project.payment.full_payers, project.votes
                yield project.payment.partial_payers, project.votes
    votes = {str(project.title): project.votes for project in pot.projects}
    yield from ((group.voters, votes[str(group.title)] or 0) for group in pot.left_out or ())
    yield from ((n, pot.voters or 0) for n in pot.preferred.values() if n is not None)


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_t24_no_number_of_random_counts_is_a_small_group_nor_leaves_one(rule: str) -> None:
    for seed in range(RANDOM_COUNTS):
        pot = published(counted(random_votes(random.Random(seed)), rule))
        for part, whole in numbers(pot):
            assert part not in FEW and whole - part not in FEW, (seed, pot)


def random_votes(dice: random.Random) -> dict[tuple[str, ...], int]:
    """Voters of one, two or all three projects, many or few of each kind."""
    return {kind: int(dice.choice((1, 4, 15, 60, 150)) * dice.random() * 2) for kind in KINDS}


WAYS = (
    {("0", "1"): 1, ("0", "2"): -1, ("1",): -1, ("2",): 1},
    {("0", "1"): 1, ("1", "2"): -1, ("0",): -1, ("2",): 1},
    {("0", "1", "2"): 1, ("0", "2"): -1, ("1", "2"): -1, ("2",): 1},
)
"""How more people might have chosen the first two projects, each project and all together having as many votes as before."""


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_t24_how_few_chose_two_things_cannot_be_worked_out_from_two_tables(rule: str) -> None:
    """One to nine chose the first two projects. With all votes the same, more or fewer might have: where the same wins then
    for the same reasons, some such count looks the same to everyone. By equal shares two rounded figures may by chance
    leave one number open: in fewer than one of a hundred pots, and those have but three projects."""
    looked_at, certain = 0, []
    for seed in range(RANDOM_COUNTS):
        dice = random.Random(seed)
        few, of_three = dice.choice(FEW), dice.choice((0, 0, 1))
        votes: dict[tuple[str, ...], int] = {kind: dice.randint(0, 90) for kind in KINDS}
        votes |= {("0", "1"): few - of_three, ("0", "1", "2"): of_three}
        own = counted(votes, rule)
        others = [other for other in others_like(votes, rule) if _reasons(other) == _reasons(own)]
        looked_at += bool(others)
        if others and all(published(other) != published(own) for other in others):
            certain.append((seed, votes))
    assert looked_at > RANDOM_COUNTS / 2
    assert len(certain) <= (RANDOM_COUNTS / 100 if rule == "equal-shares" else 0), certain


def others_like(votes: Votes, rule: str) -> Iterator[dict[str, Any]]:
    """The counts in which a few more or fewer people would have chosen the first two projects."""
    for way in WAYS:
        for more in (-3, -2, -1, 1, 2, 3):
            moved = {kind: n + more * way.get(kind, 0) for kind, n in votes.items()}
            if min(moved.values()) >= 0:
                yield counted(moved, rule)


def _reasons(result: Mapping[str, Any]) -> tuple[Any, ...]:
    """What won and why the others did not: the outcome itself, which is told whatever it gives away."""
    won = [step["project_id"] for step in result["steps"]]
    return won, [(loss["project_id"], loss["reason"]) for loss in result["losses"]], len(result["left_out"])
