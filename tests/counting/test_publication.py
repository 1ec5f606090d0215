"""The published .pb file and the words by which its count is repeated."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pabulib.checker import Checker
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.kinds import COSTS, KINDS, Kind
from tests.counting.casting import close_voting, put
from webapp.counting.actions import run_count
from webapp.counting.commands import count_file
from webapp.counting.pabulib import fingerprint
from webapp.counting.pabulib_reading import read_pabulib
from webapp.counting.publication import pabulib_file
from webapp.counting.queries import elections, voting_of
from webapp.counting.repeat import command_line


def test_the_published_file_passes_the_checker_and_counts_the_same(session: Session, tmp_path: Path) -> None:
    round_ = factories.round_(session, counting_rule="equal-shares", counting_options={"completion": "add1"})
    pot = factories.pot(session, round_, 1_000_00)
    projects = [
        factories.project(session, round_, pot, cents, geom=factories.point(28.1, 61.1))
        for cents in (600_00, 333_33, 300_00)
    ]
    for times, chosen in enumerate((projects[:2], projects[1:], projects[:1], projects), 1):
        if sum(p.cost_cents or 0 for p in chosen) <= pot.amount_cents:
            put(session, round_, chosen, times)
    close_voting(session, round_)
    voting = voting_of(session, round_.slug)
    assert voting is not None
    count = run_count(session, voting, None)
    (election,) = elections(session, round_)
    text = pabulib_file(
        voting, election, round_.counting_options, {"fi": "Lappeenranta"}, "Europe/Helsinki", "fi"
    )
    report = Checker().process_files([text])
    assert report["metadata"]["valid"] == 1, report
    file = tmp_path / "outcome.pb"
    file.write_text(text, "utf-8")
    command = shlex.split(command_line(str(file), count.rule, count.options, count.seed))
    told = json.loads(CliRunner().invoke(count_file, [*command[2:], "--json"]).output)
    (result,) = count.result["pots"]
    assert [int(winner) for winner in told["winners"]] == [step["project_id"] for step in result["steps"]]
    assert told["fingerprint"] == result["fingerprint"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_ballots_of_every_type_are_counted_published_and_read_alike(session: Session, kind: Kind) -> None:
    round_ = factories.round_(session, ballot_type=kind.key, ballot_limits=dict(kind.limits))
    pot = factories.pot(session, round_, 1_000_00)
    projects = [factories.project(session, round_, pot, cents) for cents in COSTS]
    for times, points in ((3, kind.lawful), (2, kind.other)):
        chosen = [project for project, n in zip(projects, points, strict=True) if n]
        put(session, round_, chosen, times, kind.in_choices(points))
    close_voting(session, round_)
    voting = voting_of(session, round_.slug)
    assert voting is not None
    (election,) = elections(session, round_)
    options = {"places": [5, 3, 1]}
    text = pabulib_file(voting, election, options, {"fi": "Lappeenranta"}, "Europe/Helsinki", "fi")
    report = Checker().process_files([text])
    assert report["metadata"]["valid"] == 1, report
    assert ("rule;greedy-custom\n" in text) == (kind.key == "ranked"), "points of places matter there alone"
    again = read_pabulib(text)
    assert (again.projects, again.ballots) == (election.election.projects, election.election.ballots)
    assert fingerprint(again) == fingerprint(election.election)
    scores = [again.scores()[str(project.id)] for project in projects]
    worth = {"ranked": [0, 3, 2, 1]}.get(kind.key, list(range(9)))
    assert scores == [3 * worth[a] + 2 * worth[b] for a, b in zip(kind.lawful, kind.other, strict=True)]
    assert run_count(session, voting, None).ballots == 5


@pytest.mark.parametrize(
    ("rule", "options", "named"),
    [
        ("greedy", {}, "greedy"),
        ("greedy", {"misfit": "stop"}, "greedy-no-skip"),
        ("greedy", {"threshold": 3}, "greedy-threshold"),
        ("greedy", {"threshold": 3, "misfit": "stop"}, "greedy-custom"),
        ("greedy", {"category_caps": [["parks", 10_000]]}, "greedy-custom"),
        ("greedy-per-cost", {}, "unknown"),
        ("phragmen", {}, "unknown"),
        ("equal-shares", {"completion": "none"}, "equalshares"),
        ("equal-shares", {"completion": "none", "comparison": "winners"}, "equalshares-comparison"),
        ("equal-shares", {"completion": "add1"}, "equalshares/add1"),
        ("equal-shares", {"completion": "add1", "comparison": "winners"}, "equalshares/add1-comparison"),
        ("equal-shares", {"completion": "add1", "stop": "overspend"}, "unknown"),
        ("equal-shares", {"completion": "add1-utilitarian"}, "unknown"),
        ("equal-shares", {"completion": "add1", "comparison": "any-winner"}, "unknown"),
    ],
)
def test_the_file_names_a_rule_only_where_pabulibs_name_means_just_that(
    session: Session, rule: str, options: dict[str, Any], named: str
) -> None:
    round_ = factories.round_(session, ballot_type="approval", counting_rule=rule, counting_options=options)
    pot = factories.pot(session, round_, 1_000_00, "A1")
    put(session, round_, [factories.project(session, round_, pot, 600_00)], 3)
    close_voting(session, round_)
    voting = voting_of(session, round_.slug)
    (election,) = elections(session, round_)
    assert voting is not None
    text = pabulib_file(voting, election, options, {"fi": "Lappeenranta"}, "Europe/Helsinki", "fi")
    assert f"\nrule;{named}\n" in text
    assert f"\ndistrict;{dict(pot.name)['fi']}\n" in text


def test_the_command_line_has_every_option_quoted() -> None:
    options = {"ties": ["lot"], "threshold": 5, "one_of": [["1", "2"]]}
    line = command_line("outcome.pb", "greedy", options, "a seed's")
    assert shlex.split(line) == [
        *("flask", "count", "outcome.pb", "--rule", "greedy", "--ties", "lot", "--option", "threshold=5"),
        *("--option", 'one_of=[["1", "2"]]', "--seed", "a seed's"),
    ]
