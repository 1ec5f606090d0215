"""Every ballot type, by its rule and by the database: what is lawful is cast, what is not is refused by both."""

from __future__ import annotations

import secrets
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.kinds import COSTS, KINDS, Kind, Points
from webapp.ballots.actions import cast
from webapp.ballots.models import Ballot, Choice, VotingRight
from webapp.ballots.types import BALLOT_TYPES, BY_KEY
from webapp.ballots.types.base import Chosen, PotRule
from webapp.errors import Refusal
from webapp.projects.models import Project
from webapp.rounds.models import Round
from webapp.rounds.voting_areas import BY_KEY as AREAS

each = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)


def arranged(session: Session, kind: Kind) -> tuple[Round, list[Project], bytes]:
    round_ = factories.round_(session, ballot_type=kind.key, ballot_limits=dict(kind.limits))
    pot = factories.pot(session, round_, 1_000_00)
    projects = [factories.project(session, round_, pot, cents) for cents in COSTS]
    key = secrets.token_bytes(32)
    session.add(VotingRight(round_id=round_.id, ballot_key=key))
    factories.open_voting(session, round_)
    return round_, projects, key


def vote(session: Session, kind: Kind, points: Points) -> bytes:
    round_, projects, key = arranged(session, kind)
    chosen = [p.id for p, n in zip(projects, points, strict=True) if n]
    return cast(session, round_.id, key, chosen, uuid4(), kind.values(points))


def test_every_type_has_its_case() -> None:
    assert [kind.key for kind in BALLOT_TYPES] == [kind.key for kind in KINDS]


@each
def test_a_lawful_ballot_is_cast_with_its_points(session: Session, kind: Kind) -> None:
    for points in (kind.lawful, kind.other):
        vote(session, kind, points)
        written = session.scalars(select(Choice.value).order_by(Choice.project_id)).all()
        assert written == kind.in_choices(points)
        session.execute(text("set constraints all immediate; set constraints all deferred"))
        session.execute(text("delete from box.ballot"))


@pytest.mark.parametrize(
    ("kind", "points"),
    [(k, p) for k in KINDS for p in k.unlawful],
    ids=lambda value: getattr(value, "key", None),
)
def test_an_unlawful_ballot_is_refused_by_rule_and_by_database(
    session: Session, kind: Kind, points: Points
) -> None:
    type_ = BY_KEY[kind.key]
    prices = [cents for cents, n in zip(COSTS, points, strict=True) if n]
    values = kind.in_choices(points)
    chosen = [Chosen(1, cents, value) for cents, value in zip(prices, values, strict=True)]
    faults = type_.faults(chosen, {1: PotRule(1_000_00)}, [[1]], type_.limits(kind.limits))
    assert kind.unlawful[points] in {fault.code for fault in faults}
    with pytest.raises(Refusal) as refused:
        vote(session, kind, points)
    assert refused.value.code in {fault.code for fault in faults}


@each
def test_what_is_written_past_the_function_is_checked_before_it_is_kept(session: Session, kind: Kind) -> None:
    round_, projects, _key = arranged(session, kind)
    ballot = Ballot(round_id=round_.id, channel="paper", commitment=secrets.token_bytes(32))
    session.add(ballot)
    session.flush()
    points = next(iter(kind.unlawful))
    session.add_all(
        Choice(
            ballot_id=ballot.id,
            project_id=p.id,
            round_id=round_.id,
            pot_id=p.pot_id,
            value=n if kind.values(points) else None,
        )
        for p, n in zip(projects, points, strict=True)
        if n
    )
    session.flush()
    with pytest.raises(IntegrityError, match="ballot refused"):
        session.execute(text("set constraints all immediate"))


BOTH = Kind("approval", "projects", (0, 1, 1, 0), (0, 0, 0, 1), {}, {"max_choices": 2, "within_pot": True})


@pytest.mark.parametrize("points", [(1, 0, 1, 0), (0, 1, 1, 1)])
def test_limits_of_number_and_money_hold_together(session: Session, points: Points) -> None:
    vote(session, BOTH, BOTH.lawful)
    with pytest.raises(Refusal):
        vote(session, BOTH, points)


@pytest.mark.parametrize(
    ("areas", "own", "codes", "is_lawful"),
    [
        ("every", None, ("A", "B", None), True),
        ("one_and_city", None, ("A", None), True),
        ("one_and_city", None, ("A", "B"), False),
        ("any_one", None, ("B",), True),
        ("any_one", None, (None,), True),
        ("any_one", None, ("A", None), False),
        ("own_and_city", "A", ("A", None), True),
        ("own_and_city", "A", ("B",), False),
        ("own", "A", ("A",), True),
        ("own", "A", ("A", None), False),
        ("own", None, ("A",), False),
    ],
)
def test_areas_of_voting_hold_by_rule_and_by_database(
    session: Session, areas: str, own: str | None, codes: tuple[str | None, ...], is_lawful: bool
) -> None:
    round_ = factories.round_(session, voting_areas=areas)
    pots = {code: factories.pot(session, round_, 1_000_00, code) for code in (None, "A", "B")}
    projects = {code: factories.project(session, round_, pot, 1_00) for code, pot in pots.items()}
    key = secrets.token_bytes(32)
    session.add(VotingRight(round_id=round_.id, ballot_key=key, area_code=own))
    factories.open_voting(session, round_)
    groups = [{pot.id for pot in group} for group in AREAS[areas].groups(list(pots.values()), own)]
    assert any({pots[code].id for code in codes} <= group for group in groups) is is_lawful
    ids = [projects[code].id for code in codes]
    if is_lawful:
        cast(session, round_.id, key, ids, uuid4())
    else:
        with pytest.raises(Refusal, match="wrong_pot"):
            cast(session, round_.id, key, ids, uuid4())
