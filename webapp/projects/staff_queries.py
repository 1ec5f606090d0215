"""Reading for officials: projects by how far they are, proposals that projects can be made of, all versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session, aliased

from webapp.accounts.models import Account
from webapp.errors import Refusal, RefusalCode
from webapp.projects.models import CostEstimate, CostLine
from webapp.projects.queries import line_of
from webapp.projects.rules import Estimate, Line, mark_of

PAGE = 50
STEP = """
    case when p.state = 'ballot' and p.delivery is not null then 'chosen'
         when p.state <> 'draft' then p.state
         when e.version is null then 'to_estimate'
         when e.published_at is null then 'to_confirm'
         else 'to_decide' end as step
"""
NEWEST = """
    left join lateral (select version, published_at from cost_estimate
                        where project_id = p.id order by version desc limit 1) e on true
"""
WORK = f"""
    select p.id, p.number, p.title, p.pot_id, p.cost_cents, p.delivery, p.district_id, p.neighbourhood_id,
           p.theme_id, p.created_at, e.version, {STEP}
      from project p {NEWEST}
     where p.round_id = :round
"""
LISTED = f"""
    select w.id, w.number, w.title, w.cost_cents, w.delivery, w.step, w.version, o.name as pot,
           d.name as district, n.name as neighbourhood, t.name as theme, u.next_date, count(*) over () as total
      from ({WORK}) w join pot o on o.id = w.pot_id left join area d on d.id = w.district_id
      left join area n on n.id = w.neighbourhood_id left join theme t on t.id = w.theme_id
      left join lateral (select next_date from delivery_update
                          where project_id = w.id order by at desc, id desc limit 1) u on true
     where (cast(:step as text) is null or w.step = :step)
       and (cast(:district as text) is null or d.code = :district)
       and (cast(:words as text) is null or w.title::text ilike :words)
     order by w.created_at, w.id limit {PAGE} offset :skip
"""
FREE = f"""
    select p.id, p.title, left(p.body, 180) as start, p.language, d.name as district, n.name as neighbourhood,
           t.name as theme, p.id = any(:chosen) as is_chosen, count(*) over () as total
      from proposal p left join area d on d.id = p.district_id left join area n on n.id = p.neighbourhood_id
      left join theme t on t.id = p.theme_id
     where p.round_id = :round and p.state = 'accepted'
       and not exists (select from project_proposal x where x.proposal_id = p.id)
       and (p.id = any(:chosen)
            or ((cast(:district as text) is null or d.code = :district)
                and (cast(:words as text) is null or p.title ilike :words or p.body ilike :words)))
     order by p.id = any(:chosen) desc, p.created_at, p.id limit {PAGE} offset :skip
"""
DETAIL = f"""
    select p.id, p.round_id, p.pot_id, p.theme_id, p.number, p.state, p.title, p.summary, p.place_text,
           p.cost_cents, p.unit, p.budget_line, p.left_out_reason, p.decided_at, p.delivery, p.changed_at,
           ST_X(p.geom) as lon, ST_Y(p.geom) as lat,
           ST_AsGeoJSON(p.shape, 7, 0) as shape, r.slug, r.title as round_title, r.highest_cost_cents,
           o.name as pot, o.amount_cents as pot_cents, p.neighbourhood_id, p.district_id, t.name as theme, n.name as neighbourhood, d.name as district,
           voting_has_opened(p.round_id) as has_voting_opened, e.version, {STEP}
      from project p {NEWEST} join round r on r.id = p.round_id join pot o on o.id = p.pot_id
      left join theme t on t.id = p.theme_id left join area n on n.id = p.neighbourhood_id
      left join area d on d.id = p.district_id
     where p.id = :id
"""
ORIGIN_PLACES = """
    select p.id, p.title, ST_X(p.geom) as lon, ST_Y(p.geom) as lat, ST_AsGeoJSON(p.shape, 7, 0) as shape
      from proposal p join project_proposal x on x.proposal_id in (p.id, p.merged_into_id)
     where x.project_id = :id and p.geom is not null order by p.id
"""
ORIGINS = """
    select p.id, p.title, p.body, p.language, p.author_name, p.created_at
      from proposal p join project_proposal x on x.proposal_id = p.id where x.project_id = :id order by p.id
