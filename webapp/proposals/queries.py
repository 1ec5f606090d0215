"""Reading proposals one by one: all about one with its timeline, and those of an author."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from webapp.errors import Refusal, RefusalCode
from webapp.proposals.models import ProposalFollower

DETAIL = """
    select p.id, p.round_id, p.author_id, p.author_name, p.channel, p.state, p.title, p.body, p.language, p.place_text,
           p.theme_id, p.merged_into_id, p.reason_id, p.created_at, p.changed_at,
           ST_X(p.geom) as lon, ST_Y(p.geom) as lat, ST_AsGeoJSON(p.shape, 7, 0) as shape, p.neighbourhood_id, p.district_id,
           r.slug, r.title as round_title, t.name as theme, n.name as neighbourhood, d.name as district,
           m.title as merged_into, f.name as reason, f.explanation as reason_explanation,
           (select project_id from project_proposal where proposal_id = p.id) as project_id
      from proposal p join round r on r.id = p.round_id left join theme t on t.id = p.theme_id
      left join area n on n.id = p.neighbourhood_id left join area d on d.id = p.district_id
      left join proposal m on m.id = p.merged_into_id left join refusal_reason f on f.id = p.reason_id
     where p.id = :id and r.is_published
"""
NEEDS_CODE = text(
    """
    select p.channel = 'desk' and (a.id is null or a.email is null and a.erased_at is null)
      from proposal p left join account a on a.id = p.author_id where p.id = :id
    """
)
# What projects and the outcome tell is asked by name: the packages that write it stand above this one. A merged
# proposal has the later steps of the one that it went to (`of`), and that one says who came to it (`from`).
TIMELINE = """
    with here as (select coalesce(merged_into_id, id) as id from proposal where id = :id),
    built as (select x.project_id as id, p.unit from project_proposal x join project p on p.id = x.project_id
               where x.proposal_id = (select id from here))
    select at, kind, unit, note, details from proposal_event where proposal_id = :id
    union all
    select e.at, e.kind, e.unit, e.note, e.details || jsonb_build_object('of', e.proposal_id)
      from here join proposal_event e on e.proposal_id = here.id
     where here.id <> :id
       and e.at > (select max(at) from proposal_event where proposal_id = :id and kind = 'merged')
    union all
    select e.at, 'merged_here', e.unit, e.note, jsonb_build_object('from', p.id, 'title', p.title)
      from proposal p
      join lateral (select * from proposal_event where proposal_id = p.id and kind = 'merged' order by at desc limit 1) e
        on true
     where p.merged_into_id = :id
    union all
    select o.published_at, case when w.is_winner then 'won' else 'not_won' end, null, null,
           jsonb_build_object('outcome', true, 'project', w.project_id)
      from outcome_project w join built on built.id = w.project_id join outcome o on o.id = w.outcome_id
    union all
    select p.decided_at, p.state, p.unit, null,
           jsonb_build_object('news', p.left_out_reason, 'price', p.cost_cents, 'project', p.id)
      from project p join built on built.id = p.id where p.decided_at is not null and p.state <> 'draft'
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


def needs_code(session: Session, proposal_id: int | None) -> bool:
    """Whether its author comes back by nothing but a code: it was entered at a desk for someone without an address."""
    found = session.execute(NEEDS_CODE, {"id": proposal_id}).scalar_one_or_none()
    return bool(found)


def detail(session: Session, proposal_id: int) -> Row[Any]:
    """One proposal with all the names around it. Raises Refusal(NOT_FOUND)."""
    row = session.execute(text(DETAIL), {"id": proposal_id}).one_or_none()
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return row


def timeline(session: Session, proposal_id: int) -> Sequence[Row[Any]]:
    """What has happened to a proposal, the first first."""
    return session.execute(text(TIMELINE), {"id": proposal_id}).all()


def is_followed(session: Session, proposal_id: int, account_id: int) -> bool:
    """Whether the person follows the proposal."""
    return session.get(ProposalFollower, (proposal_id, account_id)) is not None


def followed_by(session: Session, account_id: int) -> Sequence[Row[Any]]:
    """What a person follows, as `of_author` tells it, the newest followed first."""
    return session.execute(
        text(
            "select p.id, p.title, p.state, p.created_at, r.title as round_title from proposal_follower f"
            " join proposal p on p.id = f.proposal_id join round r on r.id = p.round_id"
            " where f.account_id = :id and p.state in ('submitted', 'accepted', 'refused', 'merged')"
            " order by f.created_at desc, p.id desc"
        ),
        {"id": account_id},
    ).all()


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
