"""Reading what the form needs: themes, alike proposals, a kept draft, what a form has already become."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

METRES_NEAR = 500
ALIKE = 0.3
"""Of 1: how alike titles must be to be shown as alike."""


def themes(session: Session, round_id: int) -> Sequence[Row[Any]]:
    """The themes of a round, in its own order."""
    return session.execute(
        text("select id, name from theme where round_id = :round order by position, id"), {"round": round_id}
    ).all()


def place_kinds(session: Session, round_id: int) -> Sequence[str]:
    """The kinds of place that a proposal of the round may have."""
    found: Sequence[str] = session.scalar(
        text("select place_kinds from round where id = :round"), {"round": round_id}
    )
    return found


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


def with_nonce(session: Session, nonce: str, sender_id: int) -> int | None:
    """The proposal that this form has already become, if it has: of its author, or of the official who entered it."""
    found: int | None = session.scalar(
        text(
            "select id from proposal where form_nonce = :nonce and coalesce(entered_by_id, author_id) = :sender"
        ),
        {"nonce": nonce, "sender": sender_id},
    )
    return found