"""
NEWS = """
    select u.id, u.at, u.delivery, u.note, u.spent_cents, u.next_date, coalesce(a.name, a.email) as by
      from delivery_update u left join account a on a.id = u.account_id where u.project_id = :id order by u.at, u.id
"""


@dataclass(frozen=True)
class Wanted:
    """What a list for officials is narrowed by; None means all."""

    step: str | None = None
    district: str | None = None
    words: str | None = None
    page: int = 1

    @property
    def values(self) -> dict[str, Any]:
        """As the SQL wants it, LIKE's own signs taken as letters."""
        like = None
        if self.words:
            plain = self.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            like = f"%{plain}%"
        return {"step": self.step, "district": self.district, "words": like, "skip": (self.page - 1) * PAGE}


@dataclass(frozen=True)
class Version:
    """A version of an estimate with who made and who published it."""

    id: int
    number: int
    made_at: datetime
    made_by_id: int | None
    made_by: str | None
    published_at: datetime | None
    published_by: str | None
    is_on_ballot: bool
    estimate: Estimate


def counts_by_step(session: Session, round_id: int) -> dict[str, int]:
    """How many projects of the round are how far."""
    found = session.execute(
        text(f"select step, count(*) as n from ({WORK}) w group by step"), {"round": round_id}
    )
    return {row.step: row.n for row in found}


def listed(session: Session, round_id: int, wanted: Wanted) -> Sequence[Row[Any]]:
    """Projects for officials, the oldest first, at most a page of them; each row knows how many there are."""
    return session.execute(text(LISTED), {"round": round_id, **wanted.values}).all()


def free_proposals(
    session: Session, round_id: int, wanted: Wanted, chosen: Sequence[int]
) -> Sequence[Row[Any]]:
    """Accepted proposals that are in no project: the chosen ones first, then the oldest."""
    values = {"round": round_id, "chosen": list(chosen), **wanted.values}
    return session.execute(text(FREE), values).all()


def detail(session: Session, project_id: int) -> Row[Any]:
    """A project of any state with the names around it. Raises Refusal(NOT_FOUND)."""
    row = session.execute(text(DETAIL), {"id": project_id}).one_or_none()
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return row


def mark(project: Row[Any]) -> str:
    """What forms carry of it."""
    return mark_of(project.changed_at)


def origin_places(session: Session, project_id: int) -> Sequence[Row[Any]]:
    """The proposals with a place that a project is made of, and those merged into them."""
    return session.execute(text(ORIGIN_PLACES), {"id": project_id}).all()


def origins(session: Session, project_id: int) -> Sequence[Row[Any]]:
    """The proposals that the project was made of, with their texts."""
    return session.execute(text(ORIGINS), {"id": project_id}).all()


def news(session: Session, project_id: int) -> Sequence[Row[Any]]:
    """News of the project with who wrote it, the oldest first."""
    return session.execute(text(NEWS), {"id": project_id}).all()


def versions(session: Session, project_id: int) -> list[Version]:
    """Every version of the estimate with its lines, the newest first. Two queries."""
    maker, publisher = aliased(Account), aliased(Account)
    chosen = (
        select(CostEstimate, maker, publisher)
        .outerjoin(maker, maker.id == CostEstimate.made_by_id)
        .outerjoin(publisher, publisher.id == CostEstimate.published_by_id)
        .where(CostEstimate.project_id == project_id)
        .order_by(CostEstimate.version.desc())
    )
    found = session.execute(chosen).all()
    lines: dict[int, list[Line]] = {row[0].id: [] for row in found}
    stored = select(CostLine).where(CostLine.estimate_id.in_(lines)).order_by(CostLine.position)
    for line in session.scalars(stored) if lines else ():
        lines[line.estimate_id].append(line_of(line))
    return [_version(row, made, published, lines[row.id]) for row, made, published in found]


def _version(
    row: CostEstimate, made: Account | None, published: Account | None, lines: list[Line]
) -> Version:
    return Version(
        id=row.id,
        number=row.version,
        made_at=row.made_at,
        made_by_id=row.made_by_id,
        made_by=_name(made),
        published_at=row.published_at,
        published_by=_name(published),
        is_on_ballot=row.is_on_ballot,
        estimate=Estimate(lines, row.lower_cents, row.upper_cents, row.months, row.unit, row.note),
    )


def _name(account: Account | None) -> str | None:
    return None if account is None else account.name or account.email
