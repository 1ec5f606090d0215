"""The short form of `make torture`: nothing is lost or counted twice, whatever is killed or sent (threats T1, T18, T25)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scripts.torture.__main__ import SHORT, Trial
from scripts.torture.scratch import Scratch, scratch_city

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def city() -> Iterator[Scratch]:
    with scratch_city() as made:
        yield made


@pytest.mark.parametrize("trial", SHORT, ids=lambda trial: trial[0])
def test_no_ballot_is_lost_or_counted_twice(city: Scratch, trial: Trial) -> None:
    print(trial[1](city))
