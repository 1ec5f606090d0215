"""The areas in use: those that one can choose from a list, and which district a neighbourhood is in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from webapp.errors import Refusal, RefusalCode

FINLAND = (19.0, 59.5, 31.6, 70.1)
"""West, south, east, north: what a map shows while no area has been loaded."""

AREAS_IN_USE = """
    from area a join layer_version v on v.id = a.version_id and v.state = 'active'
    join boundary_layer l on l.id = v.layer_id
"""
"""A FROM clause: the areas `a` of the versions in use, with their layer `l`."""


DIVISION_MARK = """
    concat_ws('-', (select string_agg(id::text, '.' order by id) from layer_version where state = 'active'),
              (select (extract(epoch from max(activated_at)) * 1000000)::bigint from layer_version),
              (select sum(done) from reassignment))
"""
"""An expression that changes when another version is taken into use, and as pins follow it into its areas."""


def area_choices(session: Session) -> Sequence[Row[Any]]:
    """The areas that one can choose from a list: districts first, each in Finnish alphabetical order."""
    return session.execute(
        text(
            f"select a.id, a.code, a.name, l.level {AREAS_IN_USE} where l.level <> 'city'"
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
                  where d.code = a.parent_code) as parent {AREAS_IN_USE} where a.id = :id and l.level <> 'city'
            """
        ),
        {"id": area_id},
    ).one_or_none()
    if row is None:
        raise Refusal(RefusalCode.UNKNOWN_AREA)
    return (None, area_id) if row.level == "district" else (area_id, row.parent)
