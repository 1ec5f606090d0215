"""Proposals as they are public; who made them is left out, also where the author's name is shown on the page."""

from __future__ import annotations

from webapp.ogc.collection import ONE_DISTRICT, ONE_ROUND, ROUND, Collection, Filter, Property, in_language
from webapp.proposals.models import PUBLIC_STATES
from webapp.texts import N_

SHOWN = ", ".join(f"'{state}'" for state in PUBLIC_STATES)

PROPOSALS = Collection(
    key="proposals",
    title=N_("Proposals"),
    description=N_(
        "What residents propose, with a point, a line or an area on the map. Names of residents are left out."
    ),
    geometry="Geometry",
    source=f"""
        select p.id as fid, p.geom, p.shape, p.created_at as since, p.created_at as until, r.slug as round, p.state,
               p.title, p.body as text, p.language, {in_language("t.name")} as theme, t.slug as theme_code,
               p.place_text, {in_language("d.name")} as district, d.code as district_code,
               {in_language("n.name")} as neighbourhood, n.code as neighbourhood_code,
               {in_language("why.name")} as reason, p.merged_into_id as merged_into, j.id as project, p.created_at
          from proposal p join round r on r.id = p.round_id and r.is_published
          left join theme t on t.id = p.theme_id left join area d on d.id = p.district_id
          left join area n on n.id = p.neighbourhood_id left join refusal_reason why on why.id = p.reason_id
          left join project_proposal x on x.proposal_id = p.id
          left join project j on j.id = x.project_id and j.state <> 'draft'
         where p.state in ({SHOWN})
    """,
    properties=(
        ROUND,
        Property("state", N_("submitted, accepted, refused or merged")),
        Property("title", N_("As the resident wrote it")),
        Property("text", N_("As the resident wrote it")),
        Property("language", N_("Language of the title and the text")),
        Property("theme", N_("Theme of the round")),
        Property("theme_code", N_("Code of the theme")),
        Property("place_text", N_("As the resident wrote it")),
        Property("district", N_("Name of the district; empty without an exact place")),
        Property("district_code", N_("Code of the district in the boundary layer")),
        Property("neighbourhood", N_("Name of the neighbourhood; empty without an exact place")),
        Property("neighbourhood_code", N_("Code of the neighbourhood in the boundary layer")),
        Property("reason", N_("From the round's published list")),
        Property("merged_into", N_("Number of the proposal that this one was merged into"), "integer"),
        Property("project", N_("Number of the project made from it"), "integer"),
        Property("created_at", N_("When the proposal was sent"), "string", "date-time"),
    ),
    filters=(
        ONE_ROUND,
        Filter("state", N_("Only in this state"), "f.state = %(state)s", PUBLIC_STATES),
        Filter("theme_code", N_("Only of the theme with this code"), "f.theme_code = %(theme_code)s"),
        ONE_DISTRICT,
    ),
    page=("proposals.show", "proposal_id"),
    is_drawn=True,
)
