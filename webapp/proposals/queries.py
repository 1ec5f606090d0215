"""Reading proposals: the public list, one proposal with its timeline, alike ones nearby, sums by area, the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from webapp.errors import Refusal, RefusalCode
from webapp.proposals.rules import SHOWN_STATES

PAGE = 50
METRES_NEAR = 500
ALIKE = 0.3
"""Of 1: how alike titles must be to be shown as alike."""
MOST_PAGES = 20_000

ACTIVE = """
    from area a join layer_version v on v.id = a.version_id and v.state = 'active'
    join boundary_layer l on l.id = v.layer_id
"""
HEAD = f"""
    select r.id, r.slug, r.title, r.xmin::text as mark,
           (select max(changed_at) from proposal where round_id = r.id) as changed_at,
           (select max(ends_at) from phase where round_id = r.id and kind = any(:proposing)
               and starts_at <= clock_timestamp() and ends_at > clock_timestamp()) as proposing_until,
           (select coalesce(jsonb_agg(jsonb_build_array(slug, name) order by position, id), '[]')
              from theme where round_id = r.id) as themes,
           (select coalesce(jsonb_agg(jsonb_build_array(l.level, a.code, a.name)
                   order by a.name ->> 'fi' collate "fi-x-icu"), '[]') {ACTIVE}
             where l.level in ('district', 'neighbourhood')) as areas,
           (select array[ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b)]
              from (select ST_Extent(geom) b from area_piece where level = 'city') e) as extent
      from round r where r.slug = :slug and r.is_published
"""
FILTERS: Mapping[str, str] = {
    "theme": "p.theme_id = (select id from theme where round_id = :round and slug = :theme)",
    "district": f"p.district_id = (select a.id {ACTIVE} where l.level = 'district' and a.code = :district)",
    "neighbourhood": "p.neighbourhood_id = "
    f"(select a.id {ACTIVE} where l.level = 'neighbourhood' and a.code = :neighbourhood)",
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
DETAIL = """
    select p.id, p.round_id, p.author_id, p.author_name, p.state, p.title, p.body, p.language, p.place_text,
           p.theme_id, p.merged_into_id, p.reason_id, p.created_at, p.changed_at,
           ST_X(p.geom) as lon, ST_Y(p.geom) as lat, p.neighbourhood_id, p.district_id,
           r.slug, r.title as round_title, t.name as theme, n.name as neighbourhood, d.name as district,
           m.title as merged_into, f.name as reason, f.explanation as reason_explanation
      from proposal p join round r on r.id = p.round_id left join theme t on t.id = p.theme_id
      left join area n on n.id = p.neighbourhood_id left join area d on d.id = p.district_id
      left join proposal m on m.id = p.merged_into_id left join refusal_reason f on f.id = p.reason_id
     where p.id = :id and r.is_published
"""
# What projects tell is asked by name: the package that writes it stands above this one. A merged proposal has
# the later steps of the one that it went to.
TIMELINE = """
    with here as (select coalesce(merged_into_id, id) as id from proposal where id = :id),
    built as (select x.project_id as id, p.unit from project_proposal x join project p on p.id = x.project_id
               where x.proposal_id = (select id from here))
    select at, kind, unit, note, details from proposal_event where proposal_id = :id
    union all
    select e.published_at, 'estimated', e.unit, e.note,
           jsonb_build_object('lower', e.lower_cents, 'upper', e.upper_cents, 'project', e.project_id)
      from cost_estimate e join built on built.id = e.project_id where e.published_at is not null
    union all
    select u.at, 'delivery_' || u.delivery, built.unit, null,
           jsonb_build_object('news', u.note, 'spent', u.spent_cents, 'project', u.project_id,
                              'next', to_char(u.next_date, 'FMDD.FMMM.YYYY'))
      from delivery_update u join built on built.id = u.project_id
     order by at
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


def like_letters(words: str) -> str:
    """The words with LIKE's own signs taken as letters."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def detail(session: Session, proposal_id: int) -> Row[Any]:
    """One proposal with all the names around it. Raises Refusal(NOT_FOUND)."""
    row = session.execute(text(DETAIL), {"id": proposal_id}).one_or_none()
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return row


def timeline(session: Session, proposal_id: int) -> Sequence[Row[Any]]:
    """What has happened to a proposal, the first first."""
    return session.execute(text(TIMELINE), {"id": proposal_id}).all()


def merged_here(session: Session, proposal_id: int) -> Sequence[Row[Any]]:
    """The proposals merged into this one, with their authors' chosen names."""
    return session.execute(
        text("select id, title, author_name from proposal where merged_into_id = :id order by id"),
        {"id": proposal_id},
    ).all()


def of_author(session: Session, account_id: int) -> Sequence[Row[Any]]:
    """A person's own proposals, the newest first."""
    return session.execute(
        text(
            "select p.id, p.title, p.state, p.created_at, r.title as round_title from proposal p"
            " join round r on r.id = p.round_id where p.author_id = :id order by p.created_at desc, p.id desc"
        ),
        {"id": account_id},
    ).all()


