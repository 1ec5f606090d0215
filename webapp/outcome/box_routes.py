"""The seals of a vote for everyone, the published ballot box, and the program that checks it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint, Response, jsonify, render_template
from flask.typing import ResponseReturnValue

from webapp.access import Permission, fresh_sign_in, public, requires
from webapp.ballots.models import Batch
from webapp.ballots.seals import LEAST, batches
from webapp.ballots.steps import vote_of
from webapp.counting.queries import Voting, voting_of
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.outcome.box_file import published
from webapp.outcome.queries import outcome_of
from webapp.outcome.rules import whole_told

blueprint = Blueprint("box", __name__)
VERIFIER = Path(__file__).resolve().parents[2] / "scripts" / "verify.py"


@blueprint.get("/rounds/<slug>/seals")
@public
def seals(slug: str) -> ResponseReturnValue:
    """The chain of sealed batches, from the first hour of voting on."""
    voting = _voting(slug)
    return render_template(
        "outcome/seals.html",
        voting=voting,
        round=voting.round,
        vote=vote_of(db.session, voting.round.id),
        batches=(sealed := batches(db.session, voting.round.id)),
        sizes=sizes_told(sealed),
        outcome=outcome_of(db.session, voting.round.id),
        least=LEAST,
    )


@blueprint.get("/rounds/<slug>/seals.json")
@public
def seals_json(slug: str) -> ResponseReturnValue:
    """The same for programs that note the heads down."""
    voting = _voting(slug)
    vote = vote_of(db.session, voting.round.id)
    sealed = batches(db.session, voting.round.id)
    heads = [
        {"no": one.no, "size": size, "head": one.head.hex(), "sealed_at": one.sealed_at.isoformat()}
        for one, size in zip(sealed, sizes_told(sealed), strict=True)
    ]
    key = vote.key_fingerprint.hex() if vote and vote.key_fingerprint else None
    return jsonify(round=voting.round.id, rules=vote and vote.rules, key_sha256=key, batches=heads)


@blueprint.get("/rounds/<slug>/box.json")
@public
def box(slug: str) -> ResponseReturnValue:
    """The published ballot box, once the outcome is published."""
    voting = _voting(slug)
    if outcome_of(db.session, voting.round.id) is None:
        raise Refusal(RefusalCode.NOT_COUNTED)
    return jsonify(published(db.session, voting.round))


@blueprint.get("/staff/rounds/<slug>/box.json")
@requires(Permission.COUNT)
@fresh_sign_in
def staff_box(slug: str) -> ResponseReturnValue:
    """Every ballot of a vote that is over, for the auditor who repeats the check before it is confirmed."""
    answer = jsonify(published(db.session, _voting(slug).round, for_auditor=True))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-box.json"'
    return answer


@blueprint.get("/verify.py")
@public
def verifier() -> ResponseReturnValue:
    """The program that checks a published box."""
    return Response(VERIFIER.read_text("utf-8"), mimetype="text/plain")


def sizes_told(sealed: Sequence[Batch]) -> list[int | None]:
    """The ballots in each batch; None where all together are so few that their number is not told."""
    few = whole_told(sum(one.size for one in sealed)) is None
    return [None if few else one.size for one in sealed]


def _voting(slug: str) -> Voting:
    voting = voting_of(db.session, slug)
    if voting is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return voting
