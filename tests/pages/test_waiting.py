"""The page of work begins with what waits for the person: of each kind, for those who may do it, who did not ask for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.register.test_staff_routes import send
from webapp.accounts.models import Account
from webapp.ballots import steps
from webapp.counting.models import Count
from webapp.dashboard.waiting import PARTS
from webapp.pages.waiting import KINDS
from webapp.projects.models import CostEstimate, DeliveryUpdate
from webapp.rounds.models import Round


def two(session: Session, *phases: str, **values: object) -> Round:
    return factories.round_(session, *phases, **{"two_people": True, **values})


def step_asked(session: Session, asker: Account, _client: FlaskClient) -> Round:
    round_ = two(session)
    factories.open_voting(session, round_)
    steps.ask(session, round_.id, steps.OPEN, asker.id, "")
    return round_


def about_to_open(session: Session, _asker: Account, _client: FlaskClient) -> Round:
    round_ = two(session)
    factories.phase(session, round_, "voting", 6, 9)
    factories.phase(session, two(session), "voting", 8, 9)
    return round_


def ended(session: Session, **values: object) -> Round:
    round_ = factories.round_(session, **values)
    factories.phase(session, round_, "voting", -5, -1)
    return round_


def to_close(session: Session, _asker: Account, _client: FlaskClient) -> Round:
    return ended(session)


def closed(session: Session, **values: object) -> Round:
    round_ = ended(session, **values)
    session.execute(
        text("insert into vote (round_id, opened_at, closed_at) values (:id, now(), now())"),
        {"id": round_.id},
    )
    return round_


def keyed_once(session: Session, _asker: Account, client: FlaskClient) -> Round:
    round_ = two(session)
    project = factories.project(session, round_, factories.pot(session, round_))
    factories.open_voting(session, round_)
    session.execute(text("insert into vote (round_id, opened_at) values (:id, now())"), {"id": round_.id})
    session.commit()
    client.post(f"/staff/rounds/{round_.slug}/desk/given", data={"person": "anna@x.fi"})
    form = {"station": "Pääkirjasto", "serial": "1", "projects": str(project.id)}
    assert client.post(f"/staff/rounds/{round_.slug}/desk/papers", data=form).status_code == 302
    return round_


def to_count(session: Session, _asker: Account, _client: FlaskClient) -> Round:
    return closed(session)


def counted(session: Session, asker: Account, _client: FlaskClient) -> Round:
    round_ = closed(session, two_people=True)
    session.add(
        Count(
            round_id=round_.id,
            rule="greedy",
            options={},
            input_hash=b"0" * 32,
            ballots=0,
            result={"pots": []},
            made_by_id=asker.id,
        )
    )
    return round_


def register_sent(session: Session, _asker: Account, client: FlaskClient) -> Round:
    round_ = two(session)
    session.commit()
    assert send(client, round_, "email\na@x.fi\n").status_code == 302
    return round_


def codes_asked(session: Session, _asker: Account, client: FlaskClient) -> Round:
    round_ = two(session, voting_providers=["code"])
    factories.phase(session, round_, "voting", 20, 30)
    session.commit()
    form = {"purpose": "school", "name": "7B", "size": "3", "expires_at": ""}
    assert client.post(f"/staff/rounds/{round_.slug}/codes", data=form).status_code == 302
    return round_


def estimated(session: Session, asker: Account, _client: FlaskClient) -> Round:
    round_ = factories.round_(session)
    pot = factories.pot(session, round_)
    project = factories.project(session, round_, pot, state="draft", cost_cents=None)
    session.add(CostEstimate(project_id=project.id, version=1, unit="Puistot", made_by_id=asker.id))
    return round_


def proposed(session: Session, _asker: Account, _client: FlaskClient) -> Round:
    round_ = factories.round_(session, "proposing")
    for state in ("submitted", "submitted", "accepted", "draft"):
        factories.proposal(session, round_, state=state)
    factories.proposal(session, factories.round_(session), state="submitted")
    return round_


def late(session: Session, _asker: Account, _client: FlaskClient) -> Round:
    round_ = factories.round_(session)
    pot = factories.pot(session, round_)
    for delivery, day in (("under_way", 2020), ("under_way", 2100), ("done", 2020)):
        project = factories.project(session, round_, pot, delivery=delivery)
        note = factories.texts("Kaivuu alkoi.")
        session.add(
            DeliveryUpdate(project_id=project.id, delivery=delivery, note=note, next_date=date(day, 1, 1))
        )
        session.flush()
    return round_


CASES: dict[str, tuple[Callable[[Session, Account, FlaskClient], Round], str, str, bool]] = {
    "step": (step_asked, "Vahvista: Avaa äänestys", "vote", True),
    "open": (about_to_open, "Avaa äänestys", "vote", False),
    "close": (to_close, "Sulje äänestys", "vote", False),
    "papers": (keyed_once, "Syötä 1 äänestyslippu palvelupisteessä", "desk", True),
    "count": (to_count, "Laske äänet", "outcome", False),
    "publish": (counted, "Tarkista laskenta ja julkaise tulos", "outcome", True),
    "register": (register_sent, "Vahvista äänioikeusrekisterin tiedosto", "register", True),
    "codes": (codes_asked, "Vahvista 1 koodierä", "codes", True),
    "estimates": (estimated, "Vahvista 1 työkaverin hinta-arvio", "projects?step=to_confirm", True),
    "proposals": (proposed, "Tarkista 2 ehdotusta", "", False),
    "news": (late, "Kerro uutiset 1 hankkeesta", "projects?step=chosen", False),
}
"""What makes it wait, its words, where it leads in the round, and whether it is not told to who asked for it."""


def waits(client: FlaskClient) -> str:
    found = re.search(r'id="waiting".*?</section>', client.get("/staff").text, re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize("part", PARTS)
def test_what_waits_is_told_and_leads_to_where_it_is_done(
    session: Session, sign_in: SignIn, queries: list[str], part: str
) -> None:
    arrange, words, where, is_for_others = CASES[part]
    asker = factories.account(session, "coordinator")
    own = sign_in(asker)
    round_ = arrange(session, asker, own)
    session.commit()
    colleague = sign_in(factories.account(session, "coordinator"))
    queries.clear()
    told = waits(colleague)
    assert len(queries) <= 4
    address = f"/staff/rounds/{round_.slug}/{where}" if where else f"/staff/proposals?round={round_.id}"
    assert re.search(rf'<a href="{re.escape(address)}">{words}', told), told
    assert told.count("<article") == 1
    assert colleague.get(address).status_code == 200
    assert (words in waits(own)) != is_for_others


def test_each_kind_has_its_words_and_its_permission() -> None:
    assert KINDS.keys() == PARTS.keys() == CASES.keys()


def test_what_one_may_not_do_does_not_wait_and_gis_staff_have_no_such_list(
    session: Session, sign_in: SignIn
) -> None:
    proposed(session, factories.account(session), sign_in(factories.account(session)))
    to_close(session, factories.account(session), sign_in(factories.account(session)))
    session.commit()
    official = waits(sign_in(factories.account(session, "official")))
    assert "Tarkista 2 ehdotusta" in official and "Sulje äänestys" not in official
    assert waits(sign_in(factories.account(session, "gis"))) == ""


def test_it_is_said_when_nothing_waits(session: Session, sign_in: SignIn) -> None:
    factories.round_(session, "proposing")
    assert "Mikään ei odota sinua juuri nyt." in waits(sign_in(factories.account(session, "planner")))
