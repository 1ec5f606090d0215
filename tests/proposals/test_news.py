"""What those who made or follow a proposal are told of it: by mail, and on its page."""

from __future__ import annotations

import re
from email.utils import parseaddr

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.accounts.jobs import message_of
from webapp.accounts.models import Account, Mail
from webapp.config import Settings
from webapp.proposals.models import Proposal, ProposalFollower
from webapp.proposals.news import News, send_news
from webapp.proposals.rules import EVENT_NAMES
from webapp.rounds.models import RefusalReason, Round


@pytest.fixture
def round_(session: Session) -> Round:
    return factories.round_(session, "proposing")


@pytest.fixture
def official(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.account(session, "official"))


def mails(session: Session) -> list[Mail]:
    return list(session.scalars(select(Mail).order_by(Mail.id)))


def of_author(session: Session, round_: Round, **values: str) -> tuple[Account, Proposal]:
    author = factories.account(session, **values)
    return author, factories.proposal(session, round_, author_id=author.id)


def refuse(official: FlaskClient, session: Session, proposal: Proposal) -> int:
    reason = session.scalars(
        select(RefusalReason.id).where(RefusalReason.round_id == proposal.round_id)
    ).first()
    data = {"state": "submitted", "reason": str(reason), "note": "Tie on valtion.", "unit": "Kadut"}
    return official.post(f"/staff/proposals/{proposal.id}/refuse", data=data).status_code


def test_the_letter_says_what_was_decided_why_by_whom_and_what_one_can_do(
    official: FlaskClient, session: Session, round_: Round
) -> None:
    author, proposal = of_author(session, round_, language="sv")
    session.commit()
    assert refuse(official, session, proposal) == 302
    (mail,) = mails(session)
    assert (mail.recipient, mail.subject) == (author.email, f"Ditt förslag: {proposal.title}")
    assert "Förslaget går inte vidare till omröstningen (Kadut)." in mail.body
    assert "Tie on valtion." in mail.body and "Du kan rätta förslaget och skicka det på nytt" in mail.body
    assert f"http://localhost/proposals/{proposal.id}\n" in mail.body


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("kind", sorted(EVENT_NAMES))
def test_every_kind_of_news_is_said_in_the_readers_language(
    app: Flask, session: Session, round_: Round, kind: str, language: str
) -> None:
    _, proposal = of_author(session, round_, language=language)
    session.flush()
    with app.app_context():
        send_news(session, [proposal.id], "https://a.example", News(kind))
    (mail,) = mails(session)
    said = {"fi": "Hei", "sv": "Hej", "en": EVENT_NAMES[kind]}[language]
    assert said in mail.body and (language == "en" or EVENT_NAMES[kind] not in mail.body)


def test_those_whose_proposals_were_merged_hear_what_becomes_of_the_one_they_went_to(
    official: FlaskClient, client: FlaskClient, session: Session, round_: Round
) -> None:
    author, one = of_author(session, round_)
    other, two = of_author(session, round_)
    session.commit()
    data = {"state": "submitted", "target": str(two.id)}
    assert official.post(f"/staff/proposals/{one.id}/merge", data=data).status_code == 302
    assert [mail.recipient for mail in mails(session)] == [author.email]
    assert two.title in mails(session)[0].body
    assert refuse(official, session, two) == 302
    told = {mail.recipient: mail.body for mail in mails(session)[1:]}
    assert told.keys() == {author.email, other.email}
    where = f"Viesti koskee ehdotusta, johon se yhdistettiin: {two.title}"
    assert where in told[str(author.email)] and where not in told[str(other.email)]
    page = client.get(f"/proposals/{one.id}").text
    assert "Tie on valtion." in page and "Ehdotus, johon tämä yhdistettiin" in page
    assert one.title in client.get(f"/proposals/{two.id}").text.split("Mitä on tapahtunut")[1]


def test_one_person_gets_one_letter_of_one_event(
    official: FlaskClient, session: Session, round_: Round
) -> None:
    author, one = of_author(session, round_)
    two = factories.proposal(session, round_, author_id=author.id, state="merged", merged_into_id=one.id)
    session.add(ProposalFollower(proposal_id=two.id, account_id=author.id))
    session.commit()
    assert refuse(official, session, one) == 302
    assert [mail.subject for mail in mails(session)] == [f"Ehdotuksesi: {one.title}"]


