"""A large city for measuring: proposals and ballots by the hundred thousand, in a round of their own.

Everything is made by the database itself, in batches, from a seed: pins crowd around the centre points as people do, the
triggers give each its area, and each ballot is cast by the same function as a resident's.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from webapp.demo.files import Calendar, read_json
from webapp.demo.rounds import add_themes
from webapp.projects.models import Project
from webapp.proposals.models import Proposal
from webapp.rounds.models import Phase, Pot, RefusalReason, Round
from webapp.texts import Texts

SLUG = "suuri-kaupunki"
BATCH = 10_000
PROJECTS = 200
HIGHEST_CENTS = 60_000_00
MOST_CHOICES = 10

# Three in four pins lie near a centre point drawn by population, within about a kilometre; the rest anywhere.
# Points outside the city are thrown away, so a little more than the batch is tried.
PROPOSALS = text(
    """
    with centre as (
        select ST_X(c) as lon, ST_Y(c) as lat, reach, upper
        from (select ST_PointOnSurface(a.geom) as c, sqrt(ST_Area(a.geom::geography)) / 5 as reach,
                     sum(a.population) over (order by a.code) as upper
              from area a join layer_version v on v.id = a.version_id join boundary_layer l on l.id = v.layer_id
              where v.state = 'active' and l.level = 'neighbourhood') near),
    outline as (
        select a.geom as city, Box2D(a.geom) as b from area a
        join layer_version v on v.id = a.version_id join boundary_layer l on l.id = v.layer_id
        where v.state = 'active' and l.level = 'city'),
    everyone as (select max(upper) as people from centre),
    tried as materialized (
        select n, random() * people as who, random() as spread, sqrt(-2 * ln(1 - random())) as far,
               random() * 2 * pi() as way, random() as x, random() as y, random() as age
        from generate_series(cast(:first as bigint), cast(:first as bigint) + 2 * cast(:count as bigint)) n, everyone),
    placed as (
        select t.n, t.age,
               case when t.spread < 0.75
                    then ST_SetSRID(ST_MakePoint(c.lon + least(c.reach, 900) * t.far * cos(t.way) / 54000,
                                                 c.lat + least(c.reach, 900) * t.far * sin(t.way) / 111000), 4326)
                    else ST_SetSRID(ST_MakePoint(ST_XMin(o.b) + t.x * (ST_XMax(o.b) - ST_XMin(o.b)),
                                                 ST_YMin(o.b) + t.y * (ST_YMax(o.b) - ST_YMin(o.b))), 4326)
               end as geom
        from tried t cross join outline o
        join lateral (select * from centre where upper >= t.who order by upper limit 1) c on true),
    kept as (
        select *, cast(:first as bigint) - 1 + row_number() over () as number from placed
        where exists (select from area_piece p where p.level = 'city' and ST_Covers(p.geom, placed.geom))
        limit :count)
    insert into proposal (round_id, theme_id, author_name, state, title, body, geom, reason_id, created_at, changed_at)
    select :round, (cast(:themes as bigint[]))[1 + number % cardinality(cast(:themes as bigint[]))],
           'Asukas ' || number, case when age < 0.7 then 'submitted' when age < 0.95 then 'accepted' else 'refused' end,
           (cast(:titles as text[]))[1 + (number * 7919) % cardinality(cast(:titles as text[]))] || ' ' || number,
           (cast(:bodies as text[]))[1 + (number * 7919) % cardinality(cast(:bodies as text[]))],
           geom, case when age >= 0.95 then cast(:reason as bigint) end,
           cast(:since as timestamptz) + age * interval '20 days', cast(:since as timestamptz) + age * interval '20 days'
    from kept
    """
)
RIGHTS = text(
    """
    insert into box.voting_right (round_id, ballot_key)
    select cast(:round as bigint), sha256(convert_to('big voter ' || n, 'UTF8'))
    from generate_series(cast(:first as bigint), cast(:first as bigint) + cast(:count as bigint) - 1) n
    """
)
BALLOTS = text(
    """
    select count(*)
    from generate_series(cast(:first as bigint), cast(:first as bigint) + cast(:count as bigint) - 1) n
    cross join lateral (
        select array_agg(id) as projects
        from (select id from unnest(cast(:projects as bigint[])) id
              order by hashint8extended(id, n) limit 1 + abs(hashint8extended(n, 0)) % cast(:most as bigint)) liked) wish
    cross join lateral box.cast_ballot(cast(:round as bigint), sha256(convert_to('big voter ' || n, 'UTF8')),
                                       wish.projects, md5('big form ' || n)::uuid)
    """
)
SEED = text("select setseed(:seed)")


def big_round(session: Session, calendar: Calendar) -> Round:
    """The round for measuring, made if it is not there: open for proposals and for votes at once."""
    found = session.scalar(select(Round).where(Round.slug == SLUG))
    if found is not None:
        return found
    name = Texts(
        fi="Suuri kaupunki (mittausta varten)",
        sv="En stor stad (för mätning)",
        en="A large city (for measuring)",
    )
    one = Round(slug=SLUG, title=name, summary=name, rules_text=name, tie_seed="suuri", two_people=False)
    session.add(one)
    session.flush()
    for kind in ("proposing", "voting"):
        starts, ends = calendar.moment({"days": -30}), calendar.moment({"days": 300})
        session.add(Phase(round_id=one.id, kind=kind, starts_at=starts, ends_at=ends))
    pot = Pot(round_id=one.id, name=name, amount_cents=HIGHEST_CENTS * MOST_CHOICES)
    session.add_all([pot, RefusalReason(round_id=one.id, slug="unsafe", name=name, explanation=name)])
    session.flush()
    add_themes(session, one)
    _add_projects(session, one, pot)
    one.is_published = True
    session.flush()
    return one


def _add_projects(session: Session, one: Round, pot: Pot) -> None:
    session.add_all(
        Project(
            round_id=one.id,
            pot_id=pot.id,
            number=number,
            state="ballot",
            title=Texts(fi=f"Hanke {number}", sv=f"Projekt {number}", en=f"Project {number}"),
            summary=Texts(fi="Mittausta varten", sv="För mätning", en="For measuring"),
            cost_cents=HIGHEST_CENTS * (1 + number % 40) // 40,
        )
        for number in range(1, PROJECTS + 1)
    )
    session.flush()


def number_of_proposals(session: Session, one: Round) -> int:
    return session.scalar(select(func.count()).select_from(Proposal).where(Proposal.round_id == one.id)) or 0


def number_of_ballots(session: Session, one: Round) -> int:
    counted = text("select count(*) from box.voting_right where round_id = :round")
    return session.scalar(counted, {"round": one.id}) or 0


def add_proposals(session: Session, one: Round, count: int, calendar: Calendar) -> None:
    """Add `count` more proposals (at most BATCH at a time makes even progress)."""
    before = number_of_proposals(session, one)
    texts_of = read_json("round_proposing.json")["proposals"]
    values = {
        "round": one.id,
        "first": before + 1,
        "count": count,
        "themes": list(
            session.scalars(
                text("select id from theme where round_id = :round order by id"), {"round": one.id}
            )
        ),
        "reason": session.scalar(select(RefusalReason.id).where(RefusalReason.round_id == one.id)),
        "titles": [item["title"][:100] for item in texts_of],
        "bodies": [item["body"] for item in texts_of],
        "since": calendar.moment({"days": -25}) + timedelta(hours=1),
    }
    session.execute(SEED, {"seed": (before % 1_000_003) / 1_000_003})
    session.execute(PROPOSALS, values)


def add_ballots(session: Session, one: Round, count: int) -> None:
    """Cast `count` more ballots, each by a voter of its own."""
    projects = list(
        session.scalars(select(Project.id).where(Project.round_id == one.id).order_by(Project.id))
    )
    values = {
        "round": one.id,
        "first": number_of_ballots(session, one) + 1,
        "count": count,
        "projects": projects,
        "most": MOST_CHOICES,
    }
    session.execute(RIGHTS, values)
    session.execute(BALLOTS, values)
