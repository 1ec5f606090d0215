"""Groups that got less than their share of the money, as the outcome page tells of them."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.counting.casting import close_voting, put
from webapp.counting.actions import run_count
from webapp.counting.queries import voting_of
from webapp.outcome.actions import publish_outcome
from webapp.outcome.left_out import left_out_told
from webapp.texts import Texts


def page_of(session: Session, client: FlaskClient, lot_of: int, few: int, price: int) -> str:
    """An outcome in which many share two winners, and a few wanted one thing that did not win."""
    round_ = factories.round_(session)
    pot = factories.pot(session, round_, 1_000_00)
    won = [factories.project(session, round_, pot, cents) for cents in (600_00, 400_00)]
    lost = factories.project(session, round_, pot, price, title={"fi": "Laituri", "en": "A pier"})
    put(session, round_, won, lot_of)
    put(session, round_, [lost], few)
    close_voting(session, round_)
    voting = voting_of(session, round_.slug)
    assert voting is not None
    publish_outcome(session, round_.id, run_count(session, voting, None).id, None)
    session.commit()
    page = client.get(f"/rounds/{round_.slug}/outcome", headers={"Accept-Language": "en"}).text
    return page.replace("\xa0", " ")


def test_the_outcome_names_whom_it_left_out(session: Session, client: FlaskClient) -> None:
    page = page_of(session, client, 60, 50, 300_00)
    assert "1 group of voters got less than its share of the money" in page
    assert "50 voters wanted “A pier” (€300). Their share of the money is €454" in page
    assert "Nothing that they chose won." in page
    assert "No group of voters would get less than its share of the money." in page  # by equal shares


def test_it_says_so_when_nobody_was_left_out(session: Session, client: FlaskClient) -> None:
    assert "Checked: no group of voters" in page_of(session, client, 60, 20, 900_00)


def test_a_small_group_is_not_told_of() -> None:
    result = {
        "left_out": [{"project_id": 1, "voters": 9, "share_cents": 90, "got_cents": 0}],
        "losses": [{"project_id": 1, "cost_cents": 50}],
    }
    assert left_out_told(result, {1: Texts({"fi": "A"})}, {1: 9}) == ((), 1)
    assert left_out_told(result, {1: Texts({"fi": "A"})}, {1: None}) == ((), 1)
    assert left_out_told({}, {}, {}) == (None, 0)