def test_whoever_follows_a_proposal_is_told_until_they_stop(
    official: FlaskClient, sign_in: SignIn, session: Session, round_: Round
) -> None:
    _, proposal = of_author(session, round_)
    reader = factories.account(session)
    session.commit()
    browser, address = sign_in(reader), f"/proposals/{proposal.id}"
    assert f"{address}/follow" in browser.get(address).text
    for _ in range(2):
        assert browser.post(f"{address}/follow").status_code == 302
    assert f"{address}/unfollow" in browser.get(address).text
    assert proposal.title in browser.get("/my/proposals").text
    answer = {"answer-note": "Tutkimme asian.", "answer-unit": "Puistot"}
    official.post(f"/staff/proposals/{proposal.id}/answer", data=answer)
    (letter,) = (mail for mail in mails(session) if mail.recipient == reader.email)
    assert letter.subject == f"Seuraamasi ehdotus: {proposal.title}" and "Tutkimme asian." in letter.body
    browser.post(f"{address}/unfollow")
    official.post(f"/staff/proposals/{proposal.id}/answer", data=answer)
    assert len([mail for mail in mails(session) if mail.recipient == reader.email]) == 1


def test_the_link_at_the_end_stops_news_and_nothing_else(
    official: FlaskClient, client: FlaskClient, sign_in: SignIn, session: Session, round_: Round
) -> None:
    author, proposal = of_author(session, round_)
    session.commit()
    refuse(official, session, proposal)
    found = re.search(r"http://localhost(/news/stop/\S+)", mails(session)[0].body)
    assert found is not None
    assert client.get(found[1]).status_code == 200
    session.refresh(author)
    assert author.wants_news, "looking stops nothing"
    assert "Viestit on lopetettu" in client.post(found[1]).text
    official.post(f"/staff/proposals/{proposal.id}/reopen", data={"state": "refused"})
    assert len(mails(session)) == 1
    assert client.get("/account").status_code == 302, "it signs nobody in"
    assert client.post(found[1] + "x").status_code == 404
    own = sign_in(author)
    assert own.post("/account", data={"language": "fi", "wants_news": "y"}).status_code == 302
    session.refresh(author)
    assert author.wants_news


def test_the_reason_of_a_refusal_stays_to_be_read_once_the_author_has_sent_it_again(
    official: FlaskClient, client: FlaskClient, session: Session, round_: Round
) -> None:
    _, proposal = of_author(session, round_)
    session.commit()
    refuse(official, session, proposal)
    official.post(f"/staff/proposals/{proposal.id}/reopen", data={"state": "refused"})
    reason = session.scalars(select(RefusalReason).where(RefusalReason.round_id == round_.id)).one()
    steps = client.get(f"/proposals/{proposal.id}").text.split("Mitä on tapahtunut")[1]
    assert all(words in steps for words in (str(reason.name), "Tie on valtion.", "Kadut"))


def test_reopening_by_the_city_is_not_told_as_a_deed_of_the_author(
    official: FlaskClient, client: FlaskClient, session: Session, round_: Round
) -> None:
    _, proposal = of_author(session, round_)
    session.commit()
    refuse(official, session, proposal)
    official.post(f"/staff/proposals/{proposal.id}/reopen", data={"state": "refused"})
    page = client.get(f"/proposals/{proposal.id}").text
    assert "Kaupunki tarkistaa ehdotuksen uudelleen" in page and "Tekijä korjasi" not in page


def test_mail_has_a_date_a_sender_with_a_name_and_asks_for_no_automatic_answer(session: Session) -> None:
    session.add(Mail(recipient="aino@example.org", subject="Äänestys", body="Hei!\n"))
    session.flush()
    mail = mails(session)[0]
    settings = Settings(database_url="postgresql://x/x", mail_from="nasta@city.example")
    message = message_of(mail, settings)
    assert parseaddr(message["From"]) == ("Lappeenranta", "nasta@city.example")
    assert message["Date"].datetime == mail.created_at
    assert message["Auto-Submitted"] == "auto-generated"
    named = message_of(mail, settings.model_copy(update={"mail_from": "Osallisuus <nasta@city.example>"}))
    assert named["From"] == "Osallisuus <nasta@city.example>"
    assert named["Message-ID"] == f"<mail-{mail.id}@city.example>"
