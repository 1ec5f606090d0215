"""Reading batches of voter codes, and how many of each were used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

BATCHES = text(
    """
    select b.*, coalesce(asker.name, asker.email, '–') as asked_by,
           coalesce(confirmer.name, confirmer.email) as confirmed_by
      from roll.code_batches(:round) b
      join account asker on asker.id = b.asked_by_id left join account confirmer on confirmer.id = b.confirmed_by_id
     order by b.id desc
    """
)
CODES = text("select batch_id, public_id from roll.codes_by_batch(:round)")
USED = text(
    "select group_id, used from box.used_by_group(:round, cast(:keys as bytea[]), cast(:groups as bigint[]))"
)


@dataclass(frozen=True, slots=True)
class BatchTold:
    """A batch for its list; `made` and `voided` are numbers of codes."""

    id: int
    opens: str
    purpose: str
    name: str
    size: int | None
    area_code: str | None
    expires_at: datetime | None
    asked_by_id: int
    asked_at: datetime
    confirmed_by_id: int | None
    confirmed_at: datetime | None
    printed_at: datetime | None
    prints: int
    voided_at: datetime | None
    made: int
    voided: int
    asked_by: str
    confirmed_by: str | None

    @property
    def state(self) -> str:
        """What can be done with it next: `asked`, `confirmed` (to be printed), `printed`, `void`, or `desk`."""
        if self.size is None:
            return "desk"
        if self.voided_at:
            return "void"
        if self.confirmed_at is None:
            return "asked"
        return "confirmed" if self.printed_at is None else "printed"


def batches(session: Session, round_id: int) -> list[BatchTold]:
    """The batches of a round, the newest first. One query."""
    return [BatchTold(*row) for row in session.execute(BATCHES, {"round": round_id})]


def used_by_batch(
    session: Session, round_id: int, ballot_keys: Callable[[Sequence[str]], list[bytes]]
) -> dict[int, int]:
    """How many codes of each batch have been used, in whole steps of 25. Two queries.

    The roll does not know whether a code was used: `ballot_keys` gives what stands for people in the box.
    """
    rows = session.execute(CODES, {"round": round_id}).all()
    keys = ballot_keys([f"code:{row.public_id}" for row in rows])
    values = {"round": round_id, "keys": keys, "groups": [row.batch_id for row in rows]}
    return defaultdict(int, {row.group_id: row.used for row in session.execute(USED, values)})
