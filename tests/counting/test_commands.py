import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from webapp.counting.commands import count_file

PB = """META
key;value
budget;100
vote_type;approval
PROJECTS
project_id;cost;name
a;60;Park
b;60;Pool
c;40;Path
VOTES
voter_id;vote
1;a,c
2;b,c
3;a
4;b
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "election.pb"
    path.write_text(PB, "utf-8")
    return path


def test_prints_winners_cost_ties_and_payments_as_json(file: Path) -> None:
    asked = [str(file), "--rule", "equal-shares", "--completion", "add1", "--seed", "s", "--json"]
    answer = CliRunner().invoke(count_file, asked)
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.output)
    assert told["winners"] == ["c"] or told["cost"] in {"40", "100"}
    assert told["seed"] == "s" and told["budget"] == "100" and told["voters"] == 4
    assert all({"price", "paid", "paid_full"} <= set(r) for r in told["rounds"] if "completion" not in r)


def test_prints_a_readable_list_without_json(file: Path) -> None:
    answer = CliRunner().invoke(count_file, [str(file), "--rule", "greedy", "--seed", "s"])
    assert "(tie with" in answer.output
    assert "2 of 3 projects win; 100 of 100 is spent, 0 is left." in answer.output


def test_options_of_the_rule(file: Path) -> None:
    answer = CliRunner().invoke(
        count_file, [str(file), "--rule", "greedy", "--option", "threshold=3", "--json"]
    )
    assert json.loads(answer.output)["winners"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        ["--rule", "greedy", "--completion", "add1"],
        ["--rule", "greedy", "--ties", "age"],
        ["--rule", "greedy", "--option", "x"],
    ],
)
def test_wrong_options_are_refused_with_words(file: Path, wrong: list[str]) -> None:
    answer = CliRunner().invoke(count_file, [str(file), *wrong])
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: ")


def test_a_file_that_is_no_election_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.pb"
    path.write_bytes(b"\xff\xfe\x00")
    answer = CliRunner().invoke(count_file, [str(path), "--rule", "greedy"])
    assert answer.exit_code == 1 and "Error" in answer.output
