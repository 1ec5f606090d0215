"""The desk: an official marks a person's right as used on paper, and two officials key the papers, each blind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.database_refusals import database_refusals

MARK = text("select box.mark_paper(:round, :key, :fingerprint, :area)")
UNMARK = text("select box.unmark_paper(:round, :key)")
KEY = text(
    """
    select box.key_paper(:round, :station, :serial, :who, cast(:projects as bigint[]), cast(:values as int[]))
    """
)
PAPERS = text("select station, serial, status, first_by, second_by from box.papers(:round)")
UNFINISHED = text("select count(*) from box.papers(:round) where status in ('entered', 'disputed')")
ON_PAPER = text("select box.rights_on_paper(:round)")
LONGEST_STATION = 60


@dataclass(frozen=True, slots=True)
class PaperTold:
    """A paper without what is on it: where it came from, its number, how far it is, and who keyed it."""

    station: str
    serial: int
    status: str
    first_by: int
    second_by: int | None


def mark_paper(
    session: Session, round_id: int, key: bytes, fingerprint: bytes, official_id: int, area: str | None = None
) -> None:
    """Mark the right as used on paper; the person may be given a paper. The log names the official, nobody else.

    `area` is the code of the person's own area where voters choose for it, else None.
    Raises Refusal(VOTED_ON_WEB), Refusal(VOTED_ON_PAPER) or Refusal(VOTING_CLOSED).
    """
    with database_refusals():
        session.execute(MARK, {"round": round_id, "key": key, "fingerprint": fingerprint, "area": area})
    record(session, "paper_given", "round", round_id, official_id)


def unmark_paper(session: Session, round_id: int, key: bytes, official_id: int) -> None:
    """The person gave the paper back.

    Raises Refusal(PAPER_NOT_GIVEN), Refusal(MORE_PAPERS_THAN_RIGHTS) or, once the vote is closed, Refusal(VOTING_CLOSED).
    """
    with database_refusals():
        session.execute(UNMARK, {"round": round_id, "key": key})
    record(session, "paper_returned", "round", round_id, official_id)


def key_paper(
    session: Session,
    round_id: int,
    station: str,
    serial: int,
    official_id: int,
    projects: Sequence[int],
    values: Sequence[int | None] | None = None,
) -> str:
    """Key one paper: `entered`, then by another official `agreed` or `disputed`; one of them again, or a third, settles it.

    No projects at all means that the paper is no lawful ballot. Raises Refusal with what the database turned down.
    """
    sent = {
        "round": round_id,
        "station": station[:LONGEST_STATION],
        "serial": serial,
        "who": official_id,
        "projects": sorted(projects) if values is None else list(projects),
        "values": None if values is None else list(values),
    }
    with database_refusals():
        status = str(session.execute(KEY, sent).scalar_one())
    record(
        session, "paper_keyed", "round", round_id, official_id, station=station, serial=serial, status=status
    )
    return status


def papers(session: Session, round_id: int) -> list[PaperTold]:
    """Every paper that was keyed, by station and number. One query."""
    return [PaperTold(*row) for row in session.execute(PAPERS, {"round": round_id})]


def rights_on_paper(session: Session, round_id: int) -> int:
    """How many people have been given a paper. One query."""
    return session.scalar(ON_PAPER, {"round": round_id}) or 0


def unfinished(session: Session, round_id: int) -> int:
    """How many papers wait for a second official, or differ from what another keyed: a vote with any is not closed. One query."""
    return int(session.execute(UNFINISHED, {"round": round_id}).scalar_one())
