"""Money that is left over between the pots of a round."""

from __future__ import annotations

import pytest
from pabulib.checker import Checker
from sqlalchemy.orm import Session

from tests import factories
from tests.counting.casting import close_voting, put
from webapp.counting.actions import run_count
from webapp.counting.leftover import LEFTOVERS, leftover_of
from webapp.counting.leftover.base import Leftover, PotFacts
from webapp.counting.pabulib import fingerprint
from webapp.counting.pabulib_reading import read_pabulib
from webapp.counting.pots import as_counted
from webapp.counting.publication import pabulib_file
from webapp.counting.queries import elections, voting_of
from webapp.counting.rules import RULES, Rule
from webapp.rounds.models import Round

A, B, CITY = 1, 2, 3
THREE = [PotFacts(CITY, True, 90), PotFacts(A, False, 50), PotFacts(B, False, 40)]


def over(session: Session, rule: str = "greedy", **options: str) -> Round:
    """Each pot of 1000 has a project of 700 and one of 600; B has fewer ballots than A, the city the most."""
    round_ = factories.round_(session, counting_rule=rule, counting_options=options)
    for code, times in ((None, 90), ("A", 50), ("B", 40)):
        pot = factories.pot(session, round_, 1_000_00, area_code=code)
        for cents in (700_00, 600_00):
            put(session, round_, [factories.project(session, round_, pot, cents)], times + cents // 100_00)
    close_voting(session, round_)
    return round_


def counted(session: Session, **options: str) -> dict[str | None, tuple[int, int, int]]:
    """By area: money at hand, winners, money handed on."""
    round_ = over(session, "greedy", **options)
    voting = voting_of(session, round_.slug)
    assert voting is not None
    result = run_count(session, voting, None).result
    codes = {pot.pot.id: pot.pot.area_code for pot in elections(session, round_)}
    return {
        codes[pot["pot_id"]]: (pot["budget_cents"] // 100, len(pot["steps"]), pot["handed_on_cents"] // 100)
        for pot in result["pots"]
    }


@pytest.mark.parametrize("leftover", LEFTOVERS, ids=lambda one: one.key)
@pytest.mark.parametrize("pots", [THREE, THREE[1:], THREE[:1], []], ids=["all", "areas", "city", "none"])
def test_every_way_counts_each_pot_once_and_hands_money_to_later_ones(
    leftover: Leftover, pots: list[PotFacts]
) -> None:
    turns = leftover.turns(pots)
    order = [turn.pot_id for turn in turns]
    assert sorted(order) == sorted(pot.id for pot in pots)
    assert all(turn.to is None or order.index(turn.to) > place for place, turn in enumerate(turns))
    assert leftover.title and leftover.explanation and leftover_of({"leftover": leftover.key}) is leftover


def test_money_stays_where_the_round_says_nothing(session: Session) -> None:
    assert counted(session) == {None: (1000, 1, 0), "A": (1000, 1, 0), "B": (1000, 1, 0)}


def test_money_goes_to_the_whole_city_and_lets_another_project_win(session: Session) -> None:
    found = counted(session, leftover="city")
    assert found == {None: (1600, 2, 0), "A": (1000, 1, 300), "B": (1000, 1, 300)}


def test_money_goes_on_from_the_pot_with_the_fewest_ballots(session: Session) -> None:
    found = counted(session, leftover="passed-on")
    assert found == {"B": (1000, 1, 300), "A": (1300, 2, 0), None: (1000, 1, 0)}


@pytest.mark.parametrize("leftover", LEFTOVERS, ids=lambda one: one.key)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_never_more_than_all_the_money_is_spent_by_any_rule(
    session: Session, leftover: Leftover, rule: type[Rule]
) -> None:
    round_ = over(session, rule.name, leftover=leftover.key)
    voting = voting_of(session, round_.slug)
    assert voting is not None
    count = run_count(session, voting, None)
    spent = sum(step["cost_cents"] for pot in count.result["pots"] for step in pot["steps"])
    assert spent <= 3_000_00
    assert all(
        sum(step["cost_cents"] for step in pot["steps"]) + pot["handed_on_cents"] <= pot["budget_cents"]
        for pot in count.result["pots"]
    )
    assert {len(other["pots"]) for other in count.result["what_if"]} == {3}


def test_the_published_file_has_the_money_that_was_counted_and_says_so(
    session: Session,
) -> None:
    round_ = over(session, leftover="city")
    voting = voting_of(session, round_.slug)
    assert voting is not None
    count = run_count(session, voting, None)
    for pot, kept in zip(
        as_counted(elections(session, round_), count.result), count.result["pots"], strict=True
    ):
        text = pabulib_file(voting, pot, count.options, {"fi": "Lappeenranta"}, "Europe/Helsinki", "fi")
        assert fingerprint(read_pabulib(text)) == kept["fingerprint"]
        assert "left-over money: The areas' pots are counted first." in text
        found = Checker().process_files([text])
        assert found["metadata"]["invalid"] == 0, found
