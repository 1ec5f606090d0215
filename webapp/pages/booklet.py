"""The booklet of a ballot: all its projects on one page, to read in peace and to print."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.access import public
from webapp.extensions import db
from webapp.projects.groups import exclusive_groups, rivals_of
from webapp.projects.queries import whole_ballot
from webapp.qr import picture_of
from webapp.rounds.queries import round_view

blueprint = Blueprint("booklet", __name__)


@blueprint.get("/rounds/<slug>/booklet")
@public
def show(slug: str) -> ResponseReturnValue:
    """Every project on the ballot with its whole text, by pot of money, in the order of the numbers."""
    round_ = round_view(db.session, slug)
    pots = {pot.id: pot for pot in round_.pots}
    rows = sorted(whole_ballot(db.session, round_.id), key=lambda row: list(pots).index(row.pot_id))
    address = url_for("ballots.vote", slug=slug, _external=True)
    return render_template(
        "pages/booklet.html",
        round=round_,
        pots=[(pots[pot], list(some)) for pot, some in groupby(rows, key=lambda row: row.pot_id)],
        rivals=rivals_of(exclusive_groups(db.session, round_.id)),
        address=address,
        picture=picture_of(address) if round_.is_open("vote") else None,
    )
