"""Jobs of the ballot box: sealing every hour, and removing keys whose vote is over."""

from __future__ import annotations

from procrastinate import Blueprint
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.ballots import keys, seals
from webapp.ballots.models import Vote
from webapp.extensions import current_settings, db

blueprint = Blueprint()


@blueprint.periodic(cron="0 * * * *")
@blueprint.task(name="seal_ballots", queueing_lock="seal_ballots")
def seal_ballots(timestamp: int) -> None:
    """Every hour on the hour: seal what waits in each open vote, each step in a transaction of its own."""
    with Session(db.engine) as session:
        for round_id in seals.open_rounds(session):
            for step in (seals.seal, seals.settle_rights, seals.settle_voters):
                step(session, round_id)
                session.commit()
        remove_spent_keys(session)


def remove_spent_keys(session: Session) -> None:
    """Destroy keys that the database says are destroyed, should a crash have come between."""
    for round_id in session.scalars(select(Vote.round_id).where(Vote.key_destroyed_at.is_not(None))):
        keys.destroy(current_settings().key_folder, round_id)
