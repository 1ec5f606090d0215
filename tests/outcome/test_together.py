"""The outcome of pots that were counted together: told as one, and of a small area no more than where it is alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.counting.casting import close_voting, put
from webapp.counting.actions import run_count
from webapp.counting.models import Count
from webapp.counting.queries import voting_of
from webapp.ogc.queries import hidden_votes
from webapp.outcome.actions import publish_outcome
from webapp.outcome.box_file import published
from webapp.outcome.groups import in_order
from webapp.outcome.level import are_opened
from webapp.outcome.queries import told
from webapp.outcome.told import Named, ProjectTold, Words, pot_told
from webapp.outcome.what_if import what_if
from webapp.texts import Texts

ENGLISH = {"Accept-Language": "en"}
STEP: Mapping[str, Any] = {
    **{"cost_cents": 100, "left_cents": 0, "payment": None},
    **{"tied_with": [], "tie_decided_by": None, "completion": None},
}


def test_t24_of_a_small_area_no_more_is_told_than_where_it_is_counted_for_itself(
    session: Session, client: FlaskClient, planner: FlaskClient
) -> None:
    """12 of the 12 who voted in the city's pot are all of a small group; of 67 they would not seem so."""
    round_ = factories.round_(
        session,
        ballot_type="one_choice",
        counting_rule="equal-shares",
        counting_options={"pots": "together"},
        ballots_published="ballots",
    )
    area, small, city = (factories.pot(session, round_, 1_000_00, code) for code in ("A", "B", None))
    park, swing, bench = (
        factories.project(session, round_, pot, cents)
        for pot, cents in ((area, 1_500_00), (small, 2_000_00), (city, 1_000_00))
    )
    for chosen, times in ((park, 50), (swing, 5), (bench, 12)):
        put(session, round_, [chosen], times)
    close_voting(session, round_)
    voting = voting_of(session, round_.slug)
    assert voting is not None
    count = run_count(session, voting, None)
    session.commit()
    warned = planner.get(f"/staff/rounds/{round_.slug}/outcome", headers=ENGLISH).text
    assert "Think before you publish" in warned and f"<li>{small.name.in_language('en')}</li>" in warned
    publish_outcome(session, round_.id, count.id, None)
    session.commit()
    (pot,) = told(session, count)
    assert pot.few_in == (small.name,)
    votes = {park.id: 50, swing.id: None, bench.id: None}
    assert {project.id: project.votes for project in pot.projects} == votes
    raw: Any = session.connection().connection.driver_connection
    assert hidden_votes(raw) == [swing.id, bench.id]
    assert published(session, round_)["totals"] == {str(project): n for project, n in votes.items()}
    assert not are_opened(round_, count)
    by_another = {
        "pot_id": 0,
        "winners": [bench.id],
        "cost_cents": 1,
        "voters_with_winner": 12,
        "left_out": 1,
    }
    tried = [{"rule": "greedy", "pots": [by_another]}]
    ((other,),) = (one.pots for one in what_if(Count(result={**count.result, "what_if": tried}), [pot]))
    assert (other.gained, other.lost, other.spent_cents) == ((), (park.title,), 0)
    page = client.get(f"/rounds/{round_.slug}/outcome", headers=ENGLISH).text
    assert "Projects in order: All areas together" in page
    assert page.count("The money of all areas is one sum, and all projects compete for it.") == 2


def test_t24_winners_of_a_pot_with_few_ballots_come_last_by_number_without_the_money_of_their_turn() -> None:
    """Two winners of a pot with 9 ballots: which of them came first, and when, would nearly tell who chose what."""

    def step(project: int, votes: int, left: int) -> dict[str, Any]:
        return {
            **{"project_id": project, "votes": votes, "cost_cents": 100, "left_cents": left, "payment": None},
            **{"tied_with": [], "tie_decided_by": None, "completion": "utilitarian"},
        }

    result = {
        **{"steps": [step(3, 7, 300), step(1, 60, 200), step(2, 5, 100)], "losses": [], "facts": {}},
        **{"voters": 69, "voters_with_winner": 69, "budget_cents": 400, "fingerprint": ""},
        "groups": [{"projects": [1], "voters": 60}, {"projects": [2, 3], "voters": 9}],
    }
    names = Words({one: Named(None, Texts(), None) for one in (1, 2, 3)}, {})
    told = pot_told(0, Texts(), result, names, 69).winners
    assert [(one.id, one.left_cents, one.completion) for one in told] == [
        (1, 300, "utilitarian"),
        (2, None, None),
        (3, None, None),
    ]


@pytest.mark.parametrize("reason", ["does-not-fit", "category-full"])
def test_t24_the_money_left_at_the_turn_of_a_loser_does_not_tell_whether_few_voters_had_their_turn_before(
    reason: str,
) -> None:
    """The same is told of a project of a large pot whether the winner of 9 voters came before it or after it."""

    def told(few_first: bool) -> ProjectTold:
        steps = [{**STEP, "project_id": 1, "votes": 60}, {**STEP, "project_id": 3, "votes": 9}]
        loss = {
            **{"project_id": 2, "votes": 40, "cost_cents": 300, "reason": reason, "because_of": "parks"},
            **{"missing_cents": 150 if few_first else 50, "missing_votes": None, "after_step": 1 + few_first},
        }
        result = {
            **{"steps": steps[::-1] if few_first else steps, "losses": [loss], "facts": {}},
            **{"voters": 105, "voters_with_winner": 65, "budget_cents": 350, "fingerprint": ""},
            "groups": [{"projects": [1, 2], "voters": 100}, {"projects": [3], "voters": 9}],
        }
        words = Words({one: Named(None, Texts(), None) for one in (1, 2, 3)}, {"parks": Texts(fi="Puistot")})
        return pot_told(0, Texts(), result, words, 105).losers[0]

    assert told(few_first=True) == told(few_first=False)
    assert (told(True).reason, told(True).spent_before, told(True).missing_cents) == (reason, None, None)


def test_losers_come_pot_by_pot_so_that_votes_of_another_pot_are_no_bound() -> None:
    losses = [{"project_id": one, "votes": votes} for one, votes in ((1, 7), (2, 90), (3, 11), (4, 12))]
    groups = [
        {"pot_id": 9, "projects": [1, 2], "voters": 90},
        {"pot_id": 8, "projects": [3, 4], "voters": 12},
    ]
    result: dict[str, Any] = {"steps": [], "losses": losses, "voters": 102, "groups": groups}
    assert [loss["project_id"] for loss in in_order(result)[1]] == [2, 1, 4, 3]
    del result["groups"]
    assert [loss["project_id"] for loss in in_order(result)[1]] == [2, 4, 3, 1]
