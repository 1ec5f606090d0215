"""A round says how those who propose identify, apart from how voters do (threats T2 and T16)."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.identity.provider import Provider
from tests.identity.test_identifying import identify
from tests.rounds.conftest import fields_of
from tests.rounds.test_frozen import refused
from webapp.proposals.models import Proposal, ProposalDraft
from webapp.rounds.models import Round

GOOD = {"title": "Penkki rantaan", "body": "Penkki laiturin viereen."}


def proposing(session: Session, **rules: object) -> Round:
    round_ = factories.round_(session, "proposing", **{"proposing_providers": ["bank"], **rules})
    session.commit()
    return round_


def written(client: FlaskClient, round_: Round) -> str:
    """Write a proposal; the page of the check."""
    assert client.post(f"/rounds/{round_.slug}/propose", data=GOOD).status_code == 302
    return client.get(f"/rounds/{round_.slug}/propose/check").text


def send(client: FlaskClient, round_: Round, session: Session) -> int:
    nonce = session.scalars(select(ProposalDraft.nonce)).one()
    return client.post(f"/rounds/{round_.slug}/propose/send", data={"nonce": nonce}).status_code


def test_what_was_written_is_there_after_identifying_and_is_sent(
    client: FlaskClient, session: Session, provider: Provider
) -> None:
    round_ = proposing(session)
    page = written(client, round_)
    assert "/identify?provider=bank" in page and "/sign-in?next" not in page.split("<main")[1]
    assert send(client, round_, session) == 403
    back = identify(client, f"/rounds/{round_.slug}/propose/check").headers["Location"]
    assert "Penkki laiturin viereen." in client.get(back).text
    assert send(client, round_, session) == 302
    assert session.scalars(select(Proposal)).one().title == "Penkki rantaan"


def test_an_e_mail_account_alone_or_another_provider_does_not_send(
    sign_in: SignIn, session: Session, provider: Provider
) -> None:
    by_mail = sign_in(factories.account(session))
    round_ = proposing(session, proposing_providers=["school"])
    assert "/identify?provider=school" in written(by_mail, round_)
    assert send(by_mail, round_, session) == 403
    identify(by_mail)
    assert send(by_mail, round_, session) == 403
    assert session.scalars(select(Proposal)).all() == []


def test_a_round_that_asks_for_nothing_takes_proposals_by_e_mail(sign_in: SignIn, session: Session) -> None:
    round_ = proposing(session, proposing_providers=[])
    owner = sign_in(factories.account(session))
    assert "/identify" not in written(owner, round_).split("<main")[1]
    assert send(owner, round_, session) == 302


@pytest.mark.parametrize(
    ("rules", "told", "words"),
    [
        ({"proposing_age": 13}, {"birthdate": "2020-05-05"}, "täytät 13 vuotta"),
        ({"proposing_residents": True}, {"municipality": "091"}, "vain kaupungin asukkaat"),
        ({"proposing_residents": True}, {"municipality": None}, "vain kaupungin asukkaat"),
    ],
)
def test_age_and_home_are_held_against_what_the_provider_tells(
    client: FlaskClient,
    session: Session,
    provider: Provider,
    rules: dict[str, object],
    told: dict[str, str],
    words: str,
) -> None:
    round_ = proposing(session, **rules)
    written(client, round_)
    provider.changes = told
    identify(client)
    page = client.get(f"/rounds/{round_.slug}/propose/check").text
    assert words in page and "/propose/send" not in page
    assert send(client, round_, session) == 403
    provider.changes = {}
    identify(client)
    assert send(client, round_, session) == 302


def test_a_planner_chooses_it_and_residents_read_it_apart_from_voting(
    sign_in: SignIn, client: FlaskClient, session: Session
) -> None:
    round_ = factories.round_(session, "proposing")
    session.commit()
    assert "Linkillä, joka lähetetään sähköpostiisi" in client.get(f"/rounds/{round_.slug}").text
    planner = sign_in(factories.account(session, "planner"))
    page = f"/staff/rounds/{round_.slug}/proposing"
    fields = fields_of(planner.get(page).text) | {
        "proposing_providers": ["bank"],
        "proposing_age": "12",
        "proposing_residents": "y",
    }
    assert planner.post(page, data=fields).status_code == 302
    session.refresh(round_)
    assert (round_.proposing_providers, round_.proposing_age, round_.proposing_residents) == (
        ["bank"],
        12,
        True,
    )
    public = client.get(f"/rounds/{round_.slug}").text
    assert "Pankkitunnus" in public and "täyttävät tänä vuonna 12" in public
    assert "Linkillä, joka lähetetään sähköpostiisi" in public, "voters still sign in by e-mail"
    assert "Pankkitunnus" in client.get(f"/rounds/{round_.slug}/propose").text


@pytest.mark.parametrize("ways", [["school"], []])
def test_a_rule_that_nothing_proves_is_not_saved(sign_in: SignIn, session: Session, ways: list[str]) -> None:
    round_ = factories.round_(session)
    planner = sign_in(factories.account(session, "planner"))
    page = f"/staff/rounds/{round_.slug}/proposing"
    fields = fields_of(planner.get(page).text) | {"proposing_providers": ways}
    for rule in ({"proposing_age": "12"}, {"proposing_residents": "y"}):
        answer = planner.post(page, data=fields | rule)
        assert answer.status_code == 400
        assert "error-summary" in answer.text


def test_the_database_keeps_the_rules_sound_and_frozen(session: Session) -> None:
    round_ = factories.round_(session)
    change = "update round set proposing_residents = true where id = :id"
    assert refused(session, change, id=round_.id) == "round_proposing_rules_need_proof"
    factories.open_voting(session, round_)
    change = "update round set proposing_providers = '{bank}' where id = :id"
    assert refused(session, change, id=round_.id) == "round_frozen"


def test_signing_in_shows_the_way_back_to_those_who_have_no_address(app: Flask) -> None:
    assert "/identify?next=" in app.test_client().get("/sign-in").text


def test_a_planner_takes_codes_and_the_desk_beside_e_mail_and_residents_read_it(
    sign_in: SignIn, client: FlaskClient, session: Session
) -> None:
    round_ = factories.round_(session, "proposing")
    planner = sign_in(factories.account(session, "planner"))
    page = f"/staff/rounds/{round_.slug}/proposing"
    fields = fields_of(planner.get(page).text)
    assert fields["proposing_providers"] == "email"
    for ways, rule in ((["desk"], {}), (["bank", "code"], {"proposing_age": "12"})):
        answer = planner.post(page, data=fields | {"proposing_providers": ways} | rule)
        assert answer.status_code == 400 and "error-summary" in answer.text
    for ways, kept in ((["email"], []), (["desk", "code", "email"], ["code", "desk", "email"])):
        fields = fields_of(planner.get(page).text)
        assert planner.post(page, data=fields | {"proposing_providers": ways}).status_code == 302
        session.refresh(round_)
        assert round_.proposing_providers == kept
    public = client.get(f"/rounds/{round_.slug}").text
    assert "Koodi kortissa tai kirjeessä" in public and "virkailija kirjaa ehdotuksen" in public
    assert "virkailija kirjaa sen" in client.get(f"/rounds/{round_.slug}/propose").text


def test_beside_a_code_an_e_mail_account_sends_and_one_without_an_address_does_not(
    sign_in: SignIn, session: Session
) -> None:
    round_ = proposing(session, proposing_providers=["code", "email"])
    nobody = sign_in(factories.account(session, email=None))
    assert "Tunnistaudu" in written(nobody, round_)
    assert send(nobody, round_, session) == 403
    assert 'name="email"' in nobody.get("/sign-in?next=/rounds").text, "they are not sent round in a circle"
    session.execute(delete(ProposalDraft))
    by_mail = sign_in(factories.account(session))
    written(by_mail, round_)
    assert send(by_mail, round_, session) == 302
    assert session.scalars(select(Proposal.channel)).one() == "web"
