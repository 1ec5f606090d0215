"""Pots that are counted together, as one election of the whole city."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from pabulib.checker import Checker
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories
from tests.counting.casting import close_voting, put
from webapp.counting.actions import run_count
from webapp.counting.commands import count_file
from webapp.counting.joining import JOININGS, obstacle
from webapp.counting.models import Count
from webapp.counting.publication import pabulib_file
from webapp.counting.queries import elections, voting_of
from webapp.counting.repeat import command_line
from webapp.rounds.models import Round
from webapp.rounds.voting_areas import VOTING_AREAS


def counted(session: Session, round_: Round) -> Count:
    voting = voting_of(session, round_.slug)
    assert voting is not None
    return run_count(session, voting, None)


def winners(count: Count) -> list[int]:
    return [step["project_id"] for pot in count.result["pots"] for step in pot["steps"]]


def test_what_no_area_could_pay_alone_wins_with_the_money_of_all(session: Session) -> None:
    """A and B have 1,000 each, the city 400: six of A want a park of 1,500, two of B a swing, one of them the city's bench too."""
    round_ = factories.round_(
        session, ballot_type="approval", counting_rule="equal-shares", counting_options={"pots": "together"}
    )
    pots = [
        factories.pot(session, round_, cents, code)
        for cents, code in ((1_000_00, "A"), (1_000_00, "B"), (400_00, None))
    ]
    park, swing, bench = (
        factories.project(session, round_, pot, cents)
        for pot, cents in zip(pots, (1_500_00, 600_00, 300_00), strict=True)
    )
    for chosen, times in (([park], 6), ([swing], 1), ([swing, bench], 1)):
        put(session, round_, chosen, times)
    close_voting(session, round_)
    (election,) = elections(session, round_)
    assert (election.election.budget_cents, election.election.voters) == (2_400_00, 8)
    assert sorted(ballot.choices for ballot in election.election.ballots) == [
        (str(park.id),),
        (str(swing.id),),
        (str(swing.id), str(bench.id)),
    ]
    count = counted(session, round_)
    assert winners(count) == [park.id, swing.id, bench.id]
    (result,) = count.result["pots"]
    assert (result["voters_with_winner"], count.result["voters_with_winner"], count.ballots) == (8, 8, 8)
    assert result["groups"] == [
        {"pot_id": pot.id, "projects": [project.id], "voters": voters}
        for pot, project, voters in zip(pots, (park, swing, bench), (6, 2, 1), strict=True)
    ]
    assert {len(other["pots"]) for other in count.result["what_if"]} == {1}


@pytest.mark.parametrize(
    ("ballot_type", "pots"), [("approval", "together"), ("cumulative", "together"), ("approval", "by-area")]
)
def test_one_file_for_the_whole_city_counts_the_same(
    session: Session, tmp_path: Path, ballot_type: str, pots: str
) -> None:
    round_ = factories.round_(
        session,
        ballot_type=ballot_type,
        voting_areas="own_and_city",
        counting_rule="equal-shares",
        counting_options={"pots": pots, "completion": "add1"},
    )
    both = [factories.pot(session, round_, 500_00, code) for code in ("A", None)]
    projects = [
        factories.project(session, round_, pot, cents) for pot in both for cents in (600_00, 333_33, 200_00)
    ]
    for times, chosen in enumerate((projects[:4], projects[2:], projects[::2], projects[1:3]), 2):
        points = [1 + place % 2 for place in range(len(chosen))] if ballot_type == "cumulative" else None
        put(session, round_, chosen, times, points)
    close_voting(session, round_)
    voting, count = voting_of(session, round_.slug), counted(session, round_)
    assert voting is not None
    (election,) = elections(session, round_)
    written = pabulib_file(voting, election, count.options, {"fi": "Lappeenranta"}, "Europe/Helsinki", "en")
    report = Checker().process_files([written])
    assert report["metadata"]["valid"] == 1, report
    told = {
        "together": "The money of all areas is one sum",
        "by-area": "All projects are counted together. Each",
    }
    assert f"2 pots are counted together: {told[pots]}" in written
    file = tmp_path / "outcome.pb"
    file.write_text(written, "utf-8")
    command = shlex.split(command_line(str(file), count.rule, count.options, count.seed))
    again = json.loads(CliRunner().invoke(count_file, [*command[2:], "--json"]).output)
    assert [int(winner) for winner in again["winners"]] == winners(count)
    assert count.options.get("area_money") == (
        [[500_00, [str(project.id) for project in projects[:3]]]] if pots == "by-area" else None
    )
    assert again["facts"] == count.result["pots"][0]["facts"]
    assert again["fingerprint"] == count.result["pots"][0]["fingerprint"]


def test_while_voting_is_open_nobody_reads_whole_ballots(session: Session) -> None:
    round_ = factories.round_(session)
    factories.open_voting(session, round_)
    with pytest.raises(IntegrityError, match="voting_still_open"):
        session.execute(text(f"select box.counted_whole({round_.id})"))


@pytest.mark.parametrize(
    ("areas", "options"),
    [
        ("own", {"pots": "together"}),
        ("any_one", {"pots": "together"}),
        ("every", {"pots": "together", "leftover": "city"}),
        ("every", {"pots": "by-area"}),
        ("own_and_city", {"pots": "by-area"}),
    ],
)
def test_the_database_takes_no_round_that_cannot_be_counted_together(
    session: Session, areas: str, options: dict[str, str]
) -> None:
    with pytest.raises(IntegrityError, match=r"round_pots_(counted_together|by_area)"):
        factories.round_(session, voting_areas=areas, counting_options=options)


def test_every_way_says_where_it_cannot_be_chosen() -> None:
    def possible(
        key: str, values: str = "none", rule: str = "equal-shares", leftover: str = "none"
    ) -> set[str]:
        return {one.key for one in VOTING_AREAS if obstacle(key, one.key, values, rule, leftover) is None}

    for joining in JOININGS:
        assert joining.title and joining.explanation and possible(joining.key) == joining.voting_areas
    assert possible("together", rule="greedy") == {"every", "one_and_city", "own_and_city"}
    assert possible("by-area") == {"one_and_city", "own_and_city"}
    assert possible("together", "rank") == possible("together", leftover="city") == set()
    assert possible("by-area", rule="greedy") == set()
    assert len(possible("apart", "rank", "greedy", "city")) == len(VOTING_AREAS)
