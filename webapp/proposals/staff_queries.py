"""Reading for officials: the queue, the reasons for refusal, what a proposal may be merged into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.texts import like_letters

PAGE = 50


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
            "select r.id, r.slug, r.title, p.state, count(*) as n from proposal p join round r on r.id = p.round_id"
            " where p.state <> 'draft' group by r.id, r.slug, r.title, p.state order by r.id desc, p.state"
        )
    ).all()


def queue(
    session: Session, round_id: int | None, state: str, district: str | None, page: int
) -> Sequence[Row[Any]]:
    """Proposals for officials, the oldest first; one more than a page, so that one sees whether more follow."""
    return session.execute(
        text(
            f"""
            select p.id, p.title, p.state, p.channel, p.created_at, r.title as round_title, d.name as district,
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
            select p.id, p.title, left(p.body, 180) as start, n.name as neighbourhood
              from proposal p left join area n on n.id = p.neighbourhood_id
             where p.round_id = :round and p.id <> :without and p.state in ('submitted', 'accepted')
               and (p.title ilike :words or p.id::text = :number)
             order by p.created_at, p.id limit 10
            """
        ),
        {
            "round": round_id,
            "without": without_id,
            "words": f"%{like_letters(words)}%",
            "number": words.strip(),
        },
    ).all()


def gets_mail(session: Session, author_id: int | None) -> bool:
    """Whether the author is told by e-mail what becomes of their proposals. One query."""
    statement = select(Account.email.is_not(None) & Account.wants_news).where(Account.id == author_id)
    return bool(session.scalar(statement))


def next_to_check(session: Session, round_id: int, proposal_id: int) -> Row[Any]:
    """The proposal of the round that is to be checked after this one, else the oldest; and how many others wait. One query."""
    return session.execute(
        text(
            """
            with waiting as (
                select id, created_at from proposal
                 where round_id = :round and state = 'submitted' and id <> :here)
            select (select count(*) from waiting) as others,
                   (select w.id from waiting w cross join proposal p
                     where p.id = :here
                     order by (w.created_at, w.id) < (p.created_at, p.id), w.created_at, w.id limit 1) as id
            """
        ),
        {"round": round_id, "here": proposal_id},
    ).one()
