"""Two presses of the button that stores a layer: one draft, and the other is told."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from tests import database, factories
from webapp.areas import actions
from webapp.errors import Refusal

PRESSES = 4
NAME = "nasta_test_storing"


@pytest.fixture
def busy() -> Iterator[Engine]:
    engine = create_engine(database.fresh(NAME), pool_size=PRESSES)
    yield engine
    engine.dispose()
    database.drop(NAME)


def test_a_file_is_taken_for_storing_once(busy: Engine) -> None:
    with Session(busy) as session:
        person = factories.account(session, "gis").id
        upload = actions.keep_upload(session, person, "a.geojson", b"{}")
        session.commit()

    def take(_press: int) -> str:
        with Session(busy) as session:
            try:
                actions.take_upload(session, upload)
            except Refusal as refusal:
                return refusal.code.value
            session.commit()
            return "taken"

    with ThreadPoolExecutor(PRESSES) as pool:
        results = list(pool.map(take, range(PRESSES)))
    assert sorted(results) == ["layer_file_gone"] * (PRESSES - 1) + ["taken"]
