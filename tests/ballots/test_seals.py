"""Ballots are sealed in batches of 25 or more, in a chain that anyone can reckon again (T23, T24)."""

from __future__ import annotations

import json
import secrets
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories
from webapp.ballots.actions import cast
from webapp.ballots.models import Ballot, Batch, Voter, VotingRight
from webapp.ballots.queries import ReceiptState, receipt_of, turnout
from webapp.ballots.seals import LEAST, batches, rules_of, seal, settle_rights, settle_voters
from webapp.projects.models import Project
from webapp.rounds.models import Round


@pytest.fixture
def round_(session: Session) -> Round:
    return factories.round_(session)


@pytest.fixture
def project(session: Session, round_: Round) -> Project:
    made = factories.project(session, round_, factories.pot(session, round_))
    factories.open_voting(session, round_)
    return made


def voters(session: Session, round_: Round, count: int) -> list[bytes]:
    keys = [secrets.token_bytes(32) for _ in range(count)]
    session.add_all(VotingRight(round_id=round_.id, ballot_key=key) for key in keys)
    session.flush()
    return keys


def ballots(session: Session, round_: Round) -> list[Ballot]:
    rows = select(Ballot).where(Ballot.round_id == round_.id).order_by(Ballot.commitment)
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def test_too_few_wait(session: Session, round_: Round, project: Project) -> None:
    for key in voters(session, round_, LEAST - 1):
        commitment = cast(session, round_.id, key, [project.id], uuid4())
    assert seal(session, round_.id) is None
    assert receipt_of(session, commitment[:10]).state is ReceiptState.WAITING
    assert turnout(session, round_.id) == 0, "before 25 have voted nobody is seen to have"


def test_batches_form_a_chain_that_anyone_can_reckon_again(
    session: Session, round_: Round, project: Project
) -> None:
    keys = voters(session, round_, LEAST + 5)
    first = [cast(session, round_.id, key, [project.id], uuid4()) for key in keys]
    assert seal(session, round_.id) == 1
    second = [cast(session, round_.id, key, [project.id], uuid4()) for key in keys[:LEAST]]
    assert seal(session, round_.id) == 2
    head = sha256(f"nasta-seal-1|{rules_of(session, round_.id)}".encode()).digest()
    found = ballots(session, round_)
    for batch in batches(session, round_.id):
        inside = [ballot for ballot in found if ballot.batch_no == batch.no]
        leaves = [sha256(ballot.commitment + (ballot.replaces or b"")).digest() for ballot in inside]
        assert (batch.prev, batch.size) == (head, len(inside))
        head = sha256(head + b"".join(leaves)).digest()
        assert batch.head == head
    assert {ballot.replaces for ballot in found if ballot.replaces} == set(first[:LEAST])
    told = [receipt_of(session, one[:10]) for one in (first[0], second[0], first[-1])]
    assert [one.state for one in told] == ["replaced", "sealed", "sealed"]
    assert [one.batch_no for one in told] == [1, 2, 1]
    assert turnout(session, round_.id) == LEAST


def test_a_replaced_ballot_forgets_everything_but_its_commitment(
    session: Session, round_: Round, project: Project
) -> None:
    (key,) = voters(session, round_, 1)
    for _ in range(2):
        cast(session, round_.id, key, [project.id], uuid4())
    old = next(ballot for ballot in ballots(session, round_) if ballot.state == "replaced")
    assert (old.ballot_key, old.nonce) == (None, None)


def test_a_batch_is_never_changed_and_the_chain_never_forks(
    session: Session, round_: Round, project: Project
) -> None:
    for key in voters(session, round_, LEAST):
        cast(session, round_.id, key, [project.id], uuid4())
    seal(session, round_.id)
    for change in ("update box.batch set size = 1", "delete from box.batch"):
        with pytest.raises(IntegrityError, match="append only"), session.begin_nested():
            factories.run(session, change)
    (batch,) = batches(session, round_.id)
    session.add(Batch(round_id=round_.id, no=2, size=1, prev=batch.prev, head=b"x" * 32))
    with pytest.raises(IntegrityError, match="batch_round_id_prev_unique"):
        session.flush()


def marks(session: Session, table: str) -> int:
    """How many different transactions a table's rows say they were written in."""
    return int(factories.run(session, f"select count(distinct xmin::text) from {table}").scalar_one())


def test_t23_after_sealing_no_mark_tells_who_came_when(
    session: Session, round_: Round, project: Project
) -> None:
    tables = ("box.ballot", "box.choice", "box.voting_right", "roll.voter")
    for key in voters(session, round_, LEAST):
        with session.begin_nested():
            cast(session, round_.id, key, [project.id], uuid4())
        with session.begin_nested():
            session.add(Voter(round_id=round_.id, account_id=factories.account(session).id))
    assert [marks(session, table) for table in tables] == [LEAST] * 4
    seal(session, round_.id)
    settle_rights(session, round_.id)
    settle_voters(session, round_.id)
    assert [marks(session, table) for table in tables] == [1] * 4


def test_t24_a_single_ballot_changes_nothing_that_is_told(
    session: Session, round_: Round, project: Project
) -> None:
    keys = voters(session, round_, 2 * LEAST)
    for key in keys[:LEAST]:
        cast(session, round_.id, key, [project.id], uuid4())
    before = turnout(session, round_.id)
    for key in keys[LEAST : 2 * LEAST - 1]:
        cast(session, round_.id, key, [project.id], uuid4())
        assert turnout(session, round_.id) == before
    cast(session, round_.id, keys[-1], [project.id], uuid4())
    assert turnout(session, round_.id) == before + LEAST


def test_t1_the_same_form_after_closing_gets_its_receipt(
    session: Session, round_: Round, project: Project
) -> None:
    (key,) = voters(session, round_, 1)
    nonce: UUID = uuid4()
    commitment = cast(session, round_.id, key, [project.id], nonce)
    end_voting(session)
    assert cast(session, round_.id, key, [project.id], nonce) == commitment


def test_t23_what_is_opened_after_closing_is_nobodys(
    session: Session, round_: Round, project: Project
) -> None:
    """Else whoever asks for a voter's own ballot finds it among those that are opened."""
    (key,) = voters(session, round_, 1)
    cast(session, round_.id, key, [project.id], uuid4())
    told = "select commitment from box.standing(:round, :key)"
    mine = factories.run(session, told, round=round_.id, key=key).scalar_one()
    assert mine is not None, "they can still change it"
    end_voting(session)
    factories.run(session, "set local role nasta_web")
    opened = factories.run(session, "select commitment from box.opened(:round)", round=round_.id)
    assert opened.scalars().all() == [mine]
    assert factories.run(session, told, round=round_.id, key=key).scalars().all() == [None]


def test_t18_the_seal_holds_what_stood_on_the_ballot(
    session: Session, round_: Round, project: Project
) -> None:
    rules = factories.run(session, "select box.rules_of(:round)", round=round_.id).scalar_one()
    assert json.loads(rules)["titles"] == {str(project.id): dict(project.title)}


def end_voting(session: Session) -> None:
    factories.run(session, "set local session_replication_role = replica")
    factories.run(session, "update phase set ends_at = clock_timestamp() where kind = 'voting'")
    factories.run(session, "set local session_replication_role = origin")
