"""Many at once: one of them saves, the others are told; a round in which something comes in is not hidden."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from geoalchemy2 import WKTElement
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from tests import database, factories
from webapp.audit.models import AuditEvent
from webapp.errors import Refusal, RefusalCode
from webapp.rounds import actions
from webapp.rounds.editing import WrittenTheme, fingerprint
from webapp.rounds.models import Round, Theme

PLANNERS = 8
NAME = "nasta_test_planning"


@pytest.fixture
def busy() -> Iterator[Engine]:
    engine = create_engine(database.fresh(NAME), pool_size=PLANNERS)
    yield engine
    engine.dispose()
    database.drop(NAME)


def test_of_many_who_save_the_same_page_one_does_and_the_others_are_told(busy: Engine) -> None:
    with Session(busy) as session:
        round_ = factories.round_(session, is_published=False)
        person = factories.account(session, "planner").id
        seen = fingerprint(actions.part_content(session, round_.slug, "themes"))
        session.commit()
        where = round_.id

    def save(name: str) -> str:
        with Session(busy) as session:
            try:
                actions.save_themes(session, where, [WrittenTheme(None, factories.texts(name))], seen, person)
            except Refusal as refusal:
                return refusal.code.value
            session.commit()
            return name

    with ThreadPoolExecutor(PLANNERS) as pool:
        results = list(pool.map(save, [f"Teema {number}" for number in range(PLANNERS)]))
    assert results.count(RefusalCode.STATE_CHANGED) == PLANNERS - 1
    with Session(busy) as session:
        kept = session.scalars(select(Theme).where(Theme.round_id == where)).one()
        assert kept.name["fi"] in results
        assert len(session.scalars(select(AuditEvent)).all()) == 1


def test_rounds_of_one_name_created_at_once_have_addresses_of_their_own_or_are_refused(busy: Engine) -> None:
    with Session(busy) as session:
        person = factories.account(session, "planner").id
        session.commit()

    def create(_number: int) -> str:
        with Session(busy) as session:
            try:
                actions.create_round(session, factories.texts("Kesä"), person)
            except Refusal as refusal:
                return refusal.code.value
            session.commit()
            return "created"

    with ThreadPoolExecutor(PLANNERS) as pool:
        results = list(pool.map(create, range(PLANNERS)))
    assert set(results) <= {"created", RefusalCode.ADDRESS_TAKEN}
    with Session(busy) as session:
        slugs = session.scalars(select(Round.slug)).all()
        assert len(slugs) == len(set(slugs)) == results.count("created") >= 1


def test_a_round_is_not_hidden_while_a_proposal_is_being_sent(busy: Engine) -> None:
    with Session(busy) as session:
        round_ = factories.round_(session, "proposing")
        person = factories.account(session, "planner").id
        session.commit()
        where = round_.id

    def hide() -> str:
        with Session(busy) as session:
            try:
                actions.unpublish_round(session, where, person)
            except Refusal as refusal:
                return refusal.code.value
            session.commit()
            return "hidden"

    with Session(busy) as sending, ThreadPoolExecutor(1) as pool:
        factories.proposal(sending, sending.get_one(Round, where))
        hiding = pool.submit(hide)
        sending.commit()
        assert hiding.result(timeout=120) == RefusalCode.ROUND_IN_USE


def test_a_kind_of_place_is_not_taken_away_while_a_drawing_of_it_comes_in(busy: Engine) -> None:
    taken_away = text("update round set place_kinds = '{point}' where id = :id")
    path = WKTElement("LINESTRING(28.05 61.05, 28.06 61.05)", srid=4326)
    with Session(busy, expire_on_commit=False) as resident, Session(busy) as planner:
        round_ = factories.round_(resident, place_kinds=["point", "line"])
        resident.commit()
        factories.proposal(resident, round_, geom=factories.point(28.055, 61.05), shape=path)
        planner.execute(text("set lock_timeout = '100ms'"))
        planner.commit()
        with pytest.raises(OperationalError, match="lock timeout"):
            planner.execute(taken_away, {"id": round_.id})
        planner.rollback()
        resident.commit()
        with pytest.raises(IntegrityError, match="proposals have such shapes"):
            planner.execute(taken_away, {"id": round_.id})
