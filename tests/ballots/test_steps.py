"""A vote is opened, closed, annulled and forgotten by two people (threat T18), and its key with it (T23)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories
from webapp.accounts.models import Account
from webapp.audit.models import AuditEvent
from webapp.ballots import keys, seals, steps
from webapp.ballots.actions import cast, enter_roll, take_right
from webapp.ballots.models import Ballot, Choice, Voter, VotingRight
from webapp.ballots.queries import ReceiptState, receipt_of
from webapp.ballots.steps import ANNUL, CLOSE, DESTROY_KEY, OPEN, vote_of
from webapp.counting.actions import run_count
from webapp.counting.queries import voting_of
from webapp.errors import Refusal, RefusalCode
from webapp.outcome.actions import publish_outcome
from webapp.projects.models import Project
from webapp.rounds.models import Phase, Round

C = RefusalCode


@pytest.fixture
def people(session: Session) -> Sequence[Account]:
    return [factories.account(session, "planner"), factories.account(session, "coordinator")]


@pytest.fixture
def round_(session: Session) -> Round:
    return factories.round_(session, two_people=True)


@pytest.fixture
def project(session: Session, round_: Round) -> Project:
    return factories.project(session, round_, factories.pot(session, round_))


def do(session: Session, folder: Path, round_: Round, step: str, people: Sequence[Account]) -> None:
    asked = steps.ask(session, round_.id, step, people[0].id, "Kokouksen päätös")
    steps.confirm(session, folder, round_.id, asked, people[1].id)


def vote(session: Session, folder: Path, round_: Round, project: Project, person: str = "anna") -> bytes:
    key = keys.ballot_key(folder, round_.id, person)
    take_right(session, round_.id, key, keys.fingerprint(folder, round_.id))
    return cast(session, round_.id, key, [project.id], uuid4())


def let_time_pass(session: Session, phase: Phase) -> None:
    """Let the voting phase be over: the freeze is a trigger, which a test's superuser may set aside."""
    session.flush()
    factories.run(session, "set local session_replication_role = replica")
    factories.run(
        session,
        "update phase set starts_at = starts_at - interval '9 days', ends_at = ends_at - interval '9 days'"
        " where id = :id",
        id=phase.id,
    )
    factories.run(session, "set local session_replication_role = origin")


def refused(code: RefusalCode) -> pytest.RaisesExc[Refusal]:
    return pytest.RaisesExc(Refusal, check=lambda refusal: refusal.code is code)


def test_t18_nobody_votes_before_two_people_have_opened(
    session: Session, round_: Round, project: Project, people: Sequence[Account], tmp_path: Path
) -> None:
    factories.open_voting(session, round_)
    with refused(C.VOTING_CLOSED), session.begin_nested():
        vote(session, tmp_path, round_, project)
    asked = steps.ask(session, round_.id, OPEN, people[0].id, "")
    with refused(C.ANOTHER_MUST_CONFIRM), session.begin_nested():
        steps.confirm(session, tmp_path, round_.id, asked, people[0].id)
    with refused(C.STATE_CHANGED), session.begin_nested():
        steps.ask(session, round_.id, OPEN, people[1].id, "")
    steps.confirm(session, tmp_path, round_.id, asked, people[1].id)
    found = vote_of(session, round_.id)
    assert found is not None and found.key_fingerprint == keys.fingerprint(tmp_path, round_.id)
    vote(session, tmp_path, round_, project)
    with refused(C.STATE_CHANGED), session.begin_nested():
        do(session, tmp_path, round_, OPEN, people)


def test_t18_what_was_opened_is_frozen_also_before_the_hour(
    session: Session, round_: Round, project: Project, people: Sequence[Account], tmp_path: Path
) -> None:
    factories.phase(session, round_, "voting", 1, 5)
    do(session, tmp_path, round_, OPEN, people)
    for change in ("two_people = false", "ballots_published = 'ballots'", "minimum_age = 3"):
        with pytest.raises(IntegrityError, match="is frozen"), session.begin_nested():
            factories.run(session, f"update round set {change}")
    with refused(C.VOTING_CLOSED), session.begin_nested():
        vote(session, tmp_path, round_, project)


def test_a_vote_with_nothing_to_vote_on_is_not_opened(
    session: Session, round_: Round, people: Sequence[Account], tmp_path: Path
) -> None:
    factories.open_voting(session, round_)
    with refused(C.VOTE_NOT_READY):
        do(session, tmp_path, round_, OPEN, people)


def test_t18_closing_waits_for_the_clock_and_lets_nothing_in_afterwards(
    session: Session, round_: Round, project: Project, people: Sequence[Account], tmp_path: Path
) -> None:
    phase = factories.open_voting(session, round_)
    do(session, tmp_path, round_, OPEN, people)
    commitment = vote(session, tmp_path, round_, project)
    with refused(C.VOTING_STILL_OPEN), session.begin_nested():
        do(session, tmp_path, round_, CLOSE, people)
    let_time_pass(session, phase)
    do(session, tmp_path, round_, CLOSE, people)
    assert [batch.size for batch in seals.batches(session, round_.id)] == [1]
    session.add(Ballot(round_id=round_.id, channel="paper", commitment=b"x" * 32))
    session.flush()
    with pytest.raises(IntegrityError, match="ballot_while_open"), session.begin_nested():
        factories.run(session, "set constraints all immediate")
    assert commitment == session.scalars(select(Ballot.commitment).where(Ballot.channel == "web")).one()


