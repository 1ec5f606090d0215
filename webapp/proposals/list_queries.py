"""Reading the public list of proposals: a page of it, how many there are, and sums by area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from webapp.areas.in_use import AREAS_IN_USE
from webapp.errors import Refusal, RefusalCode
from webapp.proposals.rules import SHOWN_STATES, like_letters

PAGE = 50
MOST_PAGES = 20_000

HEAD = f"""
    select r.id, r.slug, r.title, r.xmin::text as mark,
           (select max(changed_at) from proposal where round_id = r.id) as changed_at,
           (select max(ends_at) from phase where round_id = r.id and kind = any(:proposing)
               and starts_at <= clock_timestamp() and ends_at > clock_timestamp()) as proposing_until,
           (select coalesce(jsonb_agg(jsonb_build_array(slug, name) order by position, id), '[]')
              from theme where round_id = r.id) as themes,
           (select coalesce(jsonb_agg(jsonb_build_array(l.level, a.code, a.name)
                   order by a.name ->> 'fi' collate "fi-x-icu"), '[]') {AREAS_IN_USE}
             where l.level in ('district', 'neighbourhood')) as areas,
           (select array[ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b)]
              from (select ST_Extent(geom) b from area_piece where level = 'city') e) as extent
      from round r where r.slug = :slug and r.is_published
"""
FILTERS: Mapping[str, str] = {
    "theme": "p.theme_id = (select id from theme where round_id = :round and slug = :theme)",
    "district": f"p.district_id = (select a.id {AREAS_IN_USE} where l.level = 'district' and a.code = :district)",
    "neighbourhood": "p.neighbourhood_id = "
    f"(select a.id {AREAS_IN_USE} where l.level = 'neighbourhood' and a.code = :neighbourhood)",
    "text": "(p.title ilike :text or p.body ilike :text)",
}
"""The same filters as the map's tiles have."""
COLUMNS = """
    p.id, p.title, left(p.body, 180) as start, p.state, p.lap, t.name as theme, n.name as neighbourhood,
    d.name as district, p.place_text
"""
JOINS = """
    left join theme t on t.id = p.theme_id left join area n on n.id = p.neighbourhood_id
    left join area d on d.id = p.district_id
"""
SUMS = "select {column} as area_id, count(*) as n from proposal where round_id = :round and state = any(:states) group by 1"
LEVEL_COLUMNS = {"neighbourhood": "neighbourhood_id", "district": "district_id"}


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed by. `filters` holds only those that are on."""

    filters: Mapping[str, str]
    state: str | None
    order: str
    turn: float
    page: int


def head(session: Session, slug: str, proposing: Sequence[str]) -> Row[Any]:
    """All that a list page needs besides its rows, in one query. Raises Refusal(NOT_FOUND)."""
    row = session.execute(text(HEAD), {"slug": slug, "proposing": list(proposing)}).one_or_none()
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return row


def listed(session: Session, round_id: int, wanted: Wanted) -> Sequence[Row[Any]]:
    """One page of the public list. The random order starts at `turn` and goes round once."""
    conditions, values = _conditions(round_id, wanted)
    values |= {"last": wanted.page * PAGE, "skip": (wanted.page - 1) * PAGE, "turn": wanted.turn}
    if wanted.order == "newest":
        rows = f"select p.*, 0 as lap from proposal p where {conditions} order by p.created_at desc, p.id desc limit :last"
        order = "p.created_at desc, p.id desc"
    else:
        lap = "(select p.*, {lap} as lap from proposal p where {where} and p.sort_key {sign} :turn order by p.sort_key, p.id limit :last)"
        first = lap.format(lap=0, where=conditions, sign=">=")
        rows = f"{first} union all {lap.format(lap=1, where=conditions, sign='<')}"
        order = "p.lap, p.sort_key, p.id"
    page = f"select * from ({rows}) p order by {order} limit {PAGE} offset :skip"
    return session.execute(text(f"select {COLUMNS} from ({page}) p {JOINS} order by {order}"), values).all()


def count_listed(session: Session, round_id: int, wanted: Wanted) -> int:
    """How many proposals the filters leave."""
    conditions, values = _conditions(round_id, wanted)
    return int(session.scalar(text(f"select count(*) from proposal p where {conditions}"), values) or 0)


def _conditions(round_id: int, wanted: Wanted) -> tuple[str, dict[str, Any]]:
    shown = ", ".join(f"'{state}'" for state in SHOWN_STATES)
    conditions = ["p.round_id = :round", f"p.state in ({shown})"]
    values: dict[str, Any] = {"round": round_id, **wanted.filters}
    if wanted.state:
        conditions.append("p.state = :state")
        values["state"] = wanted.state
    if "text" in values:
        values["text"] = f"%{like_letters(values['text'])}%"
    conditions += [FILTERS[name] for name in wanted.filters]
    return " and ".join(conditions), values


def proposals_by_area(session: Session, round_id: int, level: str) -> dict[int | None, int]:
    """Public proposals by area at a level; None are those without an area. One grouped query on stored areas."""
    statement = text(SUMS.format(column=LEVEL_COLUMNS[level]))
    values = {"round": round_id, "states": [*SHOWN_STATES, "merged"]}
    return {row.area_id: row.n for row in session.execute(statement, values)}