def alike(
    session: Session, round_id: int, title: str, body: str, point: tuple[float, float] | None
) -> Sequence[Row[Any]]:
    """At most five proposals much alike: by their title anywhere in the city, or by title and text near the place."""
    lon, lat = point or (None, None)
    return session.execute(
        text(
            """
            with here as (select ST_SetSRID(ST_MakePoint(cast(:lon as float8), cast(:lat as float8)), 4326) as g)
            select p.id, p.title, left(p.body, 180) as start, n.name as neighbourhood,
                   ST_Distance(p.geom::geography, here.g::geography) as metres,
                   similarity(p.title, :title) as likeness
              from proposal p cross join here left join area n on n.id = p.neighbourhood_id
             where p.round_id = :round and p.state in ('submitted', 'accepted')
               and (similarity(p.title, :title) >= :alike
                    or (p.geom && ST_Expand(here.g, 0.02) and ST_DWithin(p.geom::geography, here.g::geography, :near)
                        and (word_similarity(:title, p.title || ' ' || p.body) >= :alike
                             or similarity(p.body, :body) >= :alike)))
             order by likeness desc, p.id limit 5
            """
        ),
        {
            "round": round_id,
            "title": title,
            "body": body,
            "lon": lon,
            "lat": lat,
            "alike": ALIKE,
            "near": METRES_NEAR,
        },
    ).all()


def area_choices(session: Session) -> Sequence[Row[Any]]:
    """The areas that one can choose from a list: districts first, each in Finnish alphabetical order."""
    return session.execute(
        text(
            f"select a.id, a.code, a.name, l.level {ACTIVE} where l.level <> 'city'"
            " order by l.level, a.name ->> 'fi' collate \"fi-x-icu\""
        )
    ).all()


def area_parts(session: Session, area_id: int) -> tuple[int | None, int | None]:
    """The neighbourhood and the district of an area in use. Raises Refusal(UNKNOWN_AREA)."""
    row = session.execute(
        text(
            f"""
            select l.level, (select d.id from area d join layer_version dv on dv.id = d.version_id and dv.state = 'active'
                   join boundary_layer dl on dl.id = dv.layer_id and dl.level = 'district'
                  where d.code = a.parent_code) as parent {ACTIVE} where a.id = :id and l.level <> 'city'
            """
        ),
        {"id": area_id},
    ).one_or_none()
    if row is None:
        raise Refusal(RefusalCode.UNKNOWN_AREA)
    return (None, area_id) if row.level == "district" else (area_id, row.parent)


def proposals_by_area(session: Session, round_id: int, level: str) -> dict[int | None, int]:
    """Public proposals by area at a level; None are those without an area. One grouped query on stored areas."""
    statement = text(SUMS.format(column=LEVEL_COLUMNS[level]))
    values = {"round": round_id, "states": [*SHOWN_STATES, "merged"]}
    return {row.area_id: row.n for row in session.execute(statement, values)}


def themes(session: Session, round_id: int) -> Sequence[Row[Any]]:
    """The themes of a round, in its own order."""
    return session.execute(
        text("select id, name from theme where round_id = :round order by position, id"), {"round": round_id}
    ).all()


def reasons(session: Session, round_id: int) -> Sequence[Row[Any]]:
    """The round's published reasons for refusal."""
    return session.execute(
        text(
            "select id, name, explanation from refusal_reason where round_id = :round order by position, id"
        ),
        {"round": round_id},
    ).all()


def queue_counts(session: Session) -> Sequence[Row[Any]]:
    """How many proposals wait in each state, by round."""
    return session.execute(
        text(
            "select r.id, r.title, p.state, count(*) as n from proposal p join round r on r.id = p.round_id"
            " where p.state <> 'draft' group by r.id, r.title, p.state order by r.id desc, p.state"
        )
    ).all()


def queue(
    session: Session, round_id: int | None, state: str, district: str | None, page: int
) -> Sequence[Row[Any]]:
    """Proposals for officials, the oldest first; one more than a page, so that one sees whether more follow."""
    return session.execute(
        text(
            f"""
            select p.id, p.title, p.state, p.created_at, r.title as round_title, d.name as district,
                   n.name as neighbourhood, t.name as theme
              from proposal p join round r on r.id = p.round_id left join theme t on t.id = p.theme_id
              left join area n on n.id = p.neighbourhood_id left join area d on d.id = p.district_id
             where p.state = :state and (cast(:round as bigint) is null or p.round_id = :round)
               and (cast(:district as text) is null or d.code = :district)
             order by p.created_at, p.id limit {PAGE + 1} offset :skip
            """
        ),
        {"round": round_id, "state": state, "district": district, "skip": (page - 1) * PAGE},
    ).all()


def merge_targets(session: Session, round_id: int, without_id: int, words: str) -> Sequence[Row[Any]]:
    """Proposals that another could be merged into: those with the words in the title, or with that number."""
    return session.execute(
        text(
            """
            select id, title, state from proposal
             where round_id = :round and id <> :without and state in ('submitted', 'accepted')
               and (title ilike :words or id::text = :number)
             order by created_at, id limit 10
            """
        ),
        {
            "round": round_id,
            "without": without_id,
            "words": f"%{like_letters(words)}%",
            "number": words.strip(),
        },
    ).all()


def draft_content(session: Session, key_hash: bytes, round_id: int) -> tuple[dict[str, Any], str] | None:
    """What the browser's owner has written for this round, and the nonce with which it will be sent."""
    row = session.execute(
        text(
            "select content, nonce from proposal_draft where key_hash = :key and round_id = :round"
            " and expires_at > clock_timestamp()"
        ),
        {"key": key_hash, "round": round_id},
    ).one_or_none()
    return None if row is None else (row.content, row.nonce)


def with_nonce(session: Session, nonce: str, author_id: int) -> int | None:
    """The proposal that this form has already become, if it has."""
    found: int | None = session.scalar(
        text("select id from proposal where form_nonce = :nonce and author_id = :author"),
        {"nonce": nonce, "author": author_id},
    )
    return found
