"""What to put in the addresses of pages, so that a browser can visit every one of them.

A new page whose address has only these arguments is visited at once; any other needs a line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PROPOSING, VOTING, FINISHED = "asukasbudjetti-ehdota", "asukasbudjetti-aanesta", "ymparistoteot-2021"
IN_THE_MAKING = "valmisteilla"
DRAFT_KEY = "draft-of-a-browser"
PERSON_EMAILS: Mapping[str, str] = {
    "resident": "asukas@nasta.example",
    "newcomer": "uusi@nasta.example",
    "official": "asiantuntija@nasta.example",
    "planner": "suunnittelija@nasta.example",
    "gis": "paikkatieto@nasta.example",
    "coordinator": "koordinaattori@nasta.example",
}
"""The demo's people by role; the newcomer has no right to vote yet."""


@dataclass(frozen=True)
class Sample:
    """A visit: arguments of the address (SQL for ids), what follows the `?`, who visits (else those who may, in turn).

    A variant is another state of a page that is visited in every language already: one language will do.
    """

    arguments: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    person: str | None = None
    status: int = 200
    is_variant: bool = False


ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "slug": (PROPOSING, VOTING, FINISHED),
    "proposal_id": (
        "select min(id) from proposal where state = 'submitted'",
        "select min(id) from proposal where state = 'refused'",
        "select min(id) from proposal where state = 'merged'",
    ),
    "project_id": (
        "select min(p.id) from project p join round r on r.id = p.round_id"
        f" where p.state = 'ballot' and r.slug = '{VOTING}'",
        "select min(p.id) from project p join round r on r.id = p.round_id"
        f" where p.state = 'ballot' and r.slug = '{FINISHED}'",
    ),
    "photo_id": ("select id::text from proposal_photo order by proposal_id limit 1",),
    "size": ("large",),
    "account_id": ("select min(id) from account",),
    "version_id": ("select max(id) from layer_version",),
    "upload_id": ("select id::text from layer_upload order by created_at desc limit 1",),
    "level": ("district",),
    "round_id": ("select min(id) from round",),
    "token": ("a-link-that-was-mailed",),
    "code": ("0000-0000-0000-0000",),
    "version": ("1",),
    "collection": ("proposals", "areas", "outcome"),
    "matrix_set": ("WebMercatorQuad",),
    "fid": ("select min(id) from project where state = 'ballot' and delivery is not null",),
    "row": ("18",),
    "column": ("37",),
    "z": ("6",),
    "y": ("18",),
    "x": ("37",),
}
NO_FILE = "00000000-0000-4000-8000-000000000000"
OPEN_DATA = ("proposals", "projects", "areas", "outcome", "outcome-by-area")
OWN_PROPOSAL = (
    "select min(p.id) from proposal p join account a on a.id = p.author_id join round r on r.id = p.round_id"
    f" where a.email = '{PERSON_EMAILS['resident']}' and r.slug = '{PROPOSING}' and p.state = 'submitted'"
)
WHAT_IF = (
    "counting_rule=equal-shares&leftover=none&options_greedy-misfit=skip&options_greedy_per_cost-misfit=skip"
    "&options_equal_shares-completion=add1&options_equal_shares-stop=exhaustive"
    "&options_equal_shares-increment_cents=1&options_equal_shares-start=exact&options_equal_shares-utility=cost"
    "&options_equal_shares-comparison=none&options_equal_shares-completion_misfit=skip"
    "&options_equal_shares-comparison_misfit=skip&options_phragmen-misfit=stop"
)
OF_AN_OFFICIAL = (Sample(person="official"),)
OF_THE_GIS_PERSON = (Sample(person="gis"),)
SAMPLES: Mapping[str, tuple[Sample, ...]] = {
    "accounts.sign_in": (Sample(person="visitor"),),
    "ballots.receipt": (Sample({"slug": VOTING}),),
    "booklet.show": (Sample({"slug": VOTING}),),
    "ballots.vote": (
        Sample({"slug": VOTING}, person="resident"),
        Sample({"slug": VOTING}, person="visitor", is_variant=True),
        Sample({"slug": VOTING}, person="newcomer", is_variant=True),
        Sample({"slug": PROPOSING}, is_variant=True),
    ),
    "box.box": (Sample({"slug": FINISHED}),),
    "box.staff_box": (Sample({"slug": FINISHED}),),
    "codes.enter": (Sample(person="visitor"),),
    "codes_handover.show": (Sample({"slug": VOTING, "batch_id": "999999999"}, status=404),),
    "codes_staff.index": (Sample({"slug": IN_THE_MAKING}), Sample({"slug": VOTING}, is_variant=True)),
    "desk.paper": (Sample({"slug": VOTING}), Sample({"slug": PROPOSING}, is_variant=True)),
    "exports.file": (Sample({"slug": FINISHED}, "dataset=projects&format=csv"),),
    "groups.index": (
        Sample({"slug": PROPOSING}),
        Sample({"slug": IN_THE_MAKING}, is_variant=True),
        Sample({"slug": VOTING}, is_variant=True),
    ),
    "factor.ask_set_up": OF_AN_OFFICIAL,
    "factor.show": (Sample(person="official", status=302),),
    "identity.choose": (
        Sample(person="visitor"),
        Sample(query="provider=code&provider=desk&provider=email", person="visitor", is_variant=True),
    ),
    "identity.finish": (Sample({"key": "suomi"}, status=400),),
    "kiosks.receipt": (Sample(status=302),),
    "kiosks_staff.index": (Sample({"slug": VOTING}), Sample({"slug": FINISHED}, is_variant=True)),
    "layer_steps.fields": OF_THE_GIS_PERSON,
    "layer_steps.place": OF_THE_GIS_PERSON,
    "layer_steps.report": OF_THE_GIS_PERSON,
    "layer_uploads.layer": OF_THE_GIS_PERSON,
    "exports.large": (Sample({"slug": FINISHED}, "dataset=projects&format=gpkg"),),
    "exports.made": (Sample({"file_id": NO_FILE}, status=404),),
    "exports.made_file": (Sample({"file_id": NO_FILE}, status=404),),
    "lookup.at": (Sample(query="lon=28.19&lat=61.06"),),
    "lookup.borders_near": (Sample(query="west=28.18&south=61.05&east=28.2&north=61.07"),),
    **{
        f"ogc.{endpoint}": (Sample(query="f=html"),)
        for endpoint in (
            "landing",
            "conformance",
            "api",
            "collections",
            "tile_matrix_sets",
            "tile_matrix_set",
        )
    },
    "news.ask": (Sample(status=404),),
    "ogc.collection": tuple(Sample({"collection": key}, "f=html") for key in OPEN_DATA),
    "ogc.items": (
        *(Sample({"collection": key}, "f=html&limit=20") for key in OPEN_DATA),
        Sample({"collection": "areas"}, "f=html&bbox=0,0,1,1"),
        Sample({"collection": "areas"}, "f=html&foo=1", status=400),
    ),
    "ogc.item": (Sample({"collection": "outcome"}, "f=html"), Sample({"collection": "projects"}, "f=html")),
    "ogc.nowhere": (Sample({"address": "nothing"}, "f=html", status=404),),
    "ogc.tilesets_of": (Sample({"collection": "proposals"}, "f=html"),),
    "ogc.tileset": (Sample({"collection": "proposals"}, "f=html"),),
    "ogc.tile": (Sample({"collection": "proposals"}), Sample({"collection": "areas"})),
    "outcome.ballots": (Sample({"slug": FINISHED}),),
    "outcome.staff": (Sample({"slug": VOTING}), Sample({"slug": FINISHED}, is_variant=True)),
    "outcome.staff_ballots": (Sample({"slug": FINISHED}),),
    "pages.language": (Sample({"code": "sv"}, "next=/", status=302),),
    "pages.staff": (
        Sample(person="coordinator"),
        Sample(person="official", is_variant=True),
        Sample(person="gis", is_variant=True),
    ),
    "planning.ask_to_publish": (Sample({"slug": IN_THE_MAKING}),),
    "planning.edit": tuple(
        Sample({"slug": IN_THE_MAKING, "key": key})
        for key in ("texts", "phases", "pots", "themes", "reasons", "places", "proposing")
    ),
    "project_list.index": (
        Sample({"slug": VOTING}, "turn=0.5"),
        Sample({"slug": FINISHED}, "order=dearest", is_variant=True),
        Sample({"slug": VOTING}, "text=eitällaistaole&order=cheapest", is_variant=True),
    ),
    "projects.show": (
        Sample({"project_id": ARGUMENTS["project_id"][0]}),
        Sample({"project_id": ARGUMENTS["project_id"][1]}, is_variant=True),
    ),
    "projects.show_in_round": (
        Sample({"slug": VOTING, "project_id": ARGUMENTS["project_id"][0]}, status=301),
    ),
    "proposal_form.check": (Sample({"slug": PROPOSING}),),
    "proposal_form.picture": (Sample({"slug": PROPOSING}),),
    "proposal_form.edit": (Sample({"proposal_id": OWN_PROPOSAL}, person="resident"),),
    "photos.edit": (Sample({"proposal_id": OWN_PROPOSAL}, person="resident"),),
    "proposal_form.propose": (Sample({"slug": PROPOSING}), Sample({"slug": VOTING}, is_variant=True)),
    "proposal_list.index": (
        Sample({"slug": PROPOSING}, "turn=0.5"),
        Sample({"slug": PROPOSING}, "text=eitällaistaole&order=newest", is_variant=True),
    ),
    "proposals.mine": (Sample(person="resident"), Sample(person="newcomer", is_variant=True)),
    "proposals.picture": (
        Sample(
            {"proposal_id": "select min(id) from proposal where shape is not null and state = 'submitted'"}
        ),
        Sample({"proposal_id": "999999999"}, status=404),
    ),
    "proposals.show": (
        Sample(),
        Sample({"proposal_id": OWN_PROPOSAL}, person="resident", is_variant=True),
        Sample({"proposal_id": "999999999"}, status=404),
    ),
    "tiles.projects": (Sample(query="round=1"),),
    "tiles.proposals": (Sample(query="round=1"),),
    "what_if.try_rule": (
        Sample({"slug": FINISHED}),
        Sample({"slug": FINISHED}, WHAT_IF, is_variant=True),
    ),
}
