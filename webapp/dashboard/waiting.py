"""What waits for a person who works on rounds: one query over all that they may do. It composes several features."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.rounds.phases import Activity, opening
from webapp.texts import Texts

# Each part gives for a round: how many (n), since when or at what moment (at), and which step of a vote it is (step).
# What one person asks for another confirms; where one person will do, also the same.
OTHERS = "(not r.two_people or {by} is distinct from :me)"
VOTING = "join phase f on f.round_id = r.id and f.kind = 'voting' left join vote v on v.round_id = r.id"
NOT_ASKED = """
    not exists (select from vote_step s where s.round_id = r.id and s.step = '{step}' and s.confirmed_at is null)
"""
NO_OUTCOME = "not exists (select from outcome o where o.round_id = r.id)"
PARTS: Mapping[str, str] = {
    "step": f"""
        select r.id, 1 as n, s.asked_at as at, s.step from vote_step s join round r on r.id = s.round_id
         where s.confirmed_at is null and {OTHERS.format(by="s.asked_by_id")}
    """,
    "open": f"""
        select r.id, 1, f.starts_at, null from round r {VOTING}
         where r.is_published and r.two_people and now() between f.starts_at - interval '7 days' and f.ends_at
           and v.opened_at is null and v.annulled_at is null and {NOT_ASKED.format(step="open")}
    """,
    "close": f"""
        select r.id, 1, f.ends_at, null from round r {VOTING}
         where r.is_published and f.ends_at < now() and (v.opened_at is not null or not r.two_people)
           and v.closed_at is null and v.annulled_at is null and {NO_OUTCOME} and {NOT_ASKED.format(step="close")}
    """,
    "papers": f"""
        select r.id, count(*), null, null from round r cross join lateral box.papers(r.id) p
         where (p.status = 'disputed' or p.status = 'entered' and p.first_by <> :me)
           and not exists (select from vote v where v.round_id = r.id and (v.closed_at is not null or v.annulled_at is not null))
           and {NO_OUTCOME} group by r.id
    """,
    "count": f"""
        select r.id, 1, v.closed_at, null from round r join vote v on v.round_id = r.id
         where v.closed_at is not null and v.annulled_at is null and {NO_OUTCOME}
           and not exists (select from count c where c.round_id = r.id)
    """,
    "publish": f"""
        select r.id, 1, c.made_at, null from round r
          join lateral (select made_at, made_by_id from count where round_id = r.id order by id desc limit 1) c on true
         where {NO_OUTCOME} and {OTHERS.format(by="c.made_by_id")}
    """,
    "register": f"""
        select r.id, 1, l.asked_at, null from round r cross join lateral roll.register_loads(r.id) l
         where l.confirmed_at is null and {NO_OUTCOME} and {OTHERS.format(by="l.asked_by_id")}
    """,
    "codes": f"""
        select r.id, count(*), min(b.asked_at), null from round r cross join lateral roll.code_batches(r.id) b
         where 'code' = any(r.voting_providers) and b.purpose <> 'desk' and b.confirmed_at is null
           and b.voided_at is null and {NO_OUTCOME} and {OTHERS.format(by="b.asked_by_id")}
         group by r.id
    """,
    "estimates": """
        select r.id, count(*), min(e.made_at), null from project p join round r on r.id = p.round_id
          join lateral (select made_at, made_by_id, published_at from cost_estimate
                         where project_id = p.id order by version desc limit 1) e on true
         where p.state = 'draft' and e.published_at is null and e.made_by_id is distinct from :me group by r.id
    """,
    "proposals": """
        select r.id, count(*), min(p.created_at), null from proposal p join round r on r.id = p.round_id
         where p.state = 'submitted' and exists (
               select from phase f where f.round_id = r.id and f.kind = any(:screening)
                  and now() >= f.starts_at and now() < f.ends_at)
         group by r.id
    """,
    "news": """
        select r.id, count(*), null, null from project p join round r on r.id = p.round_id
          join lateral (select next_date from delivery_update
                         where project_id = p.id order by at desc, id desc limit 1) u on true
         where p.delivery in ('planned', 'under_way') and u.next_date < :today group by r.id
    """,
}
"""The parts by their key, the most pressing first."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits in a round: how many, and since when or at what moment; `step` where it is one of a vote."""

    part: str
    number: int
    at: datetime | None
    step: str | None
    round_id: int
    slug: str
    round_title: Texts


def waiting(session: Session, parts: Collection[str], account_id: int, today: date) -> list[Waiting]:
    """What of these parts, one at least, waits for the person, in the order of the parts and then of the newest round. One query."""
    wanted = [part for part in PARTS if part in parts]
    union = " union all ".join(
        f"select {place} as place, w.id, w.n, w.at::timestamptz, w.step::text"
        f" from ({PARTS[part]}) as w (id, n, at, step)"
        for place, part in enumerate(wanted)
    )
    rows = session.execute(
        text(
            f"select w.place, w.n, w.at, w.step, r.id, r.slug, r.title from ({union}) w"
            " join round r on r.id = w.id order by w.place, r.id desc, w.at"
        ),
        {"me": account_id, "today": today, "screening": list(opening(Activity.SCREEN))},
    )
    return [
        Waiting(wanted[place], n, at, step, id_, slug, Texts(title))
        for place, n, at, step, id_, slug, title in rows
    ]
