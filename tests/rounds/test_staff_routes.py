"""A planner creates a round, writes its parts, sees what is missing, and publishes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.rounds.conftest import fields_of
from webapp.audit.models import AuditEvent
from webapp.rounds.models import Phase, Pot, RefusalReason, Round, Theme

PARTS = ("texts", "phases", "pots", "themes", "reasons")


@pytest.fixture
def round_(session: Session) -> Round:
    """A complete round that nobody sees yet."""
    factories.city(session)
    round_ = factories.round_(session, is_published=False)
    factories.phase(session, round_, "proposing", 1, 10)
    factories.phase(session, round_, "voting", 20, 30)
    factories.pot(session, round_)
    factories.pot(session, round_, 5_000_00, area_code="A")
    session.commit()
    return round_


def address(round_: Round, part: str) -> str:
    return f"/staff/rounds/{round_.slug}/{part}"


def seen(planner: FlaskClient, round_: Round, part: str) -> dict[str, str]:
    return fields_of(planner.get(address(round_, part)).text)


def without(fields: dict[str, str], start: str) -> dict[str, str]:
    return {name: value for name, value in fields.items() if not name.startswith(start)}


@pytest.mark.parametrize("role", [(), ("official",), ("gis",)])
def test_only_those_who_run_rounds_see_or_change_them(
    session: Session, sign_in: SignIn, client: FlaskClient, round_: Round, role: tuple[str, ...]
) -> None:
    someone = sign_in(factories.account(session, *role))
    for path in ("new", *(f"{round_.slug}/{part}" for part in (*PARTS, "settings", "publish"))):
        assert someone.get(f"/staff/rounds/{path}").status_code == 403
        assert client.get(f"/staff/rounds/{path}").status_code == 302
    for path in ("new", *(f"{round_.slug}/{part}" for part in (*PARTS, "publish", "unpublish"))):
        assert someone.post(f"/staff/rounds/{path}").status_code == 403


def test_a_round_that_is_not_there_is_not_found(planner: FlaskClient) -> None:
    for part in (*PARTS, "settings", "publish"):
        assert planner.get(f"/staff/rounds/nothing/{part}").status_code == 404


def test_an_empty_round_is_created_and_says_all_that_is_missing(
    planner: FlaskClient, session: Session, client: FlaskClient
) -> None:
    answer = planner.post("/staff/rounds/new", data={"title-fi": "Kesä 2027"})
    assert answer.headers["Location"] == "/staff/rounds/kesa-2027/settings"
    page = planner.get(answer.headers["Location"]).text
    assert "7 asiaa puuttuu" in page
    assert client.get("/rounds/kesa-2027").status_code == 404
    assert planner.get("/staff/rounds/kesa-2027/publish").status_code == 409
    assert planner.post("/staff/rounds/kesa-2027/publish").status_code == 409
    assert session.scalars(select(AuditEvent.action)).all() == ["round_created"]
    assert (
        planner.post("/staff/rounds/new", data={"title-fi": "Kesä 2027"})
        .headers["Location"]
        .endswith("/kesa-2027-2/settings")
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Kirjoita kierroksen nimi."),
        ({"title-fi": "a\0b"}, "merkkejä, joita ei voi tallentaa"),
        ({"title-fi": "x" * 121}, "Teksti on liian pitkä"),
        ({"title-fi": "x", "source": "nothing"}, "Valitse kierros luettelosta."),
        ({"title-fi": "x", "first_day": "1.1.2027"}, "Kirjoita päivä vuosilta"),
    ],
)
def test_what_is_wrong_with_a_new_round_is_said(
    planner: FlaskClient, data: dict[str, str], words: str
) -> None:
    answer = planner.post("/staff/rounds/new", data=data)
    assert answer.status_code == 400
    assert words in answer.text


def test_a_copy_has_the_earlier_rounds_parts_moved_to_the_new_day(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    data = {"title-fi": "Uusi", "source": round_.slug}
    assert planner.post("/staff/rounds/new", data=data).status_code == 400
    assert planner.post("/staff/rounds/new", data=data | {"first_day": "2030-02-01"}).status_code == 302
    copy = session.scalars(select(Round).where(Round.slug == "uusi")).one()
    assert (copy.is_published, copy.tie_seed, copy.rules_text) == (False, None, round_.rules_text)
    phases = session.scalars(select(Phase).where(Phase.round_id == copy.id).order_by(Phase.starts_at)).all()
    assert [phase.kind for phase in phases] == ["proposing", "voting"]
    assert phases[0].starts_at.isoformat().startswith("2030-02-01")
    assert round((phases[1].starts_at - phases[0].starts_at) / timedelta(days=1), 3) == 19
    for model in (Pot, Theme, RefusalReason):
        ours, theirs = (
            len(session.scalars(select(model.id).where(model.round_id == one.id)).all())
            for one in (copy, round_)
        )
        assert ours == theirs > 0


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
    assert words in answer.text
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


def test_the_money_is_split_by_population_and_saved_only_when_the_planner_saves(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    fields = seen(planner, round_, "pots")
    assert [fields[f"pots-{n}-code"] for n in range(3)] == ["", "A", "B"]
    answer = planner.post(address(round_, "pots"), data=fields | {"total": "9 000,50", "step": "split"})
    split = fields_of(answer.text)
    assert [split[f"pots-{n}-amount"] for n in range(3)] == ["10000", "4500,50", "4500"]
    money = select(Pot.area_code, Pot.amount_cents).where(Pot.round_id == round_.id)
    assert dict(session.execute(money).all()) == {None: 10_000_00, "A": 5_000_00}
    assert planner.post(address(round_, "pots"), data=split | {"pots-0-amount": ""}).status_code == 302
    assert dict(session.execute(money).all()) == {"A": 4500_50, "B": 4500_00}


@pytest.mark.parametrize("total", ["", "-5", "kymppi", "9" * 30])
def test_a_sum_that_cannot_be_split_is_said(planner: FlaskClient, round_: Round, total: str) -> None:
    fields = seen(planner, round_, "pots") | {"total": total, "step": "split"}
    assert 'id="total-error"' in planner.post(address(round_, "pots"), data=fields).text


def test_nothing_is_split_where_nobody_is_known_to_live(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    factories.run(session, "update area set population = null where code = 'B'")
    session.commit()
    fields = seen(planner, round_, "pots") | {"total": "100", "step": "split"}
    assert "Asukasluku ei ole tiedossa: B." in planner.post(address(round_, "pots"), data=fields).text


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"pots-0-amount": "-1"}, 400),
        ({"pots-0-amount": "0"}, 400),
        ({"pots-0-amount": "99999999999999999999"}, 400),
        ({"pots-0-amount": "\0"}, 400),
        ({"pots-1-code": "Z"}, 400),
        ({"pots-1-code": "A\0"}, 400),
        ({"pots-2-code": "A"}, 400),
        ({"pots-2-amount": "100"}, 302),
    ],
)
def test_sums_and_areas_are_checked(
    planner: FlaskClient, round_: Round, change: dict[str, str], status: int
) -> None:
    answer = planner.post(address(round_, "pots"), data=seen(planner, round_, "pots") | change)
    assert answer.status_code == status
    assert status == 302 or "error-summary" in answer.text


def test_a_pot_of_an_area_no_longer_in_use_is_shown_and_kept(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    factories.pot(session, round_, area_code="old")
    session.commit()
    page = planner.get(address(round_, "pots")).text
    assert "old (ei kuulu käytössä oleviin alueisiin)" in page
    assert planner.post(address(round_, "pots"), data=fields_of(page)).status_code == 302


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


@pytest.mark.parametrize("part", PARTS)
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
    assert colleague.post(address(round_, part), data=theirs | {field: "4321"}).status_code == 302
    answer = planner.post(address(round_, part), data=ours | {field: "1234"})
    assert answer.status_code == 409
    assert "Työkaverisi on tallentanut tämän sivun" in answer.text
    again = fields_of(answer.text)
    assert again[field] == "1234"
    assert "4321" in planner.get(address(round_, part)).text
    assert planner.post(address(round_, part), data=again).status_code == 302
    assert "1234" in planner.get(address(round_, part)).text


def test_a_forged_or_missing_mark_is_a_conflict_too(planner: FlaskClient, round_: Round) -> None:
    fields = seen(planner, round_, "texts")
    for mark in ("", "x", "\0"):
        assert planner.post(address(round_, "texts"), data=fields | {"seen": mark}).status_code == 409


def test_a_complete_round_is_published_after_a_question_and_hidden_while_nothing_has_come_in(
    planner: FlaskClient, client: FlaskClient, session: Session, round_: Round, queries: list[str]
) -> None:
    queries.clear()
    assert "Julkaistaanko kierros?" in planner.get(address(round_, "publish")).text
    assert len(queries) <= 4
    assert client.get(f"/rounds/{round_.slug}").status_code == 404
    assert planner.post(address(round_, "publish")).status_code == 302
    assert client.get(f"/rounds/{round_.slug}").status_code == 200
    assert planner.get(address(round_, "publish")).status_code == 302
    assert "Piilota kierros" in planner.get(address(round_, "settings")).text
    assert planner.post(address(round_, "unpublish")).status_code == 302
    assert client.get(f"/rounds/{round_.slug}").status_code == 404
    planner.post(address(round_, "publish"))
    factories.proposal(session, round_)
    session.commit()
    assert "Piilota kierros" not in planner.get(address(round_, "settings")).text
    answer = planner.post(address(round_, "unpublish"))
    assert answer.status_code == 409
    assert "joten se pysyy julkaistuna" in answer.text
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == ["round_published", "round_unpublished", "round_published"]
