"""Where proposals lie densely: squares and heat on a map, and the fullest squares in a table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import public
from webapp.areas.in_use import FINLAND
from webapp.areas.queries import city_extent
from webapp.extensions import current_settings, db, memory
from webapp.outcome.rules import ValueClass, class_of, classes_of
from webapp.rounds.queries import round_view
from webapp.rounds.rules import RoundView
from webapp.tiles import density_queries as queries
from webapp.tiles.density_queries import NAMED, Square, Wanted

blueprint = Blueprint("density", __name__)

SIDES = (250, 500, 1000, 2000)
USUAL_SIDE = 1000
MOST_SQUARES = 5_000
"""A browser draws no more at ease: where there would be more, the squares are made larger."""
SECONDS = 60
"""So old the figures may be."""


@blueprint.get("/rounds/<slug>/density")
@public
def show(slug: str) -> ResponseReturnValue:
    """The map with what its shades mean, and the fullest squares in words."""
    round_ = round_view(db.session, slug)
    wanted = wanted_of(round_)
    side, squares, classes = found(round_, wanted)
    asked = {"show": "heat" if wanted.is_heat else "", "side": wanted.side, "theme": wanted.theme or ""}
    return render_template(
        "tiles/density.html",
        round=round_,
        wanted=wanted,
        sides=SIDES,
        usual_side=USUAL_SIDE,
        side=side,
        extent=city_extent(db.session) or FINLAND,
        rows=[(square, class_of(square.value, classes)) for square in squares[:NAMED]],
        number=len(squares),
        total=sum(square.value for square in squares),
        classes=classes,
        shapes=f"{request.path}.geojson?{urlencode(asked)}",
    )


@blueprint.get("/rounds/<slug>/density.geojson")
@public
def shapes(slug: str) -> Response:
    """The squares with their classes, as the map draws them."""
    round_ = round_view(db.session, slug)
    _side, squares, classes = found(round_, wanted_of(round_))
    places = [(square, class_of(square.value, classes)) for square in squares]
    features = ",".join(
        f'{{"type":"Feature","properties":{{"class":{place.place if place else 0},"n":{square.value}}},'
        f'"geometry":{square.shape}}}'
        for square, place in places
    )
    response = Response(
        f'{{"type":"FeatureCollection","features":[{features}]}}', mimetype="application/geo+json"
    )
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    return response


def found(round_: RoundView, wanted: Wanted) -> tuple[int, Sequence[Square], list[ValueClass]]:
    """The side of the squares, the squares, the fullest first, and the classes of their values; kept for a while."""

    def count() -> tuple[int, Sequence[Square], list[ValueClass]]:
        for side in (one for one in SIDES if one >= wanted.side):
            asked = replace(wanted, side=side)
            squares = queries.squares(db.session, round_.id, asked, current_settings().metric_crs)
            if len(squares) <= MOST_SQUARES:
                break
        return side, squares, classes_of([square.value for square in squares])

    return memory().fresh(("density", round_.id, wanted), SECONDS, count)


def wanted_of(round_: RoundView) -> Wanted:
    """What the address asks for; what cannot be understood is as if it had not been given."""
    side, theme = request.args.get("side", ""), request.args.get("theme")
    return Wanted(
        is_heat=request.args.get("show") == "heat",
        side=next((one for one in SIDES if str(one) == side), USUAL_SIDE),
        theme=theme if theme in {one.slug for one in round_.themes} else None,
    )
