"""A resident proposes: writes, checks, signs in, sends; bad input changes nothing."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.accounts.models import Mail
from webapp.areas.models import Area
from webapp.projects.models import CostEstimate, DeliveryUpdate, ProjectProposal
from webapp.proposals import queries
from webapp.proposals.models import Proposal, ProposalDraft, ProposalEvent, ProposalVersion
from webapp.proposals.rules import mark_of, point_of
from webapp.rounds.models import Round, Theme
from webapp.texts import is_storable

GOOD = {"lon": "28.1", "lat": "61.05", "title": "Penkki rantaan", "body": "Penkki laiturin viereen."}


@pytest.fixture
def city(session: Session) -> dict[str, Area]:
    return factories.city(session)


@pytest.fixture
def round_(session: Session, city: dict[str, Area]) -> Round:
    round_ = factories.round_(session, "proposing")
    session.commit()
    return round_


def sent(session: Session) -> list[Proposal]:
    session.expire_all()
    return list(session.scalars(select(Proposal)))


def nonce_in(page: str) -> str:
    return page.split('name="nonce" value="')[1].split('"')[0]


def test_what_a_visitor_wrote_is_still_there_after_signing_in(
    client: FlaskClient, session: Session, round_: Round, sign_in: SignIn
) -> None:
    answer = client.post(f"/rounds/{round_.slug}/propose", data=GOOD)
    assert answer.status_code == 302
    check = client.get(answer.location)
    assert "/sign-in?next=/rounds/" in check.text
    owner = sign_in(factories.account(session))
    cookie = client.get_cookie("draft")
    assert cookie is not None
    owner.set_cookie("draft", cookie.value)
    page = owner.get(f"/rounds/{round_.slug}/propose/check").text
    assert "Penkki laiturin viereen." in page
    for _again in range(2):
        done = owner.post(f"/rounds/{round_.slug}/propose/send", data={"nonce": nonce_in(page)})
        assert done.status_code == 302
    (proposal,) = sent(session)
    assert done.location == f"/proposals/{proposal.id}?sent=1"
    assert proposal.neighbourhood_id is not None and proposal.district_id is not None
    assert [e.kind for e in session.scalars(select(ProposalEvent))] == ["submitted"]
    assert session.scalars(select(ProposalDraft)).all() == []
    assert "Penkki rantaan" in client.get(done.location).text


def test_the_check_shows_the_areas_name_and_alike_proposals(
    client: FlaskClient, session: Session, round_: Round
) -> None:
    factories.proposal(session, round_, title="Penkkejä rantaan", geom=factories.point(28.101, 61.05))
    factories.proposal(session, round_, title="Penkki laiturille", geom=factories.point(28.1, 61.05))
    factories.proposal(session, round_, title="Penkki rantaan niemeen", geom=factories.point(28.12, 61.05))
    factories.proposal(session, round_, title="Uusi uimahalli", geom=factories.point(28.3, 61.15))
    session.commit()
    page = client.post(f"/rounds/{round_.slug}/propose", data=GOOD, follow_redirects=True).text
    assert "A1" in page
    assert "Penkkejä rantaan" in page and "54 metrin päässä" in page
    assert "Penkki laiturille" in page and "samassa paikassa" in page
    assert "Penkki rantaan niemeen" in page and "1,1 kilometrin päässä" in page
    assert "Uusi uimahalli" not in page


def test_who_has_no_proposals_is_led_to_what_is_open(sign_in: SignIn, session: Session) -> None:
    page = sign_in(factories.account(session)).get("/my/proposals").text
    assert "Katso, mikä on nyt auki" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"body": "x" * 5001},
        {"body": "nolla\x00"},
        {"lon": "NaN"},
        {"lon": "inf"},
        {"lon": "east", "lat": "north"},
        {"lon": "", "lat": "61"},
        {"lon": "999", "lat": "61"},
        {"lon": "25.0", "lat": "60.2"},
        {"found": "nonsense"},
        {"theme": "999999999999999999999999"},
        {"theme": "1 or 1=1"},
        {"area": "-1"},
    ],
)
def test_bad_input_gets_words_at_its_field_and_changes_nothing(
    client: FlaskClient, session: Session, round_: Round, wrong: dict[str, str]
) -> None:
    answer = client.post(f"/rounds/{round_.slug}/propose", data={**GOOD, **wrong})
    assert answer.status_code == 400
    assert "error-summary" in answer.text and "field-error" in answer.text
    assert session.scalars(select(ProposalDraft)).all() == []


def test_the_theme_of_another_round_is_refused(client: FlaskClient, session: Session, round_: Round) -> None:
    other = factories.theme(session, factories.round_(session))
    own = session.scalars(select(Theme.id).where(Theme.round_id == round_.id)).one()
    session.commit()
    address = f"/rounds/{round_.slug}/propose"
    assert client.post(address, data={**GOOD, "theme": str(other.id)}).status_code == 400
    assert client.post(address, data={**GOOD, "theme": str(own)}).status_code == 302


def test_without_a_point_the_chosen_area_holds(
    session: Session, round_: Round, city: dict[str, Area], sign_in: SignIn
) -> None:
    browser = sign_in(factories.account(session))
    data = {"title": "Lisää puita", "body": "Puita.", "area": str(city["B"].id)}
    page = browser.post(f"/rounds/{round_.slug}/propose", data=data, follow_redirects=True).text
    browser.post(f"/rounds/{round_.slug}/propose/send", data={"nonce": nonce_in(page)})
    (proposal,) = sent(session)
    assert (proposal.geom, proposal.district_id) == (None, city["B"].id)


def test_a_place_is_found_without_script(client: FlaskClient, session: Session, round_: Round) -> None:
    factories.run(
        session,
        "insert into place (kind, name, search, geom) values ('address', cast(:name as jsonb), 'satamatie 1',"
        " ST_SetSRID(ST_MakePoint(28.1, 61.05), 4326))",
        name='{"fi": "Satamatie 1"}',
    )
    session.commit()
    address = f"/rounds/{round_.slug}/propose"
    page = client.post(address, data={**GOOD, "place": "Satamatie", "step": "search"}).text
    assert 'value="28.100000,61.050000"' in page and "Penkki laiturin viereen." in page
    assert client.post(address, data={**GOOD, "found": "28.100000,61.050000"}).status_code == 302


def test_before_and_after_its_time_the_page_says_when(client: FlaskClient, session: Session) -> None:
    round_ = factories.round_(session)
    factories.phase(session, round_, "proposing", starts_days=2, ends_days=4)
    session.commit()
    page = client.get(f"/rounds/{round_.slug}/propose")
    assert (page.status_code, '<form method="post"' in page.text) == (200, False)
    assert client.post(f"/rounds/{round_.slug}/propose", data=GOOD).status_code == 409


def test_the_author_corrects_a_refused_proposal_and_it_is_checked_again(
    client: FlaskClient, session: Session, round_: Round, sign_in: SignIn
) -> None:
    author = factories.account(session)
    reason = factories.reason(session, round_)
    proposal = factories.proposal(session, round_, state="refused", reason_id=reason.id, author_id=author.id)
    session.commit()
    browser = sign_in(author)
    assert browser.get(f"/proposals/{proposal.id}/edit").status_code == 200
    assert client.post(f"/proposals/{proposal.id}/edit", data=GOOD).status_code == 403
    assert sign_in(factories.account(session)).get(f"/proposals/{proposal.id}/edit").status_code == 403
    seen = mark_of(queries.detail(session, proposal.id))
    assert browser.post(f"/proposals/{proposal.id}/edit", data={**GOOD, "seen": seen}).status_code == 302
    (row,) = sent(session)
    assert (row.state, row.reason_id, row.title) == ("submitted", None, "Penkki rantaan")
    assert [e.kind for e in session.scalars(select(ProposalEvent))] == ["resubmitted"]
    assert session.scalars(select(ProposalVersion)).one().content["body"] == "Penkki rantaan."


def test_a_correction_made_elsewhere_meanwhile_is_shown_beside_ones_own(
    session: Session, round_: Round, sign_in: SignIn
) -> None:
    author = factories.account(session)
    proposal = factories.proposal(session, round_, author_id=author.id)
    session.commit()
    browser, address = sign_in(author), f"/proposals/{proposal.id}/edit"
    seen = mark_of(queries.detail(session, proposal.id))
    assert f'name="seen" value="{seen}"' in browser.get(address).text
    phone = {**GOOD, "title": "Puhelimella", "seen": seen}
    assert browser.post(address, data=phone).status_code == 302
    desk = {**GOOD, "title": "Koneella", "lon": "", "lat": "", "seen": seen}
    answer = browser.post(address, data=desk)
    assert answer.status_code == 409 and sent(session)[0].title == "Puhelimella"
    versions = answer.text.split("Molemmat versiot")[1].split("<form")[0]
    for words in ("Mitä ehdotat?", "Koneella", "Puhelimella", "Paikka kartalla"):
        assert words in versions
    assert "Kerro lisää" not in versions
    again = re.search(r'name="seen" value="(\w+)"', answer.text)
    assert again and browser.post(address, data={**desk, "seen": again[1]}).status_code == 302
    session.expire_all()
    assert sent(session)[0].title == "Koneella"


def test_a_withdrawn_proposal_is_seen_by_its_author_only(
    client: FlaskClient, session: Session, round_: Round, sign_in: SignIn
) -> None:
    author = factories.account(session)
    proposal = factories.proposal(session, round_, author_id=author.id)
    session.commit()
    browser = sign_in(author)
    assert browser.post(f"/proposals/{proposal.id}/withdraw").status_code == 302
    assert client.get(f"/proposals/{proposal.id}").status_code == 404
    assert browser.get(f"/proposals/{proposal.id}").status_code == 200
    assert proposal.title in browser.get("/my/proposals").text


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    values=st.dictionaries(
        st.sampled_from([*GOOD, "theme", "area", "place", "found", "author_name"]), st.text()
    )
)
def test_no_text_is_a_fault_of_ours(client: FlaskClient, round_: Round, values: dict[str, str]) -> None:
    data = {key: value.encode("utf-8", "replace").decode() for key, value in {**GOOD, **values}.items()}
    assert client.post(f"/rounds/{round_.slug}/propose", data=data).status_code in (302, 400)


@given(st.text(), st.text())
def test_a_point_is_on_earth_or_refused(longitude: str, latitude: str) -> None:
    try:
        point = point_of(longitude, latitude)
    except ValueError:
        return
    assert point is None or (abs(point[0]) <= 180 and abs(point[1]) <= 90)


@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_text_that_can_be_stored_is_valid_unicode_without_nul(words: str) -> None:
    if is_storable(words):
        assert b"\x00" not in words.encode()


def test_the_mailed_link_leads_back_to_what_was_written(
    client: FlaskClient, session: Session, round_: Round
) -> None:
    check = client.post(f"/rounds/{round_.slug}/propose", data=GOOD).location
    client.post("/sign-in", data={"email": "uusi@example.org", "next": check})
    mail = session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert mail is not None
    link = re.search(r"/sign-in/\S+", mail.body)
    assert link is not None
    assert client.post(link.group()).location == check
    page = client.get(check).text
    assert "Penkki laiturin viereen." in page
    client.post(f"/rounds/{round_.slug}/propose/send", data={"nonce": nonce_in(page)})
    assert [proposal.title for proposal in sent(session)] == ["Penkki rantaan"]


def test_the_page_tells_the_whole_path_also_of_a_merged_proposal(
    client: FlaskClient, session: Session, round_: Round
) -> None:
    target = factories.proposal(session, round_)
    merged = factories.proposal(session, round_, state="merged", merged_into_id=target.id)
    project = factories.project(session, round_, factories.pot(session, round_))
    session.add(ProjectProposal(proposal_id=target.id, project_id=project.id, round_id=round_.id))
    session.add(
        CostEstimate(
            project_id=project.id,
            version=1,
            lower_cents=100_00,
            upper_cents=200_00,
            unit="Kadut",
            published_at=factories.now(),
        )
    )
    session.add(
        DeliveryUpdate(project_id=project.id, delivery="under_way", note=factories.texts("Kaivuu alkoi."))
    )
    session.commit()
    for one in (target, merged):
        page = client.get(f"/proposals/{one.id}").text
        assert "Kaivuu alkoi." in page and "200" in page and f'href="/projects/{project.id}"' in page
