"""The job that gives pins their areas anew after a layer version was taken into use."""

from __future__ import annotations

from procrastinate import Blueprint
from sqlalchemy.orm import Session

from webapp.areas.activation import reassign_batch
from webapp.extensions import db

blueprint = Blueprint()


@blueprint.task(name="reassign")
def reassign() -> None:
    """Give all pins that wait their areas."""
    work_off()


@blueprint.periodic(cron="*/5 * * * *")
@blueprint.task(name="reassign_left", queueing_lock="reassign_left", pass_context=False)
def reassign_left(timestamp: int) -> None:
    """Every five minutes: what a worker that was stopped has left."""
    work_off()


def work_off() -> None:
    """Go on until no pins wait. Each batch is kept by itself, so that a stop loses nothing."""
    with Session(db.engine) as session:
        while reassign_batch(session):
            session.commit()
