"""How people vote and how it is counted: chosen from the lists, checked, frozen when voting opens."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.rounds.conftest import fields_of
from webapp.audit.models import AuditEvent
from webapp.ballots.seals import rules_of
from webapp.ballots.types import BALLOT_TYPES
from webapp.ballots.types.base import BallotType
from webapp.counting.actions import counting_of
from webapp.counting.rules import RULES, Rule
from webapp.formats import speaking
from webapp.methods.option_fields import (
    LIMIT_WORDS,
    OPTION_WORDS,
    PLACES,
    VALUE_WORDS,
    kind_of,
    options_of_rule,
)
from webapp.rounds.models import Round


@pytest.fixture
def planner(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.account(session, "planner"))


@pytest.fixture
def round_(session: Session) -> Round:
    round_ = factories.round_(session, is_published=False)
    session.commit()
    return round_


def page(round_: Round) -> str:
    return f"/staff/rounds/{round_.slug}/voting"


def save(planner: FlaskClient, round_: Round, **change: str) -> Any:
    return planner.post(page(round_), data=fields_of(planner.get(page(round_)).text) | change)


@pytest.mark.parametrize("kind", BALLOT_TYPES, ids=lambda kind: kind.key)
def test_every_ballot_type_can_be_chosen_as_it_comes(
    planner: FlaskClient, session: Session, round_: Round, kind: BallotType
) -> None:
    assert set(kind.settings) <= set(LIMIT_WORDS)
    assert save(planner, round_, ballot_type=kind.key).status_code == 302
    session.refresh(round_)
    assert (round_.ballot_type, round_.ballot_limits) == (kind.key, {})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_counting_rule_can_be_chosen_and_all_its_options_have_words(
    app: Flask, planner: FlaskClient, session: Session, round_: Round, rule: type[Rule]
) -> None:
    for name, hint in options_of_rule(rule).items():
        assert name in OPTION_WORDS
        values = [] if kind_of(hint) in (int, PLACES) else [one.value for one in kind_of(hint)]
        assert set(values) <= set(VALUE_WORDS.get(name, {}))
    assert save(planner, round_, counting_rule=rule.name).status_code == 302
    session.refresh(round_)
    assert counting_of(round_.counting_rule, round_.counting_options, "x")[0] == rule()


def test_settings_that_differ_from_the_usual_are_kept_and_shown_again(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    change = {
        "ballot_type": "cumulative",
        "limits_cumulative-points_total": "5",
        "limits_cumulative-points_each": "",
        "counting_rule": "equal-shares",
        "options_equal_shares-increment_cents": "2,50",
        "options_equal_shares-completion": "none",
        "options_equal_shares-threshold": "20",
        "ties": "lot",
        "voting_areas": "one_and_city",
        "minimum_age": "12",
        "can_change_ballot": "no",
        "highest_cost": "60 000",
    }
    assert save(planner, round_, **change).status_code == 302
    session.refresh(round_)
    assert round_.ballot_limits == {"points_total": 5}
    assert round_.counting_options == {
        "increment_cents": 250,
        "completion": "none",
        "threshold": 20,
        "ties": ["lot"],
    }
    assert (round_.minimum_age, round_.can_change_ballot, round_.highest_cost_cents) == (12, False, 60_000_00)
    shown = fields_of(planner.get(page(round_)).text)
    assert {name: shown[name] for name in change} == change | {"highest_cost": "60\u00a0000"}
    assert save(planner, round_).status_code == 302
    assert len(session.scalars(select(AuditEvent)).all()) == 1


def test_points_of_places_are_typed_kept_and_published_with_every_other_option(
    planner: FlaskClient, client: FlaskClient, session: Session, round_: Round
) -> None:
    round_.is_published = True
    session.commit()
    assert save(planner, round_, **{"options_greedy-places": "1 5"}).status_code == 400
    assert save(planner, round_, **{"options_greedy-places": "5, 3 1"}).status_code == 302
    session.refresh(round_)
    assert round_.counting_options == {"places": [5, 3, 1]}
    assert fields_of(planner.get(page(round_)).text)["options_greedy-places"] == "5, 3, 1"
    public = client.get(f"/rounds/{round_.slug}", headers={"Accept-Language": "en"}).text
    assert "<dd>5, 3, 1</dd>" in public and "It is skipped and the next one is tried" in public
    assert json.loads(rules_of(session, round_.id))["counting"]["options"] == {"places": [5, 3, 1]}


def test_each_theme_can_have_a_cap_that_only_counting_by_votes_takes(
    planner: FlaskClient, client: FlaskClient, session: Session, round_: Round
) -> None:
    factories.theme(session, round_, "puistot")
    round_.is_published = True
    session.commit()
    shown = fields_of(planner.get(page(round_)).text)
    at = next(name for name, value in shown.items() if value == "puistot").replace("theme", "most")
    assert save(planner, round_, **{at: "0"}).status_code == 400
    assert save(planner, round_, **{at: "20 000"}).status_code == 302
    session.refresh(round_)
    assert round_.counting_options == {"category_caps": [["puistot", 20_000_00]]}
    assert fields_of(planner.get(page(round_)).text)[at] == "20\xa0000"
    assert "puistot: <strong>20\xa0000\xa0€" in client.get(f"/rounds/{round_.slug}").text
    assert save(planner, round_, counting_rule="equal-shares").status_code == 302
    session.refresh(round_)
    assert round_.counting_options == {}


def test_areas_are_counted_together_only_where_a_vote_covers_several_of_them(
    planner: FlaskClient, client: FlaskClient, session: Session, round_: Round
) -> None:
    round_.is_published = True
    session.commit()
    for wrong, words in (
        ({"voting_areas": "own"}, "Alueet voi laskea yhdessä vain, kun sama ääni koskee useita niistä:"),
        ({"ballot_type": "ranked"}, "jokaisella alueella on oma järjestyksensä"),
        ({"leftover": "city"}, "Kun alueet lasketaan yhdessä, yhdeltä alueelta ei jää rahaa toiselle."),
        ({"pots": "by-area"}, "Kun jokainen äänestää kaikilla alueilla"),
        ({"pots": "by-area", "voting_areas": "own_and_city"}, "Vain tasaosuuksien menetelmä antaa"),
    ):
        answer = save(planner, round_, **{"pots": "together", **wrong})
        assert (answer.status_code, words in answer.text) == (400, True)
    session.refresh(round_)
    assert round_.counting_options == {}
    assert save(planner, round_, pots="together").status_code == 302
    session.refresh(round_)
    assert round_.counting_options == {"pots": "together"}
    assert fields_of(planner.get(page(round_)).text)["pots"] == "together"
    words = "An area can get more or less than its own sum: the votes decide."
    assert words in client.get(f"/rounds/{round_.slug}", headers={"Accept-Language": "en"}).text


def test_a_theme_of_elsewhere_has_no_cap(planner: FlaskClient, session: Session, round_: Round) -> None:
    answer = save(planner, round_, **{"caps-9-theme": "x", "caps-9-most": "5"})
    session.refresh(round_)
    assert (answer.status_code, round_.counting_options) == (302, {})


def test_a_seed_is_drawn_and_saved_only_with_the_rest(
    planner: FlaskClient, session: Session, round_: Round
) -> None:
    before = round_.tie_seed
    drawn = fields_of(save(planner, round_, step="seed").text)["tie_seed"]
    assert len(drawn) == 16
    session.refresh(round_)
    assert round_.tie_seed == before
    save(planner, round_, tie_seed=drawn)
    session.refresh(round_)
    assert round_.tie_seed == drawn


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ballot_type", "guess"),
        ("voting_areas", "moon"),
        ("counting_rule", "dice"),
        ("counting_rule", ""),
        ("ties", "age"),
        ("minimum_age", "101"),
        ("minimum_age", "-1"),
        ("minimum_age", "kolme"),
        ("minimum_age", ""),
        ("can_change_ballot", "maybe"),
        ("highest_cost", "0"),
        ("highest_cost", "-1"),
        ("highest_cost", "9" * 25),
        ("tie_seed", "a\0b"),
        ("tie_seed", "x" * 81),
        ("limits_approval-max_choices", "0"),
        ("limits_approval-max_choices", "99999"),
        ("options_equal_shares-completion", "magic"),
        ("options_equal_shares-increment_cents", "0"),
    ],
)
def test_what_will_not_do_is_said_beside_the_field(
    planner: FlaskClient, round_: Round, field: str, value: str
) -> None:
    rule = "equal-shares" if field.startswith("options_equal") else "greedy"
    kind = "approval" if field.startswith("limits_approval") else "knapsack"
    answer = save(planner, round_, **({"counting_rule": rule, "ballot_type": kind} | {field: value}))
    assert answer.status_code == 400
    assert "error-summary" in answer.text


def test_more_at_least_than_at_most_is_refused(planner: FlaskClient, round_: Round) -> None:
    numbers = {"limits_approval-min_choices": "4", "limits_approval-max_choices": "3"}
    assert save(planner, round_, ballot_type="approval", **numbers).status_code == 400


def test_after_voting_opened_the_settings_are_read_and_not_written(
    planner: FlaskClient, session: Session, round_: Round, queries: list[str]
) -> None:
    before = fields_of(planner.get(page(round_)).text)
    round_.is_published = True
    factories.open_voting(session, round_)
    session.commit()
    queries.clear()
    text = planner.get(page(round_)).text
    assert len(queries) <= 4
    assert "kaikki äänestävät samoilla säännöillä" in text
    assert "minimum_age" not in text
    answer = planner.post(page(round_), data=before | {"minimum_age": "40"})
    assert answer.status_code == 409
    assert "ei voi enää muuttaa" in answer.text


@pytest.mark.parametrize("role", [(), ("official",)])
def test_only_planners_set_them(
    session: Session, sign_in: SignIn, round_: Round, role: tuple[str, ...]
) -> None:
    someone = sign_in(factories.account(session, *role))
    assert someone.get(page(round_)).status_code == 403
    assert someone.post(page(round_)).status_code == 403


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_is_in_the_visitors_language(
    app: Flask, planner: FlaskClient, round_: Round, language: str
) -> None:
    planner.set_cookie("language", language)
    text = planner.get(page(round_)).text
    with app.test_request_context(), speaking(language):
        assert _("How the votes are counted") in text
