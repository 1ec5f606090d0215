"""Proposing with a code: no e-mail, the same person each time, and never a vote."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.voters import send as vote
from tests.codes.holders import code_round, codes, enter, key
from tests.codes.test_staff_routes import FORM, the_batch
from tests.conftest import SignIn
from tests.identity.test_proposing import send, written
from tests.rounds.test_frozen import refused
from webapp.accounts.models import Account, SignInSession
from webapp.codes import actions
from webapp.codes.models import CodeBatch
from webapp.codes.rules import Code, parts_of
from webapp.proposals.models import Proposal, ProposalDraft
from webapp.rounds.models import Round

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def round_(session: Session) -> Round:
    made = factories.round_(session, "proposing", proposing_providers=["code", "email"])
    session.commit()
    return made


@pytest.fixture
def code(app: Flask, session: Session, round_: Round) -> Code:
    return codes(session, app, round_, opens="propose")[0]


def proposed(client: FlaskClient, round_: Round, code: Code, session: Session) -> int:
    enter(client, code)
    written(client, round_)
    assert send(client, round_, session) == 302
    return session.scalars(select(Proposal.id).order_by(Proposal.id.desc())).first() or 0


def test_what_was_written_first_is_sent_with_a_code_and_without_an_address(
    client: FlaskClient, session: Session, round_: Round, code: Code
) -> None:
    check = f"/rounds/{round_.slug}/propose/check"
    assert "/identify?provider=code&amp;provider=email" in written(client, round_)
    ways = client.get(f"/identify?provider=code&provider=email&next={check}").text
    assert f"/code?next={check}" in ways and f"/sign-in?next={check}" in ways
    assert f'value="{check}"' in client.get(f"/code?next={check}").text
    back = client.post("/code", data={"code": str(code), "next": check})
    assert (back.status_code, back.headers["Location"]) == (303, check)
    assert send(client, round_, session) == 302
    proposal = session.scalars(select(Proposal)).one()
    assert proposal.channel == "code"
    assert "You get no e-mail" in client.get(f"/proposals/{proposal.id}", headers=ENGLISH).text
    shown = client.get(f"/proposals/{proposal.id}?sent=1", headers=ENGLISH).text
    assert "you get no e-mail" in shown and "With the same code you come back" in shown


def test_the_same_code_leads_back_to_ones_own_proposals_in_another_browser(
    app: Flask, client: FlaskClient, session: Session, round_: Round, code: Code
) -> None:
    first = enter(client, code)
    assert first.headers["Location"] == f"/rounds/{round_.slug}/propose"
    proposal = proposed(client, round_, code, session)
    later = app.test_client()
    assert enter(later, code).headers["Location"] == "/my/proposals"
    assert later.get(f"/proposals/{proposal}/edit").status_code == 200
    assert later.post(f"/proposals/{proposal}/withdraw").status_code == 302
    with later.session_transaction() as cookie:
        assert not cookie.permanent, "it ends with the browser"


def test_another_code_is_another_person(
    app: Flask, client: FlaskClient, session: Session, round_: Round
) -> None:
    mine, other = codes(session, app, round_, 2, opens="propose")
    proposal = proposed(client, round_, mine, session)
    client.post(f"/rounds/{round_.slug}/propose", data={"title": "Kesken", "body": "Kesken jäi."})
    enter(client, other)
    assert client.get(f"/proposals/{proposal}/edit").status_code == 403
    assert "Kesken" not in client.get(f"/rounds/{round_.slug}/propose").text, "what another wrote is gone"


def test_t2_a_code_for_proposing_opens_no_ballot_and_one_for_voting_no_proposal(
    app: Flask, client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    round_, project = code_round(session, proposing_providers=["code"])
    factories.phase(session, round_, "proposing")
    to_propose = codes(session, app, round_, opens="propose")[0]
    to_vote = codes(session, app, round_)[0]
    written(client, round_)
    enter(client, to_propose)
    assert vote(client, round_, project.id)[0] == 403
    assert factories.run(session, "select count(*) from roll.pass").scalar_one() == 0
    voter = app.test_client()
    enter(voter, to_vote)
    assert voter.post(f"/rounds/{round_.slug}/propose/send", data={"nonce": "x"}).status_code == 403
    given = {"person": to_propose.public_id}
    desk = sign_in(factories.account(session, "official"))
    assert desk.post(f"/staff/rounds/{round_.slug}/desk/given", data=given).status_code == 409, (
        "no paper for it"
    )


def test_t2_the_database_gives_no_pass_to_a_code_for_proposing_and_no_account_to_one_for_voting(
    app: Flask, session: Session, round_: Round, code: Code
) -> None:
    who = {"id": code.public_id}
    for opens, constraint in (("vote", "pass_public_id_opens_fkey"), ("propose", "pass_votes")):
        change = (
            f"insert into roll.pass (key_hash, public_id, opens, ends_at) values ('x', :id, '{opens}', now())"
        )
        assert refused(session, change, **who) == constraint
    change = "update roll.code set opens = 'vote' where public_id = :id"
    assert refused(session, change, **who) == "code_batch_id_round_id_opens_fkey"
    voter = codes(session, app, code_round(session)[0])[0]
    change = "update roll.code set account_id = (select min(id) from account) where public_id = :id"
    assert refused(session, change, id=voter.public_id) == "code_account_proposes"


def test_a_code_is_for_its_own_round(
    client: FlaskClient, session: Session, round_: Round, code: Code
) -> None:
    for ways in (["code"], []):
        other = factories.round_(session, "proposing", proposing_providers=ways)
        session.commit()
        form = {"code": str(code), "next": f"/rounds/{other.slug}/propose/check"}
        led_to = client.post("/code", data=form).headers["Location"]
        assert led_to == f"/rounds/{round_.slug}/propose", "not to where it is worth nothing"
        written(client, other)
        assert send(client, other, session) == 403
        session.execute(delete(ProposalDraft))


@pytest.mark.parametrize("what", ["void", "printed anew"])
def test_a_code_that_is_void_or_printed_anew_signs_its_holder_out(
    app: Flask, client: FlaskClient, session: Session, round_: Round, code: Code, what: str
) -> None:
    proposal = proposed(client, round_, code, session)
    official, batch = factories.account(session, "official").id, the_batch(session).id
    if what == "void":
        actions.void_batch(session, round_.id, batch, official)
    else:
        actions.ask_again(session, round_.id, False, batch, official)
        actions.make_codes(session, batch, 1, key(app))
    session.commit()
    asked = client.get(client.get(f"/proposals/{proposal}/edit").headers["Location"]).text
    assert f"/code?next=/proposals/{proposal}/edit" in asked, "signing in leads to the code"
    assert enter(client, code).status_code == 403
    assert session.get_one(Proposal, proposal).state == "submitted"


def test_whoever_has_erased_their_account_begins_anew_with_the_code(
    client: FlaskClient, session: Session, round_: Round, code: Code
) -> None:
    proposal = proposed(client, round_, code, session)
    assert client.post("/account/erase").status_code == 302
    assert enter(client, code).headers["Location"] == f"/rounds/{round_.slug}/propose"
    assert client.get(f"/proposals/{proposal}/edit").status_code == 403


def test_neither_an_identity_nor_a_postcode_is_tied_to_a_code(
    client: FlaskClient, session: Session, code: Code
) -> None:
    enter(client, code)
    holder = session.scalars(select(SignInSession.account_id)).one()
    assert client.post("/identify/postcode", data={"postcode": "53100"}).status_code == 302
    assert holder not in session.scalars(select(SignInSession.account_id)).all()


def test_an_official_asks_for_codes_for_a_whole_school_and_sees_which_are_for_what(
    session: Session, sign_in: SignIn
) -> None:
    both = {"voting_providers": ["code"], "proposing_providers": ["code"], "two_people": True}
    round_ = factories.round_(session, **both)
    session.commit()
    official = sign_in(factories.account(session, "official"))
    page = f"/staff/rounds/{round_.slug}/codes"
    assert official.post(page, data=FORM).status_code == 400, "what they are for is not told"
    assert official.post(page, data=FORM | {"opens": "propose", "size": "2000"}).status_code == 302
    batches = session.scalars(select(CodeBatch).order_by(CodeBatch.id)).all()
    assert [batch.size for batch in batches] == parts_of(2000, 300) == [286] * 5 + [285] * 2
    assert {batch.opens for batch in batches} == {"propose"}
    assert batches[1].name == f"{FORM['name']} (2/7)"
    shown = official.get(page, headers=ENGLISH).text
    assert "For proposing" in shown and "up to a minute" in shown


def test_staff_see_that_an_author_came_by_a_code_and_gets_no_mail(
    client: FlaskClient, session: Session, sign_in: SignIn, round_: Round, code: Code
) -> None:
    proposal = proposed(client, round_, code, session)
    official = sign_in(factories.account(session, "official"))
    assert "By a code" in official.get("/staff/proposals", headers=ENGLISH).text
    shown = official.get(f"/staff/proposals/{proposal}", headers=ENGLISH).text
    assert "By a code" in shown and "The author gets no e-mail" in shown


def test_a_kiosk_does_not_take_it(app: Flask, session: Session, sign_in: SignIn) -> None:
    round_, _ = code_round(session, proposing_providers=["code"])
    code = codes(session, app, round_, opens="propose")[0]
    kiosk = sign_in(factories.account(session, "official"))
    kiosk.post(f"/staff/rounds/{round_.slug}/kiosks", data={"place": "Kirjasto"})
    assert kiosk.get("/rounds").headers.get("Location") == "/code"
    assert enter(kiosk, code).status_code == 409
    holders = select(Account.id).where(Account.email.is_(None))
    assert session.scalars(holders).all() == []
