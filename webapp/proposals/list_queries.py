"""Reading the public list of proposals: a page of it, how many there are, and sums by area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import TextualSelect, text
from sqlalchemy.orm import Session

from webapp.areas.in_use import AREAS_IN_USE
from webapp.proposals.list_head import Mark
from webapp.proposals.rules import SHOWN_STATES
from webapp.reading import Kept, numbers, read
from webapp.texts import is_storable, like_letters

PAGE = 50
MOST_PAGES = 20_000
MOST_TEXT = 100

FILTERS: Mapping[str, str] = {
    "theme": "p.theme_id = (select id from theme where round_id = %(round)s and slug = %(theme)s)",
    "district": f"p.district_id = (select a.id {AREAS_IN_USE} where l.level = 'district' and a.code = %(district)s)",
    "neighbourhood": "p.neighbourhood_id = "
    f"(select a.id {AREAS_IN_USE} where l.level = 'neighbourhood' and a.code = %(neighbourhood)s)",
    "from": "p.created_at >= cast(%(from)s as date)::timestamp at time zone %(zone)s",
    "to": "p.created_at < (cast(%(to)s as date) + 1)::timestamp at time zone %(zone)s",
    "text": "(p.title ilike %(text)s or p.body ilike %(text)s)",
}
"""The same filters as the map's tiles have."""
NAMES = "id, title, start, state, theme_id, area_id, place_text"
"""What the template of the list unpacks, in this order."""
COLUMNS = """
    p.id, p.title, left(p.body, 180) || case when length(p.body) > 180 then '…' else '' end as start, p.state,
    p.theme_id, coalesce(p.neighbourhood_id, p.district_id) as area_id, p.place_text
"""
NEWEST = """
    select {columns} from proposal p where {where} order by p.id desc limit %(page)s offset %(skip)s
"""
# The order begins at the turn and goes round once. Most pages lie in the first lap, and asking for that alone costs the
# database half; the second lap is looked at only where the first runs out.
FIRST_LAP = """
    select {columns} from proposal p where {where} and p.sort_key >= %(turn)s
     order by p.sort_key, p.id limit %(page)s offset %(skip)s
"""
RANDOM = """
    with first as materialized (
        select {columns}, p.sort_key, 0 as lap from proposal p where {where} and p.sort_key >= %(turn)s
         order by p.sort_key, p.id limit %(last)s),
    second as (
        select {columns}, p.sort_key, 1 as lap from proposal p
         where {where} and p.sort_key < %(turn)s and (select count(*) from first) < %(last)s
         order by p.sort_key, p.id limit %(last)s)
    select {names} from (select * from first union all select * from second) p
     order by p.lap, p.sort_key, p.id limit %(page)s offset %(skip)s
"""
COUNT = "select count(*) from proposal p where {where}"
SUMS = "select {column} as area_id, count(*) as n from proposal where round_id = :round and state = any(:states) group by 1"
LEVEL_COLUMNS = {"neighbourhood": "neighbourhood_id", "district": "district_id"}


def filters_of(args: Mapping[str, str]) -> dict[str, str]:
    """The filters that an address has on; what cannot be understood is as if it had not been given."""
    known = {name: args.get(name, "").strip()[:MOST_TEXT] for name in FILTERS}
    known |= {name: day_of(known[name]) for name in ("from", "to")}
    return {name: value for name, value in known.items() if value and is_storable(value)}


def day_of(words: str) -> str:
    """A day as the address has it, or nothing where the words are no day."""
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        return ""


def numbers_of(round_id: int, filters: Mapping[str, str], zone: str) -> TextualSelect:
    """The numbers of a round's proposals that the filters leave, in whichever state, for other queries to choose from."""
    conditions, given = _narrowing(filters)
    words = f"select p.id from proposal p where {' and '.join(['p.round_id = %(round)s', *conditions])}"
    return numbers(words, {"round": round_id, "zone": zone, **given})


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed by. `filters` holds only those that are on; its days are days of the zone."""

    filters: Mapping[str, str]
    state: str | None
    order: str
    turn: float
    page: int
    zone: str = "UTC"

    @property
    def narrowed(self) -> tuple[object, ...]:
        """What decides how many proposals there are."""
        return self.state, *sorted(self.filters.items())


def found(session: Session, mark: Mark, wanted: Wanted, kept: Kept) -> tuple[int, Sequence[Any]]:
    """How many there are and a page of them. They are counted once for each state of affairs."""
    key = ("count", mark.rows, wanted.narrowed)
    total = kept.find(key)
    if total is not None:
        return total, listed(session, mark.id, wanted, total)
    total, rows = counted_list(session, mark.id, wanted)
    return kept.keep(key, total), rows


def listed(session: Session, round_id: int, wanted: Wanted, total: int) -> Sequence[Any]:
    """One page of the public list, where so many are known to be in it. One query, two where a lap ends."""
    where, values = _conditions(round_id, wanted)
    if wanted.order == "random":
        rows = read(session, FIRST_LAP.format(columns=COLUMNS, where=where), values)
        if len(rows) == min(PAGE, max(0, total - (wanted.page - 1) * PAGE)):
            return rows
    return read(session, _page(wanted, where), values)


def counted_list(session: Session, round_id: int, wanted: Wanted) -> tuple[int, Sequence[Any]]:
    """How many proposals the filters leave, and one page of them. One query."""
    where, values = _conditions(round_id, wanted)
    both = (
        f"select c.total, p.* from ({COUNT.format(where=where)}) c(total)"
        f" left join ({_page(wanted, where)}) p on true"
    )
    rows = read(session, both, values)
    return int(rows[0].total), [row[1:] for row in rows if row.id is not None]


def _page(wanted: Wanted, where: str) -> str:
    pattern = NEWEST if wanted.order == "newest" else RANDOM
    return pattern.format(columns=COLUMNS, names=NAMES, where=where)


def _conditions(round_id: int, wanted: Wanted) -> tuple[str, dict[str, Any]]:
    shown = ", ".join(f"'{state}'" for state in SHOWN_STATES)
    conditions = ["p.round_id = %(round)s", f"p.state in ({shown})"]
    values: dict[str, Any] = {
        "round": round_id,
        "turn": wanted.turn,
        "page": PAGE,
        "skip": (wanted.page - 1) * PAGE,
        "last": wanted.page * PAGE,
        "zone": wanted.zone,
    }
    if wanted.state:
        conditions.append("p.state = %(state)s")
        values["state"] = wanted.state
    more, given = _narrowing(wanted.filters)
    return " and ".join([*conditions, *more]), values | given


def _narrowing(filters: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """The conditions of the filters that are on, and their values."""
    values = dict(filters)
    if "text" in values:
        values["text"] = f"%{like_letters(values['text'])}%"
    return [FILTERS[name] for name in filters], values


def proposals_by_area(session: Session, round_id: int, level: str) -> dict[int | None, int]:
    """Public proposals by area at a level; None are those without an area. One grouped query on stored areas."""
    statement = text(SUMS.format(column=LEVEL_COLUMNS[level]))
    values = {"round": round_id, "states": [*SHOWN_STATES, "merged"]}
    return {row.area_id: row.n for row in session.execute(statement, values)}
