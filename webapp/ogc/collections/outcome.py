"""Published outcomes, project by project. Votes that are too few to tell are null, as on the page."""

from __future__ import annotations

from webapp.ogc.collection import ONE_DISTRICT, ONE_ROUND, ROUND, Collection, Filter, Property, in_language
from webapp.texts import N_

OUTCOME = Collection(
    key="outcome",
    title=N_("Outcome"),
    description=N_("What won and what did not, project by project. Votes too few to tell are left out."),
    geometry="Geometry",
    source=f"""
        select p.id as fid, p.geom, p.shape, o.published_at as since, o.published_at as until, r.slug as round, p.number,
               {in_language("p.title")} as title, {in_language("b.name")} as pot,
               {in_language("d.name")} as district, d.code as district_code,
               {in_language("n.name")} as neighbourhood, n.code as neighbourhood_code,
               u.is_winner as won, u.position,
               case when p.id = any(%(hidden)s) then null else u.votes end as votes,
               (u.cost_cents / 100.0)::float8 as cost, p.delivery, o.published_at
          from outcome_project u join outcome o on o.id = u.outcome_id
          join project p on p.id = u.project_id join round r on r.id = p.round_id and r.is_published
          join pot b on b.id = p.pot_id left join area d on d.id = p.district_id
          left join area n on n.id = p.neighbourhood_id
    """,
    properties=(
        ROUND,
        Property("number", N_("Number of the project in the vote"), "integer"),
        Property("title", N_("In the language of the request")),
        Property("pot", N_("The money that the project competes for")),
        Property("district", N_("Name of the district; empty without an exact place")),
        Property("district_code", N_("Code of the district in the boundary layer")),
        Property("neighbourhood", N_("Name of the neighbourhood; empty without an exact place")),
        Property("neighbourhood_code", N_("Code of the neighbourhood in the boundary layer")),
        Property("won", N_("Whether the project won"), "boolean"),
        Property("position", N_("Winners in the order of the count, then the others by votes"), "integer"),
        Property("votes", N_("Empty where so few that they are not told"), "integer"),
        Property("cost", N_("Euros, the price that was voted on"), "number"),
        Property("delivery", N_("planned, under_way, done or stopped; empty before the outcome")),
        Property("published_at", N_("When the outcome was published"), "string", "date-time"),
    ),
    filters=(
        ONE_ROUND,
        ONE_DISTRICT,
        Filter(
            "won",
            N_("Only what won (true) or did not (false)"),
            "f.won = %(won)s::boolean",
            ("true", "false"),
        ),
    ),
    tells_votes=True,
    page=("projects.show", "project_id"),
    is_drawn=True,
)
