"""Reading for officials: the queue, the reasons for refusal, what a proposal may be merged into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

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
