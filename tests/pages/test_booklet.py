"""The booklet of a ballot: all its projects on one page, for everyone."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from webapp.texts import Texts


def test_the_booklet_has_every_project_on_the_ballot_by_pot_in_the_order_of_numbers(
    client: FlaskClient, session: Session, queries: list[str]
) -> None:
    round_ = factories.round_(session)
    city, own = factories.pot(session, round_), factories.pot(session, round_, area_code="A")
    factories.project(session, round_, own, title=Texts(fi="Kolmas"), number=3)
    factories.project(session, round_, city, title=Texts(fi="Toinen"), number=2)
    factories.project(
        session, round_, city, title=Texts(fi="Ensimmäinen"), summary=Texts(fi="Rivi\nToinen rivi"), number=1
    )
    factories.project(session, round_, city, title=Texts(fi="Luonnos"), state="draft", cost_cents=None)
    factories.open_voting(session, round_)
    session.commit()
    queries.clear()
    page = client.get(f"/rounds/{round_.slug}/booklet").text
    assert len(queries) <= 5
    places = [page.index(title) for title in ("1. Ensimmäinen", "2. Toinen", "3. Kolmas")]
    assert places == sorted(places) and "Luonnos" not in page
    assert "<p>Rivi</p><p>Toinen rivi</p>" in page and "QR-koodi" in page
    assert f"/rounds/{round_.slug}/vote" in page


def test_a_round_without_a_ballot_has_an_empty_booklet_and_an_unpublished_one_none(
    client: FlaskClient, session: Session
) -> None:
    shown, hidden = factories.round_(session), factories.round_(session, is_published=False)
    session.commit()
    page = client.get(f"/rounds/{shown.slug}/booklet").text
    assert "Tulosta vihko" not in page and "Hankkeita ei ole vielä" in page
    assert client.get(f"/rounds/{hidden.slug}/booklet").status_code == 404
