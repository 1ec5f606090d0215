"""The worker's part: making large files, and removing them when their day is over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from procrastinate import Blueprint

from webapp.exports.actions import begin_file, fail_file, keep_file, note_rows, purge_files
from webapp.exports.dataset import Wanted
from webapp.exports.datasets import BY_KEY
from webapp.exports.formats import BY_EXTENSION
from webapp.exports.layers import pieces
from webapp.exports.rows import Rows
from webapp.exports.setting import setting_for
from webapp.extensions import db
from webapp.formats import speaking

blueprint = Blueprint()

ROWS_BETWEEN_NOTES = 5000


@blueprint.task(name="make_export")
def make_export(file_id: str) -> None:
    """Make a file that someone waits for. What goes wrong is told to them and to the log."""
    number = UUID(file_id)
    with db.sessionmaker() as session:
        wanted = begin_file(session, number)
        session.commit()
    if wanted is None:
        return
    try:
        with TemporaryDirectory(prefix="export-") as folder:
            path = Path(folder) / "made"
            write(path, number, wanted)
            with db.sessionmaker() as session:
                keep_file(session, number, pieces(path))
                session.commit()
    except Exception:
        with db.sessionmaker() as session:
            fail_file(session, number)
            session.commit()
        raise


@blueprint.periodic(cron="41 * * * *")
@blueprint.task(name="purge_exports", queueing_lock="purge_exports", pass_context=False)
def purge_exports(timestamp: int) -> None:
    """Every hour: remove files whose day is over."""
    with db.sessionmaker() as session:
        purge_files(session)
        session.commit()


def write(path: Path, file_id: UUID, wanted: Wanted) -> None:
    """Write the file, in the language of who asked for it."""
    dataset, form = BY_KEY[wanted.dataset], BY_EXTENSION[wanted.form]
    with speaking(wanted.language), db.sessionmaker() as session, path.open("wb") as file:
        rows = Rows(session, dataset, wanted, noting(file_id))
        file.writelines(form.write(rows, setting_for(session, wanted)))


def noting(file_id: UUID) -> Callable[[int], None]:
    """Note now and then how many rows have been read, for who waits."""
    noted = 0

    def told(rows: int) -> None:
        nonlocal noted
        if rows < noted + ROWS_BETWEEN_NOTES:
            return
        noted = rows
        with db.sessionmaker() as session:
            note_rows(session, file_id, rows)
            session.commit()

    return told
