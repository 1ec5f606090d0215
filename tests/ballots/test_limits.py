"""The limits of a ballot are data; Python and the database read them alike."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories
from webapp.ballots.actions import cast
from webapp.ballots.models import BallotKind, Choice, VotingRight
from webapp.ballots.types import BALLOT_TYPES
from webapp.ballots.types.base import BallotType, Chosen, PotRule, ticked
from webapp.errors import Refusal, RefusalCode
from webapp.rounds.models import Round

C = RefusalCode
POT_CENTS, COST = 250, 100
"""Each project costs 100; two of them fit in a pot."""
POINTS = {"values": "points", "points_total": 5, "points_each": 3}

CASES: list[tuple[dict[str, Any], list[tuple[int, int | None]], RefusalCode | None]] = [
    # limits, what is chosen as (project's place in a list of 4 + 2 in another pot, value), what comes of it
    ({}, [(0, None), (1, None), (2, None)], None),
    ({"within_pot": True}, [(0, None), (1, None), (2, None)], C.OVER_BUDGET),
    ({"max_choices": 2}, [(0, None), (1, None), (2, None)], C.TOO_MANY_CHOICES),
    ({"max_choices": 2, "within_pot": True}, [(0, None), (1, None)], None),
    ({"min_choices": 2}, [(0, None)], C.TOO_FEW_CHOICES),
    ({"min_choices": 2, "max_choices": 3}, [(0, None), (4, None)], None),
    ({"max_choices": 1, "per_pot": True}, [(0, None), (4, None)], None),
    ({"max_choices": 1, "per_pot": True}, [(0, None), (4, None), (5, None)], C.TOO_MANY_CHOICES),
    ({}, [(0, 1)], C.WRONG_VALUES),
    (POINTS, [(0, 3), (1, 2)], None),
    (POINTS, [(0, 2)], None),
    (POINTS, [(0, 3), (1, 3)], C.TOO_MANY_POINTS),
    (POINTS, [(0, 4)], C.TOO_MANY_POINTS),
    (POINTS, [(0, 0)], C.WRONG_VALUES),
    (POINTS, [(0, -1), (1, 3)], C.WRONG_VALUES),
    (POINTS, [(0, None), (1, 1)], C.WRONG_VALUES),
    ({**POINTS, "per_pot": True}, [(0, 3), (1, 2), (4, 3)], None),
    ({"values": "rank"}, [(0, 2), (1, 1), (4, 3)], None),
    ({"values": "rank"}, [(0, 1), (1, 1)], C.WRONG_VALUES),
    ({"values": "rank"}, [(0, 1), (1, 3)], C.WRONG_VALUES),
    ({"values": "rank", "per_pot": True}, [(0, 2), (1, 1), (4, 1)], None),
]


@pytest.mark.parametrize("kind", BALLOT_TYPES, ids=lambda kind: kind.key)
def test_the_database_has_the_limits_of_every_type(session: Session, kind: BallotType) -> None:
    row = session.scalars(select(BallotKind).where(BallotKind.key == kind.key)).one()
    assert (row.standard, row.fixed) == (dict(kind.standard), dict(kind.fixed))


@pytest.mark.parametrize(("limits", "chosen", "expected"), CASES)
def test_python_and_the_database_decide_alike(
    session: Session,
    limits: dict[str, Any],
    chosen: list[tuple[int, int | None]],
    expected: RefusalCode | None,
) -> None:
    session.add(BallotKind(key="of_test"))
    session.flush()
    round_ = factories.round_(session, ballot_type="of_test", ballot_limits=limits)
    pots = [
        factories.pot(session, round_, POT_CENTS),
        factories.pot(session, round_, POT_CENTS, area_code="A"),
    ]
    projects = [factories.project(session, round_, pots[n // 4], COST) for n in range(6)]
    key = _right(session, round_)
    factories.open_voting(session, round_)

    picked = [projects[place] for place, _ in chosen]
    kind = BallotType("of_test", "", "", "approval", "ticks", ticked)
    rules = {pot.id: PotRule(POT_CENTS) for pot in pots}
    as_chosen = [Chosen(p.pot_id, COST, value) for p, (_, value) in zip(picked, chosen, strict=True)]
    faults = kind.faults(as_chosen, rules, [list(rules)], kind.limits(limits))
    assert {fault.code for fault in faults} == ({expected} if expected else set())

    values = [value for _, value in chosen]
    code = None
    try:
        sent = None if set(values) == {None} else values
        cast(session, round_.id, key, [p.id for p in picked], uuid4(), sent)
    except Refusal as refusal:
        code = refusal.code
    assert code is expected
    if expected is None:
        kept = {choice.project_id: choice.value for choice in session.scalars(select(Choice))}
        assert kept == {p.id: value for p, (_, value) in zip(picked, chosen, strict=True)}


def test_a_commitment_holds_the_values_too(session: Session) -> None:
    of = "select box.commitment_of(1, array[7, 3], {}, '00000000-0000-0000-0000-000000000001')"
    plain, one, other = (
        factories.run(session, of.format(values)).scalar_one()
        for values in ("null", "array[1, 2]", "array[2, 1]")
    )
    assert len({plain, one, other}) == 3
    assert (
        plain
        == factories.run(
            session,
            "select box.commitment_of(1, array[3, 7, 7], null, '00000000-0000-0000-0000-000000000001')",
        ).scalar_one()
    )


@pytest.mark.parametrize(
    "wrong",
    [{"most": 3}, {"max_choices": 0}, {"max_choices": "3"}, {"within_pot": 1}, {"values": "x"}, [1]],
)
def test_limits_that_mean_nothing_are_refused(session: Session, wrong: Any) -> None:
    with pytest.raises(IntegrityError, match="ballot_limits_sound"):
        factories.round_(session, ballot_limits=wrong)


def _right(session: Session, round_: Round) -> bytes:
    key = secrets.token_bytes(32)
    session.add(VotingRight(round_id=round_.id, ballot_key=key))
    session.flush()
    return key
