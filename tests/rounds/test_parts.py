"""Each part of a round is written by itself, what will not do is shown again, and no colleague's work is lost."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.rounds.conftest import address, fields_of, seen, without
from webapp.audit.models import AuditEvent
from webapp.rounds.models import Phase, Pot, RefusalReason, Round, Theme

PARTS = ("texts", "phases", "pots", "themes", "reasons", "places", "proposing")


@pytest.mark.parametrize("part", PARTS)
def test_saving_a_part_as_it_was_changes_and_logs_nothing(
    planner: FlaskClient, session: Session, round_: Round, part: str, queries: list[str]
) -> None:
    queries.clear()
    fields = seen(planner, round_, part)
    assert len(queries) <= 6
    answer = planner.post(address(round_, part), data=fields)
    assert answer.headers["Location"] == f"/staff/rounds/{round_.slug}/settings"
    assert session.scalars(select(AuditEvent)).all() == []


def test_texts_are_saved_in_three_languages_under_a_new_address(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    fields = seen(planner, round_, "texts")
    fields |= {
        "title-fi": "Uusi nimi",
        "title-sv": "",
        "rules_text-fi": "Yksi.\r\n\r\nKaksi.",
        "slug": "uusi-nimi",
    }
    assert (
        planner.post(address(round_, "texts"), data=fields)
        .headers["Location"]
        .endswith("/uusi-nimi/settings")
    )
    session.refresh(round_)
    assert dict(round_.title) == {"fi": "Uusi nimi", "en": fields["title-en"]}
    assert round_.rules_text["fi"] == "Yksi.\n\nKaksi."
    event = session.scalars(select(AuditEvent)).one()
    assert event.action == "round_texts_saved"
    assert event.details["before"][0] != event.details["after"][0] == "uusi-nimi"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title-fi": ""}, "Kirjoita kierroksen nimi."),
        ({"summary-sv": "a\0b"}, "merkkejä, joita ei voi tallentaa"),
        ({"slug": "Isot Kirjaimet"}, "Käytä pieniä kirjaimia"),
        ({"slug": "new"}, "Käytä pieniä kirjaimia"),
        ({"slug": ""}, "Kirjoita verkko-osoitteen loppu."),
    ],
)
def test_texts_that_will_not_do_are_shown_again(
    planner: FlaskClient, round_: Round, change: dict[str, str], words: str
) -> None:
    fields = seen(planner, round_, "texts") | {"title-en": "Kept as written"} | change
    answer = planner.post(address(round_, "texts"), data=fields)
    assert answer.status_code == 400
    assert words in answer.text
    assert "Kept as written" in answer.text


def test_an_address_that_another_round_has_is_refused(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    other = factories.round_(session)
    session.commit()
    fields = seen(planner, round_, "texts") | {"slug": other.slug, "title-en": "Kept as written"}
    answer = planner.post(address(round_, "texts"), data=fields)
    assert answer.status_code == 409
    assert "on jo tämä verkko-osoite" in answer.text
    assert "Kept as written" in answer.text


def test_phases_are_added_and_removed_without_saving_until_saved(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    fields = seen(planner, round_, "phases")
    answer = planner.post(address(round_, "phases"), data=fields | {"step": "add"})
    assert answer.status_code == 200
    fields = fields_of(answer.text)
    assert fields["phases-2-kind"] == "confirming_result"
    assert fields["phases-2-starts_at"] == fields["phases-1-ends_at"]
    fields |= {"phases-2-ends_at": "2030-01-01T16:00", "phases-2-note-fi": "Lautakunta päättää."}
    fields = fields_of(planner.post(address(round_, "phases"), data=fields | {"step": "remove-0"}).text)
    kinds = select(Phase.kind).where(Phase.round_id == round_.id).order_by(Phase.starts_at)
    assert session.scalars(kinds).all() == ["proposing", "voting"]
    assert planner.post(address(round_, "phases"), data=fields).status_code == 302
    assert session.scalars(kinds).all() == ["voting", "confirming_result"]


def test_a_voting_phase_may_change_places_with_another(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    fields = seen(planner, round_, "phases") | {"phases-0-kind": "voting", "phases-1-kind": "delivery"}
    assert planner.post(address(round_, "phases"), data=fields).status_code == 302
    kinds = select(Phase.kind).where(Phase.round_id == round_.id).order_by(Phase.starts_at)
    assert session.scalars(kinds).all() == ["voting", "delivery"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"phases-0-ends_at": "2020-01-01T09:00"}, "pitää päättyä sen alkamisen jälkeen"),
        ({"phases-0-starts_at": ""}, "Kirjoita, milloin vaihe alkaa."),
        ({"phases-0-starts_at": "huomenna"}, "Kirjoita päivä ja kellonaika"),
        ({"phases-0-ends_at": "9999-01-01T09:00"}, "Kirjoita päivä ja kellonaika"),
        ({"phases-0-kind": "party"}, "Valitse vaihe luettelosta."),
        ({"phases-0-kind": "voting"}, "Kierroksessa on yksi äänestysvaihe."),
        ({"phases-0-note-fi": "a\0"}, "merkkejä, joita ei voi tallentaa"),
    ],
)
def test_a_timetable_that_will_not_do_is_shown_again(
    planner: FlaskClient, round_: Round, change: dict[str, str], words: str
) -> None:
    fields = seen(planner, round_, "phases") | {"phases-1-note-en": "Kept as written"} | change
    answer = planner.post(address(round_, "phases"), data=fields)
    assert answer.status_code == 400
    assert answer.text.count(words) == 2, "said in the summary and beside the field"
    assert "Kept as written" in answer.text


def test_overlapping_phases_are_allowed_and_said(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    factories.phase(session, round_, "screening", 5, 12)
    session.commit()
    assert "Ehdotusvaihe ja Esitarkastus, alkaen" in planner.get(address(round_, "settings")).text


def test_phases_of_another_round_cannot_be_taken(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    other = factories.phase(session, factories.round_(session), "screening", 5, 12)
    session.commit()
    fields = seen(planner, round_, "phases") | {"phases-0-id": str(other.id)}
    assert planner.post(address(round_, "phases"), data=fields).status_code == 409
    session.refresh(other)
    assert other.kind == "screening"


def test_usual_reasons_are_offered_in_three_languages_and_can_be_reordered(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    fields = seen(planner, round_, "reasons")
    emptied = planner.post(address(round_, "reasons"), data=fields | {"step": "remove-0"}).text
    offered = planner.post(address(round_, "reasons"), data=fields_of(emptied) | {"step": "usual"}).text
    moved = planner.post(address(round_, "reasons"), data=fields_of(offered) | {"step": "down-0"}).text
    assert planner.post(address(round_, "reasons"), data=fields_of(moved)).status_code == 302
    rows = session.scalars(
        select(RefusalReason).where(RefusalReason.round_id == round_.id).order_by(RefusalReason.position)
    ).all()
    assert [row.name["fi"] for row in rows[:2]] == ["Paikka ei ole kaupungin maata", "Ei kuulu kaupungille"]
    assert all(set(row.name) == set(row.explanation) == {"fi", "sv", "en"} for row in rows)


@pytest.mark.parametrize("part", ["themes", "reasons"])
def test_an_empty_row_is_no_theme_nor_reason(planner: FlaskClient, round_: Round, part: str) -> None:
    page = planner.post(address(round_, part), data=seen(planner, round_, part) | {"step": "add"}).text
    answer = planner.post(address(round_, part), data=fields_of(page))
    assert answer.status_code == 400
    assert f'href="#{part}-1-name-fi"' in answer.text


@pytest.mark.parametrize("part", ["themes", "reasons", "pots"])
def test_what_proposals_or_projects_use_cannot_be_removed(
    planner: FlaskClient, session: Session, round_: Round, part: str
) -> None:
    theme = session.scalars(select(Theme).where(Theme.round_id == round_.id)).one()
    reason = session.scalars(select(RefusalReason).where(RefusalReason.round_id == round_.id)).one()
    pot = session.scalars(select(Pot).where(Pot.round_id == round_.id, Pot.area_code == "A")).one()
    factories.proposal(session, round_, theme_id=theme.id, state="refused", reason_id=reason.id)
    factories.project(session, round_, pot)
    session.commit()
    fields = seen(planner, round_, part)
    less = fields | {"pots-1-amount": ""} if part == "pots" else without(fields, f"{part}-0")
    answer = planner.post(address(round_, part), data=less)
    assert answer.status_code == 409
    assert "käyttävät vielä ehdotukset tai hankkeet" in answer.text


@pytest.mark.parametrize("part", PARTS[:-2])
def test_a_colleagues_change_is_never_overwritten_unseen(
    planner: FlaskClient, session: Session, sign_in: SignIn, round_: Round, part: str
) -> None:
    colleague = sign_in(factories.account(session, "coordinator"))
    field = {
        "texts": "title-en",
        "phases": "phases-0-note-en",
        "pots": "pots-1-amount",
        "themes": "themes-0-name-en",
        "reasons": "reasons-0-name-en",
    }[part]
    ours, theirs = seen(planner, round_, part), seen(colleague, round_, part)
    assert colleague.post(address(round_, part), data=theirs | {field: "432"}).status_code == 302
    answer = planner.post(address(round_, part), data=ours | {field: "123"})
    assert answer.status_code == 409
    assert "Työkaverisi on tallentanut tämän sivun" in answer.text
    again = fields_of(answer.text)
    assert again[field] == "123"
    assert "432" in planner.get(address(round_, part)).text
    assert planner.post(address(round_, part), data=again).status_code == 302
    assert "123" in planner.get(address(round_, part)).text


def test_a_forged_or_missing_mark_is_a_conflict_too(planner: FlaskClient, round_: Round) -> None:
    fields = seen(planner, round_, "texts")
    for mark in ("", "x", "\0"):
        assert planner.post(address(round_, "texts"), data=fields | {"seen": mark}).status_code == 409
