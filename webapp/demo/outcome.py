"""The outcome of the finished round: counted from its ballots and published, as a planner would."""

from __future__ import annotations

from datetime import time
from typing import Any

from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.counting.actions import run_count
from webapp.counting.queries import voting_of
from webapp.demo.files import Calendar
from webapp.demo.rounds import LoadedRound
from webapp.outcome.actions import publish_outcome
from webapp.outcome.models import Outcome


def load_outcome(
    session: Session,
    loaded: LoadedRound,
    content: dict[str, Any],
    calendar: Calendar,
    counter: Account,
    publisher: Account,
) -> Outcome:
    """Count the round and publish what came out by two people, on the day on which confirming the result began."""
    [confirming] = [phase["starts"] for phase in content["phases"] if phase["kind"] == "confirming_result"]
    voting = voting_of(session, loaded.round.slug)
    if voting is None:
        raise LookupError(f"the round {loaded.round.slug} is not published")
    count = run_count(session, voting, counter.id)
    outcome = publish_outcome(session, loaded.round.id, count.id, publisher.id)
    count.made_at = calendar.moment(confirming)
    outcome.published_at = calendar.moment(confirming[:10], time(14))
    session.flush()
    return outcome
