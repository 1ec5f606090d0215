"""Groups of projects of which one may win and caps by theme, from the round's settings to the published file."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from pabulib.checker import Checker
from sqlalchemy.orm import Session

from tests import factories
from tests.counting.casting import close_voting, put
from webapp.counting.actions import run_count
from webapp.counting.commands import count_file
from webapp.counting.models import Count
from webapp.counting.pots import as_counted
from webapp.counting.publication import pabulib_file
from webapp.counting.queries import elections, voting_of
from webapp.counting.repeat import command_line
from webapp.outcome.queries import told
from webapp.projects.models import Project
from webapp.rounds.models import Round

CITY = {"fi": "Lappeenranta"}


def counted(session: Session, round_: Round) -> Count:
    voting = voting_of(session, round_.slug)
    assert voting is not None
    return run_count(session, voting, None)


def a_round(session: Session, **options: object) -> tuple[Round, list[Project]]:
    """Two swings (parks) shut each other out; the most votes first: swing, other swing, bench (parks), ramp."""
    round_ = factories.round_(session, counting_options=options)
    parks, sports = factories.theme(session, round_, "puistot"), factories.theme(session, round_, "2027")
    pot = factories.pot(session, round_, 1_000_00)
    projects = [
        factories.project(
            session,
            round_,
            pot,
            cents,
            title=factories.texts(title),
            theme_id=theme.id,
            exclusive_group=group,
        )
        for title, cents, theme, group in (
            ("Keinu", 300_00, parks, 1),
            ("Toinen keinu", 200_00, parks, 1),
            ("Penkki", 250_00, parks, None),
            ("Ramppi", 400_00, sports, None),
        )
    ]
    for project, times in zip(projects, (40, 35, 30, 25), strict=True):
        put(session, round_, [project], times)
    close_voting(session, round_)
    return round_, projects


def test_one_of_a_group_wins_and_the_winners_of_a_theme_stay_below_its_cap(session: Session) -> None:
    round_, (swing, other, bench, ramp) = a_round(session, category_caps=[["puistot", 500_00]])
    count = counted(session, round_)
    (pot,) = told(session, count)
    assert [project.id for project in pot.winners] == [swing.id, ramp.id]
    losers = {project.id: project for project in pot.losers}
    assert losers[other.id].reason == "excluded-by"
    assert losers[other.id].because_of == factories.texts("Keinu")
    assert losers[bench.id].reason == "category-full"
    assert losers[bench.id].because_of == factories.texts("puistot")
    assert losers[bench.id].missing_cents == 50_00


def test_the_name_of_a_theme_is_never_taken_for_a_project(session: Session) -> None:
    round_, (*_rest, ramp) = a_round(session, category_caps=[["2027", 100_00]])
    (pot,) = told(session, counted(session, round_))
    (loser,) = [project for project in pot.losers if project.id == ramp.id]
    assert loser.because_of == factories.texts("2027")


def test_the_published_file_tells_groups_and_caps_and_counts_the_same(
    session: Session, tmp_path: Path
) -> None:
    round_, projects = a_round(session, category_caps=[["puistot", 500_00]])
    count = counted(session, round_)
    voting = voting_of(session, round_.slug)
    assert voting is not None
    (election,) = as_counted(elections(session, round_), count.result)
    text = pabulib_file(voting, election, count.options, CITY, "Europe/Helsinki", "fi")
    report = Checker().process_files([text])
    assert report["metadata"]["valid"] == 1, report
    assert "rule;greedy-custom\n" in text
    assert "categories;puistot,2027\n" in text and "budget_per_category;500,1000\n" in text
    assert f"at most one of the projects {projects[0].id}, {projects[1].id} may win" in text
    file = tmp_path / "outcome.pb"
    file.write_text(text, "utf-8")
    command = shlex.split(command_line(str(file), count.rule, count.options, count.seed))
    again = json.loads(CliRunner().invoke(count_file, [*command[2:], "--json"]).output)
    (result,) = count.result["pots"]
    assert [int(winner) for winner in again["winners"]] == [step["project_id"] for step in result["steps"]]
    assert again["fingerprint"] == result["fingerprint"]


@pytest.mark.parametrize(("options", "named"), [({}, "exclusive"), ({"threshold": 2}, "custom")])
def test_a_threshold_beside_groups_is_a_rule_of_our_own_to_pabulib(
    session: Session, options: dict[str, int], named: str
) -> None:
    round_, _projects = a_round(session, **options)
    count = counted(session, round_)
    voting = voting_of(session, round_.slug)
    assert voting is not None
    (election,) = elections(session, round_)
    text = pabulib_file(voting, election, count.options, CITY, "Europe/Helsinki", "fi")
    assert f"rule;greedy-{named}\n" in text


def test_an_outcome_published_before_there_were_categories_keeps_its_fingerprint(session: Session) -> None:
    round_, _projects = a_round(session)
    count = counted(session, round_)
    (now,) = as_counted(elections(session, round_), count.result)
    assert [project.category for project in now.election.projects] == [("puistot",)] * 3 + [("2027",)]
    before = {name: value for name, value in count.result.items() if name != "has_categories"}
    (then,) = as_counted(elections(session, round_), before)
    assert all(project.category == () for project in then.election.projects)
