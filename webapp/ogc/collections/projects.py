"""Projects that can be voted on, were voted on or are being built; drafts and what was left out are not among them."""

from __future__ import annotations

from webapp.ogc.collection import ONE_DISTRICT, ONE_ROUND, ROUND, Collection, Filter, Property, in_language
from webapp.texts import N_

DELIVERIES = ("planned", "under_way", "done", "stopped")

PROJECTS = Collection(
    key="projects",
    title=N_("Projects"),
    description=N_("What is voted on and then built: price, place, how it proceeds."),
    geometry="Geometry",
    source=f"""
        select p.id as fid, p.geom, p.shape, p.created_at as since, p.created_at as until, r.slug as round, p.number,
               {in_language("p.title")} as title, {in_language("p.summary")} as summary,
               {in_language("b.name")} as pot, {in_language("t.name")} as theme, p.place_text,
               {in_language("d.name")} as district, d.code as district_code,
               {in_language("n.name")} as neighbourhood, n.code as neighbourhood_code,
               (p.cost_cents / 100.0)::float8 as cost, p.unit, p.delivery, p.created_at
          from project p join round r on r.id = p.round_id and r.is_published join pot b on b.id = p.pot_id
          left join theme t on t.id = p.theme_id left join area d on d.id = p.district_id
          left join area n on n.id = p.neighbourhood_id
         where p.state = 'ballot'
    """,
    properties=(
        ROUND,
        Property("number", N_("Number of the project in the vote"), "integer"),
        Property("title", N_("In the language of the request")),
        Property("summary", N_("In the language of the request")),
        Property("pot", N_("The money that the project competes for")),
        Property("theme", N_("Theme of the round")),
        Property("place_text", N_("As the city wrote it")),
        Property("district", N_("Name of the district; empty without an exact place")),
        Property("district_code", N_("Code of the district in the boundary layer")),
        Property("neighbourhood", N_("Name of the neighbourhood; empty without an exact place")),
        Property("neighbourhood_code", N_("Code of the neighbourhood in the boundary layer")),
        Property("cost", N_("Euros, the price that was voted on"), "number"),
        Property("unit", N_("The unit of the city that answers for it")),
        Property("delivery", N_("planned, under_way, done or stopped; empty before the outcome")),
        Property("created_at", N_("When the project was made"), "string", "date-time"),
    ),
    filters=(
        ONE_ROUND,
        ONE_DISTRICT,
        Filter("delivery", N_("Only with this state of delivery"), "f.delivery = %(delivery)s", DELIVERIES),
    ),
    page=("projects.show", "project_id"),
    is_drawn=True,
)
