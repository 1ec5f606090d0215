"""Reading the public list of projects: the state of affairs, the choices around the rows, a page of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import TextualSelect
from sqlalchemy.orm import Session

from webapp.areas.in_use import AREAS_IN_USE
from webapp.errors import Refusal, RefusalCode
from webapp.proposals.list_head import FRAME, Choices, Frame, framed
from webapp.reading import Kept, numbers, read
from webapp.texts import Texts, is_storable, like_letters

PAGE = 50
MOST_PAGES = 10_000
MOST_TEXT = 100
ORDERS = ("random", "cheapest", "dearest")

# While the newest change is some seconds old, one that began earlier may still be committed: until then the mark
# changes every second.
MARK = """
    select r.id, r.slug, newest.at as changed_at, newest.left_out,
           (select max(ends_at) from phase where round_id = r.id and kind = 'voting'
               and starts_at <= clock_timestamp() and ends_at > clock_timestamp()) as voting_until,
           exists (select from phase where round_id = r.id and kind = 'voting' and ends_at <= clock_timestamp())
               as has_vote_ended,
           exists (select from outcome where round_id = r.id) as has_outcome,
           concat_ws(' ', r.id, r.xmin, (select string_agg(xmin::text, ',' order by id) from theme where round_id = r.id),
                     (select string_agg(xmin::text, ',' order by id) from pot where round_id = r.id),
                     (select string_agg(id::text, ',' order by id) from layer_version where state = 'active')) as frame,
           case when newest.at > clock_timestamp() - interval '10 seconds'
                then extract(epoch from clock_timestamp())::bigint end as unsettled
      from round r
      cross join lateral (select max(changed_at) as at, count(*) filter (where state = 'left_out') as left_out
                            from project where round_id = r.id) newest
     where r.slug = %(slug)s and r.is_published
"""
AROUND = f"""
    select f.*, (select coalesce(jsonb_agg(jsonb_build_array(id, name) order by area_code nulls first), '[]')
                   from pot where round_id = %(round)s) as pots
      from ({FRAME}) f
"""
SAID = "coalesce({column} ->> %(language)s, {column} ->> 'fi', {column}::text)"
WORDS = f"({SAID.format(column='p.title')} || ' ' || {SAID.format(column='p.summary')})"
FILTERS: Mapping[str, str] = {
    "theme": "p.theme_id = (select id from theme where round_id = %(round)s and slug = %(theme)s)",
    "district": f"p.district_id = (select a.id {AREAS_IN_USE} where l.level = 'district' and a.code = %(district)s)",
    "neighbourhood": "p.neighbourhood_id = "
    f"(select a.id {AREAS_IN_USE} where l.level = 'neighbourhood' and a.code = %(neighbourhood)s)",
    "pot": "p.pot_id = cast(%(pot)s as bigint)",
    "low": "p.cost_cents >= cast(%(low)s as bigint) * 100",
    "high": "p.cost_cents <= cast(%(high)s as bigint) * 100",
    "text": f"{WORDS} ilike %(text)s",
}
"""The same filters as the map's tiles have; sums are whole euros."""
WHOLE = ("pot", "low", "high")
ORDER_BY: Mapping[str, str] = {
    "random": "p.sort_key < %(turn)s, p.sort_key, p.id",
    "cheapest": "p.cost_cents, p.sort_key, p.id",
    "dearest": "p.cost_cents desc, p.sort_key, p.id",
}
LISTED = f"""
    select p.id, p.number, {SAID.format(column="p.title")} as title, left({SAID.format(column="p.summary")}, 180) as start,
           p.cost_cents, p.delivery, p.pot_id, p.theme_id, p.neighbourhood_id, p.district_id, p.place_text,
           ST_X(p.geom) as lon, ST_Y(p.geom) as lat, p.exclusive_group, p.total,
           array[ST_XMin(p.box), ST_YMin(p.box), ST_XMax(p.box), ST_YMax(p.box)] as box
      from (select p.*, count(*) over () as total, ST_Extent(coalesce(p.shape, p.geom)) over () as box
              from project p where p.round_id = %(round)s and p.state = 'ballot' {{filters}}) p
     order by {{order}} limit {PAGE} offset %(skip)s
"""
LEFT_OUT = """
    select id, title, left_out_reason, decided_at, unit from project
     where round_id = %(round)s and state = 'left_out' order by decided_at, id
"""


@dataclass(frozen=True)
class Mark:
    """A state of affairs. `frame` changes with the frame; all of it together changes with anything on the page."""

    id: int
    slug: str
    changed_at: datetime | None
    left_out: int
    voting_until: datetime | None
    has_vote_ended: bool
    has_outcome: bool
    frame: str
    unsettled: int | None


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed by. `filters` holds only those that are on; sums are whole euros."""

    filters: Mapping[str, str]
    order: str
    turn: float
    page: int


def filters_of(args: Mapping[str, str]) -> dict[str, str]:
    """The filters that an address has on; what cannot be understood is as if it had not been given."""
    known = {name: args.get(name, "").strip() for name in FILTERS}
    words = {
        name: str(whole(value) or "") if name in WHOLE else value[:MOST_TEXT] for name, value in known.items()
    }
    return {name: value for name, value in words.items() if value and is_storable(value)}


def whole(text: str) -> int | None:
    """A whole number with blanks between its thousands, None for anything else."""
    plain = "".join(text.split())
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 13 else None


def mark_of(session: Session, slug: str) -> Mark:
    """The state of affairs. Raises Refusal(NOT_FOUND)."""
    rows = read(session, MARK, {"slug": slug})
    if not rows:
        raise Refusal(RefusalCode.NOT_FOUND)
    return Mark(*rows[0])


def around(session: Session, mark: Mark, language: str, kept: Kept) -> tuple[Frame, Choices]:
    """The frame of the list and the pots of money to choose from, read once and put in each language once."""
    row = kept.get(("projects", mark.frame), lambda: read(session, AROUND, {"round": mark.id})[0])
    return kept.get(
        ("projects", mark.frame, language),
        lambda: (
            framed(row, language),
            [(str(number), Texts(name).in_language(language)) for number, name in row.pots],
        ),
    )


def listed(session: Session, mark: Mark, wanted: Wanted, language: str) -> Sequence[Any]:
    """A page of the projects on the ballot; each row knows how many there are in all, and the box around them. One query."""
    values: dict[str, Any] = {
        "round": mark.id,
        "language": language,
        "turn": wanted.turn,
        "skip": (wanted.page - 1) * PAGE,
    }
    filters, given = _narrowing(wanted.filters)
    return read(session, LISTED.format(filters=filters, order=ORDER_BY[wanted.order]), values | given)


def numbers_of(round_id: int, filters: Mapping[str, str], language: str) -> TextualSelect:
    """The numbers of a round's projects that the filters leave, in whichever state, for other queries to choose from."""
    narrowed, given = _narrowing(filters)
    words = f"select p.id from project p where p.round_id = %(round)s{narrowed}"
    return numbers(words, {"round": round_id, "language": language, **given})


def _narrowing(filters: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The conditions of the filters that are on, and their values."""
    values = dict(filters)
    if "text" in values:
        values["text"] = f"%{like_letters(values['text'])}%"
    return "".join(f" and {FILTERS[name]}" for name in filters), values


def left_out(session: Session, round_id: int) -> Sequence[Any]:
    """The projects that do not go to the vote, with the public reason of each."""
    return read(session, LEFT_OUT, {"round": round_id})
