"""Where a proposal is, told by writing an address."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.proposals.test_proposing import GOOD
from webapp.rounds.models import Round


@pytest.fixture
def round_(session: Session) -> Round:
    factories.city(session)
    round_ = factories.round_(session, "proposing")
    session.commit()
    return round_


@pytest.mark.parametrize(
    ("typed", "is_found"), [("satamatie  1", True), ("Satamatie", False), ("Satamatien kulma", False)]
)
def test_an_address_written_out_is_marked_on_the_map_and_others_are_said_not_to_be(
    client: FlaskClient, session: Session, round_: Round, typed: str, is_found: bool
) -> None:
    for name, kind in (("Satamatie 1", "address"), ("Satamatie", "place")):
        factories.run(
            session,
            "insert into place (kind, name, search, geom) values (:kind, jsonb_build_object('fi', cast(:name as text)),"
            " lower(:name), ST_SetSRID(ST_MakePoint(28.1, 61.05), 4326))",
            name=name,
            kind=kind,
        )
    session.commit()
    data = {**GOOD, "lon": "", "lat": "", "place": typed}
    page = client.post(f"/rounds/{round_.slug}/propose", data=data, follow_redirects=True).text
    assert ("Paikkaa ei ole merkitty kartalle" in page) != is_found
    assert ("data-geojson" in page) == is_found
