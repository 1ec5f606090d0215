"""What the database holds afterwards, against what the clients were told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scripts.torture.scratch import Scratch

KEPT = "select commitment, state from box.ballot where round_id = %s"
TWICE = """
    select count(*) from (select ballot_key from box.ballot where round_id = %s and state = 'counted'
                          group by ballot_key having count(*) > 1) twice
"""
TORN = """
    select count(*) from box.ballot b where round_id = %s
       and (state = 'counted') = (not exists (select from box.choice c where c.ballot_id = b.id))
"""


@dataclass(frozen=True)
class Found:
    """Acknowledged ballots that are gone, voters counted twice, ballots without content, and what is there."""

    acknowledged: int
    lost: int
    twice: int
    torn: int
    counted: int
    kept: int

    @property
    def is_good(self) -> bool:
        return self.lost == self.twice == self.torn == 0


def look(city: Scratch, acknowledged: Iterable[bytes], length: int = 32) -> Found:
    """Compare. `length`: how many bytes of each commitment the clients know (a receipt has ten)."""
    told = {one[:length] for one in acknowledged}
    with city.connect() as connection:
        rows = [(bytes(row[0])[:length], row[1]) for row in connection.execute(KEPT, (city.round_id,))]
        numbers = [connection.execute(asked, (city.round_id,)).fetchone() for asked in (TWICE, TORN)]
    twice, torn = (int(str(row[0])) if row else 0 for row in numbers)
    there = {commitment for commitment, _ in rows}
    counted = sum(state == "counted" for _, state in rows)
    return Found(len(told), len(told - there), twice, torn, counted, len(rows))
