"""A count as JSON: what the database keeps of it, so that the outcome page needs no counting again."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import ceil
from typing import Any

from webapp.counting.election import Election
from webapp.counting.left_out import left_out_by
from webapp.counting.pabulib import fingerprint
from webapp.counting.result import CountResult, Loss, LossReason, Payment, Step

LONGEST_FRACTION = 60
SHARED_TOLD = 3
"""So many winners are named that a loser's supporters have paid for as well."""


def result_json(election: Election, result: CountResult) -> dict[str, Any]:
    """A pot's result as JSON. Money in cents; project ids are numbers again."""
    shared = shared_supporters(election, result)
    return {
        "fingerprint": fingerprint(election),
        "budget_cents": result.budget_cents,
        "voters": result.voters,
        "voters_with_winner": voters_with_winner(election, result),
        "left_out": groups_left_out(election, result),
        "facts": result.facts,
        "steps": [_step(step) for step in result.steps],
        "losses": [{**_loss(loss), "shared": shared[loss.project]} for loss in result.losses],
    }


def groups_left_out(election: Election, result: CountResult) -> list[dict[str, int]] | None:
    """The groups that the result left with less than their share, their share in whole cents, rounded down."""
    groups = left_out_by(election, result)
    if groups is None:
        return None
    return [
        {
            "project_id": int(group.project),
            "voters": group.voters,
            "share_cents": int(group.share_cents),
            "got_cents": group.got_cents,
        }
        for group in groups
    ]


def voters_with_winner(election: Election, result: CountResult) -> int:
    """How many voters chose at least one winner."""
    won = set(result.winners)
    return sum(ballot.times for ballot in election.ballots if not won.isdisjoint(ballot.choices))


def shared_supporters(election: Election, result: CountResult) -> dict[str, list[dict[str, int]]]:
    """Of each project whose supporters lacked money: the winners that most of them supported as well, and how many."""
    losers = {loss.project for loss in result.losses if loss.reason is LossReason.SUPPORTERS_MONEY}
    paid = {step.project for step in result.steps if step.payment is not None}
    both: Counter[tuple[str, str]] = Counter()
    for ballot in election.ballots if losers else ():
        chosen = {c for c, points in zip(ballot.choices, ballot.points, strict=True) if points > 0}
        for loser in chosen & losers:
            for winner in chosen & paid:
                both[loser, winner] += ballot.times
    found: dict[str, list[dict[str, int]]] = {loss.project: [] for loss in result.losses}
    for (loser, winner), supporters in sorted(both.items(), key=lambda item: (-item[1], item[0])):
        if len(found[loser]) < SHARED_TOLD:
            found[loser].append({"project_id": int(winner), "supporters": supporters})
    return found


def _step(step: Step) -> dict[str, Any]:
    tie = step.tie
    return {
        "project_id": int(step.project),
        "votes": step.votes,
        "score": step.score,
        "cost_cents": step.cost_cents,
        "left_cents": step.left_cents,
        "tied_with": [] if tie is None else [int(other) for other in tie.others],
        "tie_decided_by": None if tie is None else tie.decided_by.value,
        "completion": step.completion,
        "payment": None if step.payment is None else _payment(step.payment),
    }


def _payment(payment: Payment) -> dict[str, Any]:
    exact = str(payment.price)
    return {
        "price_cents": float(payment.price),
        "price_exact": exact if len(exact) <= LONGEST_FRACTION else None,
        "full_payers": payment.full_payers,
        "partial_payers": payment.partial_payers,
        "partial_cents": float(payment.partial_cents),
    }


def _loss(loss: Loss) -> dict[str, Any]:
    return {
        "project_id": int(loss.project),
        "votes": loss.votes,
        "score": loss.score,
        "cost_cents": loss.cost_cents,
        "reason": loss.reason.value,
        "missing_cents": None if loss.missing_cents is None else ceil(Fraction(loss.missing_cents)),
        "missing_votes": loss.missing_votes,
        "after_step": loss.after_step,
        "because_of": loss.because_of,
    }
