"""The areas in use: the city, its districts and its neighbourhoods."""

from __future__ import annotations

from webapp.areas.models import LEVELS
from webapp.ogc.collection import Collection, Filter, Property, in_language
from webapp.texts import N_

AREAS = Collection(
    key="areas",
    title=N_("Areas"),
    description=N_("The city, its districts and its neighbourhoods, in the version that is in use."),
    geometry="MultiPolygon",
    source=f"""
        select a.id as fid, a.geom, coalesce(v.activated_at, v.loaded_at) as since, null::timestamptz as until,
               l.level, a.code, {in_language("a.name")} as name, a.parent_code, a.population,
               v.number as version, v.valid_from
          from area a join layer_version v on v.id = a.version_id and v.state = 'active'
          join boundary_layer l on l.id = v.layer_id
    """,
    properties=(
        Property("level", N_("city, district or neighbourhood")),
        Property("code", N_("Code of the area in the boundary layer")),
        Property("name", N_("In the language of the request")),
        Property("parent_code", N_("Code of the area that holds it")),
        Property("population", N_("Residents; empty where not known"), "integer"),
        Property("version", N_("Version of the boundary layer"), "integer"),
        Property("valid_from", N_("Since when the boundary is in force"), "string", "date"),
    ),
    filters=(Filter("level", N_("Only areas of this level"), "f.level = %(level)s", LEVELS),),
)
