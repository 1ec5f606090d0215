"""The ballot paper that a city prints: what the web asks, in the order of the numbers by which papers are keyed."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.rounds.models import Round


@pytest.fixture
def official(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.account(session, "official"))


def paper(official: FlaskClient, round_: Round, area: str = "") -> str:
    return official.get(f"/staff/rounds/{round_.slug}/desk/paper?area={area}").text


def test_the_paper_has_every_project_by_its_number_with_its_price_and_leaves_the_voter_unnamed(
    official: FlaskClient, session: Session
) -> None:
    round_ = factories.round_(session)
    pot = factories.pot(session, round_, 1_000_00)
    for number, title in ((12, "Laavu"), (3, "Penkki")):
        factories.project(session, round_, pot, number * 10_00, title=factories.texts(title), number=number)
    factories.project(
        session, round_, pot, 10_00, title=factories.texts("Luonnos"), state="draft", cost_cents=None
    )
    session.commit()
    page = paper(official, round_)
    assert re.findall(r"<strong>(\d+\. \w+)</strong>", page) == ["3. Penkki", "12. Laavu"]
    assert "120\u00a0€" in page and "enintään 1\u00a0000\u00a0€" in page and "Luonnos" not in page
    assert "Älä kirjoita nimeäsi" in page


@pytest.mark.parametrize(
    ("ballot_type", "words"),
    [
        ("knapsack", "Merkitse rasti jokaisen"),
        ("approval", "Merkitse rasti jokaisen"),
        ("one_choice", "Merkitse rasti yhteen ruutuun."),
        ("cumulative", "Kirjoita pisteet"),
        ("ranked", "Kirjoita 1"),
    ],
)
def test_each_ballot_type_says_in_plain_words_what_to_write(
    official: FlaskClient, session: Session, ballot_type: str, words: str
) -> None:
    round_ = factories.round_(session, ballot_type=ballot_type)
    factories.project(session, round_, factories.pot(session, round_))
    session.commit()
    assert words in paper(official, round_)


@pytest.mark.parametrize("voting_areas", ["one_and_city", "own_and_city"])
def test_where_a_voter_has_one_area_each_area_has_a_paper_of_its_own(
    official: FlaskClient, session: Session, voting_areas: str
) -> None:
    round_ = factories.round_(session, voting_areas=voting_areas)
    for code in (None, "A1", "B1"):
        pot = factories.pot(session, round_, area_code=code)
        factories.project(session, round_, pot, title=factories.texts(f"Hanke {code}"))
    session.commit()
    page = paper(official, round_, "B1")
    assert "Hanke None" in page and "Hanke B1" in page and "Hanke A1" not in page
    assert 'value="A1"' in page, "the other is one choice away"
    assert "Hanke A1" in paper(official, round_)


def test_a_round_without_a_ballot_has_no_paper_yet(official: FlaskClient, session: Session) -> None:
    round_ = factories.round_(session)
    session.commit()
    assert "paper-ballot" not in paper(official, round_)
