"""The officials' list of projects: by step, district and words, with few queries."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from webapp.rounds.models import Pot, Round


def test_the_lists_have_few_queries_however_long_they_are(
    official: FlaskClient, session: Session, round_: Round, pot: Pot, queries: list[str]
) -> None:
    address = f"/staff/rounds/{round_.slug}/projects"
    for rows in (1, 30):
        for _ in range(rows):
            factories.project(
                session, round_, pot, state="draft", cost_cents=None, geom=factories.point(28.1, 61.05)
            )
            factories.proposal(session, round_, state="accepted")
        session.commit()
        for path, most in ((address, 5), (f"{address}/new", 4)):
            queries.clear()
            assert official.get(path).status_code == 200
            assert len(queries) <= most, queries


def test_the_list_is_narrowed_by_step_district_and_words(
    official: FlaskClient, session: Session, round_: Round, pot: Pot
) -> None:
    draft = factories.project(
        session,
        round_,
        pot,
        state="draft",
        cost_cents=None,
        geom=factories.point(28.1, 61.05),
        title=factories.texts("Sata% varma"),
    )
    voted = factories.project(session, round_, pot, geom=factories.point(28.3, 61.05))
    foreign = factories.round_(session)
    factories.project(session, foreign, factories.pot(session, foreign))
    session.commit()
    asked = {
        "": {draft.id, voted.id},
        "step=to_estimate": {draft.id},
        "step=ballot": {voted.id},
        "step=left_out": set(),
        "district=B": {voted.id},
        "text=a%25 v": {draft.id},
        "text=%25": {draft.id},
        "step=x&district=%00&text=%00&page=x": {draft.id, voted.id},
    }
    for query, wanted in asked.items():
        page = official.get(f"/staff/rounds/{round_.slug}/projects?{query}").text
        shown = {one for one in (draft.id, voted.id) if f'href="/staff/projects/{one}"' in page}
        assert shown == wanted, query
