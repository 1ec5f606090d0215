"""Reading rounds: which one an address means, and what is open in it now by the database's clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from webapp.errors import Refusal, RefusalCode
from webapp.reading import read
from webapp.rounds.editing import ReasonView
from webapp.rounds.models import Phase, RefusalReason, Round
from webapp.rounds.phases import Activity, opening
from webapp.rounds.rules import PotView, RoundView, ThemeView, VotingTerms, phase_view
from webapp.texts import Texts

# One statement for a round with its phases, pots (with the population of the district in use) and themes.
# Whether an outcome is published is asked by name: the package that writes it stands above this one.
VIEW = """
    select r.id, r.slug, r.title, r.summary, r.rules_text, r.is_published, r.ballot_type, r.ballot_limits,
           r.voting_areas, r.voting_providers, r.only_registered, r.proposing_providers, r.proposing_age, r.proposing_residents, r.counting_rule, r.counting_options, r.minimum_age, r.can_change_ballot, r.highest_cost_cents,
           r.tie_seed, r.two_people, r.ballots_published, r.place_kinds, clock_timestamp() as now,
           exists (select from outcome o where o.round_id = r.id) as has_outcome,
           voting_has_opened(r.id) as has_voting_opened,
           not r.two_people or exists (select from vote v where v.round_id = r.id and v.opened_at is not null
                                          and v.annulled_at is null) as is_vote_opened,
           (select coalesce(jsonb_agg(jsonb_build_array(p.id, p.kind, p.starts_at, p.ends_at, p.note)
                                      order by p.starts_at, p.id), '[]')
              from phase p where p.round_id = r.id) as phases,
           (select coalesce(jsonb_agg(jsonb_build_array(p.id, p.area_code, p.name, p.amount_cents, a.population)
                                      order by p.area_code nulls first), '[]')
              from pot p
              left join (select coalesce(a.code, '') as code, sum(a.population)::bigint as population
                           from area a join layer_version v on v.id = a.version_id and v.state = 'active'
                           join boundary_layer l on l.id = v.layer_id and l.level = 'district'
                          group by grouping sets ((a.code), ())) a on a.code = coalesce(p.area_code, '')
             where p.round_id = r.id) as pots,
           (select coalesce(jsonb_agg(jsonb_build_array(t.id, t.slug, t.name) order by t.position, t.id), '[]')
              from theme t where t.round_id = r.id) as themes
      from round r
"""
BY_SLUG = text(f"{VIEW} where r.slug = :slug and (r.is_published or :also_unpublished)")
PUBLIC = text(f"{VIEW} where r.is_published")
EVERY = text(VIEW)
TERMS = (
    "select id, slug, voting_providers, can_change_ballot from round where slug = %(slug)s and is_published"
)


@dataclass(frozen=True)
class Window:
    """When an activity is open. `closes_at` is None while it is closed, `opens_at` when it will not open again."""

    is_open: bool
    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Terms:
    id: int
    slug: str
    voting_providers: Sequence[str]
    can_change_ballot: bool


def published_round(session: Session, slug: str) -> Round:
    """The published round at this address. Raises Refusal(NOT_FOUND) where there is none."""
    round_ = session.scalar(select(Round).where(Round.slug == slug, Round.is_published))
    if round_ is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return round_


def is_open(session: Session, round_id: int, activity: Activity) -> bool:
    """Whether a phase of the published round opens the activity at this moment."""
    return window(session, round_id, activity).is_open


def window(session: Session, round_id: int, activity: Activity) -> Window:
    """Whether the activity is open now, until when, or else when it opens next."""
    now = func.clock_timestamp()
    is_now = (Phase.starts_at <= now) & (Phase.ends_at > now)
    row = session.execute(
        select(
            func.coalesce(func.bool_or(is_now), False),
            func.min(Phase.starts_at).filter(Phase.starts_at > now),
            func.max(Phase.ends_at).filter(is_now),
        )
        .join(Round, Round.id == Phase.round_id)
        .where(Phase.round_id == round_id, Round.is_published, Phase.kind.in_(opening(activity)))
    ).one()
    return Window(*row)


def round_view(session: Session, slug: str, *, also_unpublished: bool = False) -> RoundView:
    """The round at this address with its phases, pots and themes, in one query. Raises Refusal(NOT_FOUND)."""
    values = {"slug": slug, "also_unpublished": also_unpublished}
    row = session.execute(BY_SLUG, values).one_or_none()
    if row is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return _view(row)


def voting_terms(session: Session, slug: str) -> VotingTerms:
    """What casting must know of the published round at this address: not its money and themes, which cost more to
    read than a ballot does to cast. Raises Refusal(NOT_FOUND)."""
    rows = read(session, TERMS, {"slug": slug})
    if not rows:
        raise Refusal(RefusalCode.NOT_FOUND)
    return _Terms(*rows[0])


def slug_of(session: Session, round_id: int) -> str:
    """What the round is called in addresses. Raises Refusal(NOT_FOUND)."""
    slug = session.scalar(select(Round.slug).where(Round.id == round_id))
    if slug is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    return slug


def public_rounds(session: Session) -> list[RoundView]:
    """Every published round: those with something going on first, then coming ones, then the past. One query."""
    return _in_order([_view(row) for row in session.execute(PUBLIC)])


def all_rounds(session: Session) -> list[RoundView]:
    """Every round, also those not published, for those who run them. One query."""
    return _in_order([_view(row) for row in session.execute(EVERY)])


def refusal_reasons(session: Session, round_id: int) -> list[RefusalReason]:
    """The published reasons for which a proposal of the round may be refused, in the round's order."""
    chosen = select(RefusalReason).where(RefusalReason.round_id == round_id)
    return list(session.scalars(chosen.order_by(RefusalReason.position, RefusalReason.id)))


def reason_views(session: Session, round_id: int) -> list[ReasonView]:
    """The reasons for refusal as the database has them now. One query."""
    chosen = select(RefusalReason.id, RefusalReason.slug, RefusalReason.name, RefusalReason.explanation)
    in_order = chosen.order_by(RefusalReason.position, RefusalReason.id)
    return [ReasonView(*row) for row in session.execute(in_order.where(RefusalReason.round_id == round_id))]


def has_come_in(session: Session, round_id: int) -> bool:
    """Whether the round has proposals or projects; asked by name, since their packages stand above this one."""
    asked = "select exists (select from proposal where round_id = :id) or exists (select from project where round_id = :id)"
    return bool(session.scalar(text(asked), {"id": round_id}))


def slugs(session: Session) -> set[str]:
    """The addresses that are taken."""
    return set(session.scalars(select(Round.slug)))


def _in_order(views: list[RoundView]) -> list[RoundView]:
    def key(view: RoundView) -> tuple[int, float]:
        last = max((phase.ends_at.timestamp() for phase in view.phases), default=0.0)
        return (0 if view.current else 1 if view.next else 2), -last

    return sorted(views, key=key)


def _view(row: Row[Any]) -> RoundView:
    values = dict(row._mapping)
    for name in ("title", "summary", "rules_text"):
        values[name] = Texts(values[name])
    values["phases"] = tuple(
        phase_view(id_, kind, _time(starts), _time(ends), None if note is None else Texts(note), row.now)
        for id_, kind, starts, ends, note in row.phases
    )
    values["pots"] = tuple(
        PotView(id_, code, Texts(name), cents, people) for id_, code, name, cents, people in row.pots
    )
    values["themes"] = tuple(ThemeView(id_, slug, Texts(name)) for id_, slug, name in row.themes)
    return RoundView(**values)


def _time(iso: str) -> datetime:
    return datetime.fromisoformat(iso)
