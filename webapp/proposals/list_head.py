"""What is around the rows of the public list: the round, the choices of the filters, the city's extent.

Two reads: `mark_of` with every request, lean, says which state of affairs a page shows; `frame_of` is read again only
when the mark's `frame` has changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from webapp.areas.in_use import AREAS_IN_USE, DIVISION_MARK
from webapp.errors import Refusal, RefusalCode
from webapp.reading import Kept, read
from webapp.texts import Texts

# While the newest change is some seconds old, one that began earlier may still be committed: until then the mark
# changes every second.
MARK = f"""
    select r.id, r.slug, newest.at as changed_at,
           (select max(ends_at) from phase where round_id = r.id and kind = any(%(proposing)s)
               and starts_at <= clock_timestamp() and ends_at > clock_timestamp()) as proposing_until,
           concat_ws(' ', r.id, r.xmin, (select string_agg(xmin::text, ',' order by id) from theme where round_id = r.id),
                     (select string_agg(id::text, ',' order by id) from layer_version where state = 'active'),
                     (select string_agg(xmin::text, ',' order by id) from reassignment)) as frame,
           case when newest.at > clock_timestamp() - interval '10 seconds'
                then extract(epoch from clock_timestamp())::bigint end as unsettled,
           {DIVISION_MARK} as areas
      from round r cross join lateral (select max(changed_at) as at from proposal where round_id = r.id) newest
     where r.slug = %(slug)s and r.is_published
"""
FRAME = f"""
    select r.title,
           (select coalesce(jsonb_agg(jsonb_build_array(id, slug, name) order by position, id), '[]')
              from theme where round_id = r.id) as themes,
           (select coalesce(jsonb_agg(jsonb_build_array(l.level, a.code, a.name,
                   jsonb_build_array(ST_XMin(a.geom), ST_YMin(a.geom), ST_XMax(a.geom), ST_YMax(a.geom)))
                   order by a.name ->> 'fi' collate "fi-x-icu"), '[]') {AREAS_IN_USE}
             where l.level in ('district', 'neighbourhood')) as areas,
           (select coalesce(jsonb_agg(jsonb_build_array(a.id, a.name)), '[]')
              from area a join layer_version v on v.id = a.version_id where v.state <> 'draft') as every_area,
           (select array[ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b)]
              from (select ST_Extent(geom) b from area_piece where level = 'city') e) as extent
      from round r where r.id = %(round)s
"""


class Mark(NamedTuple):
    """A state of affairs. `frame` changes with the frame; `rows` changes with any of the round's proposals; `areas`
    says to the map's tiles which areas pins lie in."""

    id: int
    slug: str
    changed_at: datetime | None
    proposing_until: datetime | None
    frame: str
    unsettled: int | None
    areas: str

    @property
    def rows(self) -> tuple[object, ...]:
        return self.frame, self.changed_at, self.unsettled


Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Frame:
    """The page around the rows in one language: choices are (value, name); names of areas and themes by number;
    boxes of areas by level and code, each west, south, east, north."""

    title: str
    themes: Choices
    districts: Choices
    neighbourhoods: Choices
    theme_names: Mapping[int, str]
    area_names: Mapping[int, str]
    boxes: Mapping[tuple[str, str], Sequence[float]]
    extent: Sequence[float] | None

    def box_of(self, filters: Mapping[str, str]) -> Sequence[float] | None:
        """What the map opens on: the smallest area that the list is narrowed to, None where it is to none."""
        named = (self.boxes.get((level, filters.get(level, ""))) for level in ("neighbourhood", "district"))
        return next((box for box in named if box), None)


def mark_of(session: Session, slug: str, proposing: Sequence[str]) -> Mark:
    """The state of affairs. Raises Refusal(NOT_FOUND)."""
    rows = read(session, MARK, {"slug": slug, "proposing": list(proposing)})
    if not rows:
        raise Refusal(RefusalCode.NOT_FOUND)
    return Mark(*rows[0])


def frame_of(session: Session, mark: Mark, language: str, kept: Kept) -> Frame:
    """The frame of the list in a language, read once for all languages."""
    row = kept.get(("frame", mark.frame), lambda: read(session, FRAME, {"round": mark.id})[0])
    return kept.get(("frame", mark.frame, language), lambda: framed(row, language))


def framed(row: Any, language: str) -> Frame:
    """What was read of the frame, in a language."""

    def said(texts: dict[str, Any]) -> str:
        return Texts(texts).in_language(language)

    def areas(wanted: str) -> Choices:
        return [(code, said(name)) for level, code, name, _box in row.areas if level == wanted]

    return Frame(
        title=said(row.title),
        themes=[(slug, said(name)) for _, slug, name in row.themes],
        districts=areas("district"),
        neighbourhoods=areas("neighbourhood"),
        theme_names={number: said(name) for number, _, name in row.themes},
        area_names={number: said(name) for number, name in row.every_area},
        boxes={(level, code): box for level, code, _name, box in row.areas},
        extent=None if row.extent is None or None in row.extent else row.extent,
    )
