"""What to put in the addresses of pages, so that a browser can visit every one of them.

A new page whose address has only these arguments is visited at once; any other needs a line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PROPOSING, VOTING, FINISHED = "asukasbudjetti-ehdota", "asukasbudjetti-aanesta", "ymparistoteot-2021"
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
    """A visit: arguments of the address (SQL for ids), what follows the `?`, who visits (else those who may, in turn)."""

    arguments: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    person: str | None = None
    status: int = 200


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
    "account_id": ("select min(id) from account",),
    "version_id": ("select min(id) from layer_version",),
    "round_id": ("select min(id) from round",),
    "token": ("a-link-that-was-mailed",),
    "code": ("0000-0000-0000-0000",),
    "version": ("1",),
    "z": ("6",),
    "y": ("18",),
    "x": ("37",),
}
OWN_PROPOSAL = (
    "select min(p.id) from proposal p join account a on a.id = p.author_id join round r on r.id = p.round_id"
    f" where a.email = '{PERSON_EMAILS['resident']}' and r.slug = '{PROPOSING}' and p.state = 'submitted'"
)
SAMPLES: Mapping[str, tuple[Sample, ...]] = {
    "accounts.sign_in": (Sample(person="visitor"),),
    "ballots.receipt": (Sample({"slug": VOTING}),),
    "ballots.vote": (
        Sample({"slug": VOTING}, person="visitor"),
        Sample({"slug": VOTING}, person="newcomer"),
        Sample({"slug": VOTING}, person="resident"),
        Sample({"slug": PROPOSING}),
    ),
    "exports.file": (Sample({"slug": FINISHED}, "dataset=projects&format=csv"),),
    "lookup.at": (Sample(query="lon=28.19&lat=61.06"),),
    "outcome.ballots": (Sample({"slug": FINISHED}),),
    "outcome.staff": (Sample({"slug": VOTING}), Sample({"slug": FINISHED})),
    "outcome.staff_ballots": (Sample({"slug": FINISHED}),),
    "pages.language": (Sample({"code": "sv"}, "next=/", status=302),),
    "pages.staff": (Sample(person="official"), Sample(person="gis"), Sample(person="coordinator")),
    "project_list.index": (
        Sample({"slug": VOTING}, "turn=0.5"),
        Sample({"slug": FINISHED}, "order=dearest"),
        Sample({"slug": VOTING}, "text=eitällaistaole&order=cheapest"),
    ),
    "projects.show": tuple(Sample({"project_id": sql}) for sql in ARGUMENTS["project_id"]),
    "projects.show_in_round": (
        Sample({"slug": VOTING, "project_id": ARGUMENTS["project_id"][0]}, status=301),
    ),
    "proposal_form.check": (Sample({"slug": PROPOSING}),),
    "proposal_form.edit": (Sample({"proposal_id": OWN_PROPOSAL}, person="resident"),),
    "proposal_form.propose": (Sample({"slug": PROPOSING}), Sample({"slug": VOTING})),
    "proposal_list.index": (
        Sample({"slug": PROPOSING}, "turn=0.5"),
        Sample({"slug": PROPOSING}, "text=eitällaistaole&order=newest"),
    ),
    "proposals.mine": (Sample(person="resident"), Sample(person="newcomer")),
    "proposals.show": (
        *(Sample({"proposal_id": sql}) for sql in ARGUMENTS["proposal_id"]),
        Sample({"proposal_id": OWN_PROPOSAL}, person="resident"),
        Sample({"proposal_id": "999999999"}, status=404),
    ),
    "tiles.projects": (Sample(query="round=1"),),
    "tiles.proposals": (Sample(query="round=1"),),
    "screening.show": tuple(Sample({"proposal_id": sql}) for sql in ARGUMENTS["proposal_id"]),
}