def test_an_annulled_vote_takes_no_ballots(
    session: Session, round_: Round, project: Project, people: Sequence[Account], tmp_path: Path
) -> None:
    factories.open_voting(session, round_)
    do(session, tmp_path, round_, OPEN, people)
    do(session, tmp_path, round_, ANNUL, people)
    with refused(C.VOTING_CLOSED):
        vote(session, tmp_path, round_, project)


def test_t23_at_the_end_key_rights_roll_and_marks_are_gone(
    session: Session, round_: Round, project: Project, people: Sequence[Account], tmp_path: Path
) -> None:
    factories.open_voting(session, round_)
    do(session, tmp_path, round_, OPEN, people)
    for number in range(40):
        enter_roll(session, round_.id, factories.account(session).id)
        vote(session, tmp_path, round_, project, f"voter {number % 30}")
    with refused(C.OUTCOME_NOT_PUBLISHED), session.begin_nested():
        do(session, tmp_path, round_, DESTROY_KEY, people)
    do(session, tmp_path, round_, ANNUL, people)
    do(session, tmp_path, round_, DESTROY_KEY, people)
    factories.run(session, "set constraints all immediate")
    assert keys.destroy(tmp_path, round_.id)
    assert keys.path_of(tmp_path, round_.id).read_bytes() == b""
    with refused(C.VOTING_CLOSED):
        keys.vote_key(tmp_path, round_.id)
    assert factories.run(session, "select count(*) from box.ballot").scalar_one() == 40
    marks = factories.run(
        session,
        "select (select count(distinct xmin::text) from box.ballot), count(ballot_key) from box.ballot",
    ).one()
    assert tuple(marks) == (1, 0)
    assert session.scalars(select(VotingRight)).all() == []
    assert session.scalars(select(Voter)).all() == []
    assert len(session.scalars(select(Choice)).all()) == 30
    told = [event.action for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
    assert told[-2:] == ["vote_destroy_key_asked", "vote_destroy_key_confirmed"]


def test_t23_once_nobody_knows_whose_a_ballot_was_its_form_still_leads_to_its_receipt(
    session: Session, round_: Round, project: Project, people: Sequence[Account], tmp_path: Path
) -> None:
    factories.open_voting(session, round_)
    do(session, tmp_path, round_, OPEN, people)
    nonce, key = uuid4(), keys.ballot_key(tmp_path, round_.id, "anna")
    take_right(session, round_.id, key, keys.fingerprint(tmp_path, round_.id))
    receipt = cast(session, round_.id, key, [project.id], nonce)
    for step in (ANNUL, DESTROY_KEY):
        do(session, tmp_path, round_, step, people)
    for anyone in (key, bytes(32)):
        assert cast(session, round_.id, anyone, [project.id], nonce) == receipt
        with refused(C.VOTING_CLOSED), session.begin_nested():
            cast(session, round_.id, anyone, [project.id], uuid4())


def test_a_lost_key_gives_nobody_a_second_ballot(
    session: Session, round_: Round, project: Project, people: Sequence[Account], tmp_path: Path
) -> None:
    factories.open_voting(session, round_)
    do(session, tmp_path, round_, OPEN, people)
    vote(session, tmp_path, round_, project)
    keys.path_of(tmp_path, round_.id).unlink()
    with refused(C.VOTE_KEY_CHANGED):
        vote(session, tmp_path, round_, project)


@pytest.mark.parametrize("pots", ["apart", "together"])
def test_t18_an_annulled_vote_is_neither_closed_nor_counted_nor_published(
    session: Session, round_: Round, project: Project, people: Sequence[Account], tmp_path: Path, pots: str
) -> None:
    round_.voting_areas, round_.counting_options = "every", {"pots": pots}
    session.flush()
    phase = factories.open_voting(session, round_)
    do(session, tmp_path, round_, OPEN, people)
    commitment = vote(session, tmp_path, round_, project)
    let_time_pass(session, phase)
    do(session, tmp_path, round_, CLOSE, people)
    voting = voting_of(session, round_.slug)
    assert voting is not None
    count = run_count(session, voting, people[0].id)
    do(session, tmp_path, round_, ANNUL, people)
    with refused(C.VOTE_ANNULLED), session.begin_nested():
        publish_outcome(session, round_.id, count.id, people[1].id)
    with refused(C.VOTE_ANNULLED), session.begin_nested():
        run_count(session, voting, people[0].id)
    assert receipt_of(session, commitment[:10]).state is ReceiptState.ANNULLED


def test_t18_what_is_published_is_not_annulled_also_where_that_was_asked_before(
    session: Session, round_: Round, project: Project, people: Sequence[Account], tmp_path: Path
) -> None:
    phase = factories.open_voting(session, round_)
    do(session, tmp_path, round_, OPEN, people)
    vote(session, tmp_path, round_, project)
    asked = steps.ask(session, round_.id, ANNUL, people[0].id, "")
    let_time_pass(session, phase)
    do(session, tmp_path, round_, CLOSE, people)
    voting = voting_of(session, round_.slug)
    assert voting is not None
    count = run_count(session, voting, people[0].id)
    publish_outcome(session, round_.id, count.id, people[1].id)
    with refused(C.ALREADY_PUBLISHED):
        steps.confirm(session, tmp_path, round_.id, asked, people[1].id)
