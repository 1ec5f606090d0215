"""T19: after erasing, nothing of the person stands anywhere; their file holds theirs and nobody else's."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.security.rows import tables_holding
from webapp.accounts.actions import make_link, post_mail
from webapp.proposals.models import ProposalVersion

MARK = "Merkillinen77"


def test_t19_nothing_of_an_erased_person_remains(session: Session, sign_in: SignIn) -> None:
    """Everything a resident can leave behind carries a mark; afterwards it stands in no table."""
    round_ = factories.round_(session, "proposing")
    person = factories.account(session, email=f"{MARK}@example.org", name=MARK)
    proposal = factories.proposal(session, round_, author_id=person.id, author_name=MARK, title="Penkki")
    old = {"title": "Penkki", "author_name": MARK}
    session.add(ProposalVersion(proposal_id=proposal.id, replaced_at=factories.now(), content=old))
    make_link(session, str(person.email), f"/{MARK}", 20)
    post_mail(session, str(person.email), MARK, MARK)
    client = sign_in(person)
    form = {"title": "Luonnos", "body": MARK, "author_name": MARK, "place": MARK}
    assert client.post(f"/rounds/{round_.slug}/propose", data=form).status_code in (200, 302)
    client.post("/account", data={"name": MARK, "language": "fi"})
    assert tables_holding(session, MARK) != []
    assert client.post("/account/erase").status_code == 302
    assert tables_holding(session, MARK) == []


def test_t19_the_file_of_ones_own_data_holds_ones_own_and_no_one_elses(
    session: Session, sign_in: SignIn
) -> None:
    round_ = factories.round_(session)
    mine, other = (factories.account(session, name=name) for name in (MARK, "Toinen88"))
    for owner in (mine, other):
        name = str(owner.name)
        factories.proposal(
            session, round_, author_id=owner.id, author_name=name, title=f"{name} t", body=f"{name} b"
        )
    page = sign_in(mine).get("/account/data.json")
    assert page.headers["Cache-Control"] == "no-store"
    assert all(f"{MARK}{end}" in page.text for end in ("", " t", " b"))
    assert str(mine.email) in page.text
    assert "Toinen88" not in page.text
    assert str(other.email) not in page.text
