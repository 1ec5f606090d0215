"""Run the count of a round on the ballots in the box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.ballots.seals import close_by_clock
from webapp.counting.joining import BY_AREA, joining_of
from webapp.counting.leftover import leftover_of
from webapp.counting.lot import DEFAULT_ORDER, TieBreak, Ties
from webapp.counting.models import Count
from webapp.counting.pabulib import fingerprint
from webapp.counting.pots import PotCounted, count_pots
from webapp.counting.queries import PotElection, Voting, area_money, elections, number_of_ballots, voters_with
from webapp.counting.rules import AREA_MONEY, GROUPS, Rule, rule_called
from webapp.counting.what_if import others
from webapp.errors import Refusal, RefusalCode
from webapp.projects.groups import exclusive_groups
from webapp.rounds.models import Round
from webapp.version import VERSION

OF_ROUND = ("ties", "leftover", "pots")
"""Options of a round that are no rule's own: the order among equals, what becomes of left-over money, and whether pots
are counted together."""


def run_count(session: Session, voting: Voting, account_id: int | None) -> Count:
    """Count the ballots of a round by its own rule, options and seed, and keep the result.

    Refused while voting is open. Waits for ballots that were cast in time and are still being written.
    Raises Refusal(VOTING_STILL_OPEN), Refusal(VOTE_NOT_CLOSED), Refusal(VOTE_ANNULLED), or Refusal(PAPER_UNFINISHED).
    """
    if not voting.is_over:
        raise Refusal(RefusalCode.VOTING_STILL_OPEN)
    round_ = session.scalars(
        select(Round)
        .where(Round.id == voting.round.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    close_by_clock(session, round_.id)
    to_count = elections(session, round_)
    options = options_of(session, round_)
    rule, ties = counting_of(round_.counting_rule, options, round_.tie_seed)
    leftover = leftover_of(options)
    counted = count_pots(to_count, rule, ties, leftover)
    count = Count(
        round_id=round_.id,
        rule=round_.counting_rule,
        options=options,
        seed=round_.tie_seed,
        input_hash=input_hash(to_count),
        ballots=number_of_ballots(session, round_.id),
        result={
            "software": VERSION,
            "has_categories": True,
            "pots": [pot.json() for pot in counted],
            "voters_with_winner": voters_with(session, round_.id, winners_of(counted)),
            "what_if": others(to_count, rule, ties, leftover),
        },
        made_by_id=account_id,
    )
    session.add(count)
    session.flush()
    record(session, "count_ran", "count", count.id, account_id, rule=count.rule, ballots=count.ballots)
    return count


def winners_of(counted: Sequence[PotCounted]) -> list[int]:
    """The projects that won, over all pots."""
    return [int(winner) for pot in counted for winner in pot.result.winners]


def options_of(session: Session, round_: Round) -> dict[str, Any]:
    """The options by which a round is counted: its settings, and what its projects and pots add to them.

    These are the groups of projects of which one may win, and the money that is parted among the voters of each area.
    """
    groups = [
        [str(project.id) for project in group.projects] for group in exclusive_groups(session, round_.id)
    ]
    by_area = joining_of(round_.counting_options) is BY_AREA
    money = [[cents, projects] for cents, projects in area_money(session, round_.id)] if by_area else []
    added = {GROUPS: groups, AREA_MONEY: money}
    return round_.counting_options | {name: value for name, value in added.items() if value}


def counting_of(rule: str, options: Mapping[str, Any], seed: str | None) -> tuple[Rule, Ties]:
    """The rule and the order among equals that a round's settings mean. Raises RuleError."""
    of_rule = {name: value for name, value in options.items() if name not in OF_ROUND}
    order = tuple(TieBreak(criterion) for criterion in options.get("ties", DEFAULT_ORDER))
    return rule_called(rule, of_rule), Ties(seed, order)


def input_hash(to_count: list[PotElection]) -> bytes:
    """SHA-256 of everything that was counted: the fingerprints of the pots, in order, each on a line."""
    return sha256("".join(f"{fingerprint(pot.election)}\n" for pot in to_count).encode()).digest()
