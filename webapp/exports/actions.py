"""Asking the worker for a file, and what the worker writes down about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import Refusal, RefusalCode
from webapp.exports.dataset import Wanted
from webapp.exports.models import ExportFile, ExportPiece

KEPT_HOURS = 24
MOST_WAITING = 5
"""Files that one person may have waiting at once."""
DEFER = text(
    "select procrastinate_defer_jobs_v1(array[row('default', 'exports:make_export', 0, null, null,"
    " cast(:args as jsonb), null)::procrastinate_job_to_defer_v1])"
)


def ask_for_file(session: Session, wanted: Wanted, name: str, rows: int, account_id: int) -> ExportFile:
    """Note what is asked for and wake the worker. Raises Refusal(TOO_MANY_FILES)."""
    session.execute(select(func.pg_advisory_xact_lock(account_id)))
    waiting = select(func.count()).where(
        ExportFile.account_id == account_id, ExportFile.state.in_(("waiting", "running"))
    )
    if (session.scalar(waiting) or 0) >= MOST_WAITING:
        raise Refusal(RefusalCode.TOO_MANY_FILES)
    file = ExportFile(
        account_id=account_id,
        round_id=wanted.round_id,
        wanted=asdict(wanted),
        name=name,
        rows_total=rows,
        expires_at=func.clock_timestamp() + func.make_interval(0, 0, 0, 0, KEPT_HOURS),
    )
    session.add(file)
    session.flush()
    record(session, "exported", "round", wanted.round_id, account_id, name=name)
    session.execute(DEFER, {"args": json.dumps({"file_id": str(file.id)})})
    return file


def begin_file(session: Session, file_id: UUID) -> Wanted | None:
    """Take a waiting file up, or one that a stopped worker has left: what is wanted; None where nobody waits any more."""
    file = session.get(ExportFile, file_id, with_for_update=True)
    if file is None or file.state in ("ready", "failed"):
        return None
    session.execute(delete(ExportPiece).where(ExportPiece.file_id == file_id))
    file.state, file.rows_done = "running", 0
    session.flush()
    return Wanted(**file.wanted)


def note_rows(session: Session, file_id: UUID, rows: int) -> None:
    """Note how many rows have been read."""
    session.execute(update(ExportFile).where(ExportFile.id == file_id).values(rows_done=rows))


def keep_file(session: Session, file_id: UUID, pieces: Iterator[bytes]) -> None:
    """Keep the finished file, a piece at a time."""
    size = 0
    for number, piece in enumerate(pieces):
        session.execute(insert(ExportPiece), {"file_id": file_id, "number": number, "content": piece})
        size += len(piece)
    session.execute(
        update(ExportFile)
        .where(ExportFile.id == file_id)
        .values(state="ready", size=size, rows_done=ExportFile.rows_total)
    )


def fail_file(session: Session, file_id: UUID) -> None:
    """Note that the file could not be made."""
    session.execute(update(ExportFile).where(ExportFile.id == file_id).values(state="failed"))


def purge_files(session: Session) -> None:
    """Remove files whose day is over."""
    session.execute(delete(ExportFile).where(ExportFile.expires_at < func.clock_timestamp()))
