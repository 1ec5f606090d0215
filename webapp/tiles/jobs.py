"""The job that folds changes into the map's cells."""

from __future__ import annotations

from procrastinate import Blueprint

from webapp.extensions import db

blueprint = Blueprint()


@blueprint.periodic(cron="* * * * *")
@blueprint.task(name="fold_pin_cells", queueing_lock="fold_pin_cells", pass_context=False)
def fold_pin_cells(timestamp: int) -> None:
    """Every minute: add waiting changes to the cells that low zooms read."""
    with db.engine.begin() as connection:
        connection.exec_driver_sql("select fold_pin_cells()")
