"""Published outcomes summed by area. Where one project's votes are too few to tell, its area's votes are not told either."""

from __future__ import annotations

from webapp.ogc.collection import ONE_ROUND, ROUND, Collection, Filter, Property, in_language
from webapp.texts import N_

LEVELS = ("district", "neighbourhood")

OUTCOME_BY_AREA = Collection(
    key="outcome-by-area",
    title=N_("Outcome by area"),
    description=N_("For each district and neighbourhood: projects, winners, votes and euros of a round."),
    geometry="MultiPolygon",
    source=f"""
        select r.slug || '.' || l.level || '.' || a.code as fid, a.geom, o.published_at as since,
               o.published_at as until, r.slug as round, l.level, a.code, {in_language("a.name")} as name,
               a.population, v.number as version,
               exists (select from reassignment x where x.version_id = v.id and x.finished_at is null) as settling, s.projects, s.won, case when s.untold then null else s.votes end as votes,
               (s.cents / 100.0)::float8 as cost, o.published_at
          from outcome o join round r on r.id = o.round_id and r.is_published
          join boundary_layer l on l.level in ('district', 'neighbourhood')
          join layer_version v on v.layer_id = l.id and v.state = 'active' join area a on a.version_id = v.id
         cross join lateral (
               select count(*) as projects, count(*) filter (where u.is_winner) as won,
                      coalesce(sum(u.votes), 0)::bigint as votes,
                      coalesce(sum(u.cost_cents) filter (where u.is_winner), 0) as cents,
                      coalesce(bool_or(p.id = any(%(hidden)s)), false) as untold
                 from outcome_project u join project p on p.id = u.project_id
                 join area h on h.id = case l.level when 'district' then p.district_id else p.neighbourhood_id end
                where u.outcome_id = o.id and h.code = a.code) s
    """,
    properties=(
        ROUND,
        Property("level", N_("district or neighbourhood")),
        Property("code", N_("Code of the area in the boundary layer")),
        Property("name", N_("In the language of the request")),
        Property("population", N_("Residents; empty where not known"), "integer"),
        Property("version", N_("Version of the boundary layer"), "integer"),
        Property(
            "settling",
            N_(
                "Whether what is from before is still moving to this version's areas, so that the sums may change"
            ),
            "boolean",
        ),
        Property("projects", N_("How many projects placed there were voted on"), "integer"),
        Property("won", N_("How many of them won"), "integer"),
        Property("votes", N_("Empty where so few that they are not told"), "integer"),
        Property("cost", N_("Euros that the winners cost"), "number"),
        Property("published_at", N_("When the outcome was published"), "string", "date-time"),
    ),
    filters=(
        ONE_ROUND,
        Filter("level", N_("Only areas of this level"), "f.level = %(level)s", LEVELS),
    ),
    has_text_ids=True,
    tells_votes=True,
)
