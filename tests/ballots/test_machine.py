"""A vote as a machine of states: whatever people do in whatever order, the box holds what a simple model holds (T1, T18)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Connection

from tests.ballots.machine_codes import Codes
from tests.ballots.machine_desk import Steps


class Voting(Codes, Steps):
    """Everything that can be done to a vote."""


@pytest.fixture
def machine(connection: Connection, tmp_path: Path) -> type[Voting]:
    return type("Here", (Voting,), {"connection": connection, "folder": tmp_path})


def run(machine: type[Voting], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            phases=[Phase.generate],  # a shorter way to the same failure would take minutes
            stateful_step_count=steps,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


def test_whatever_people_do_the_box_holds_what_a_simple_model_holds(machine: type[Voting]) -> None:
    run(machine, 12, 30)


@pytest.mark.torture
def test_the_same_in_ten_thousand_steps(machine: type[Voting]) -> None:
    run(machine, 200, 50)
