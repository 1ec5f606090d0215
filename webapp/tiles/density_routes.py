"""Where proposals lie densely: squares and heat on a map, and the fullest squares in a table beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import public
from webapp.areas.in_use import FINLAND
from webapp.areas.queries import city_extent
from webapp.extensions import current_settings, db, memory
from webapp.formats import language
from webapp.outcome.rules import ValueClass, class_of, classes_of
from webapp.proposals.list_head import frame_of
from webapp.proposals.list_routes import filters_of_map, narrowing, state_of_affairs
from webapp.proposals.list_routes import wanted_of as list_of
from webapp.proposals.rules import SHOWN_STATES
from webapp.rounds.queries import round_view
from webapp.rounds.rules import RoundView
from webapp.tiles import density_queries as queries
from webapp.tiles.density_queries import NAMED, Square, Wanted

blueprint = Blueprint("density", __name__)

SIDES = (250, 500, 1000, 2000)
USUAL_SIDE = 1000
AREAS = ("district", "neighbourhood")
MOST_SQUARES = 5_000
"""A browser draws no more at ease: where there would be more, the squares are made larger."""
SECONDS = 60
"""So old the figures may be."""


@blueprint.get("/rounds/<slug>/density")
@public
def show(slug: str) -> ResponseReturnValue:
    """The map with what its shades mean, and the fullest squares in words."""
    round_ = round_view(db.session, slug)
    listed, wanted = list_of(request.args), wanted_of(request.args)
    side, squares, classes = found(round_, wanted)
    look = {"show": "heat" if wanted.is_heat else "", "side": wanted.side}
    frame = frame_of(db.session, state_of_affairs(slug), language(), memory())
    return render_template(
        "tiles/density.html",
        round=round_,
        wanted=wanted,
        listed=listed,
        frame=frame,
        states=SHOWN_STATES,
        opens=frame.box_of(listed.filters),
        besides={name: value for name, value in narrowing(listed).items() if name not in AREAS},
        clear=f"{request.path}?{urlencode(look)}" if wanted.filters else None,
        sides=SIDES,
        usual_side=USUAL_SIDE,
        side=side,
        extent=city_extent(db.session) or FINLAND,
        rows=[(square, class_of(square.value, classes)) for square in squares[:NAMED]],
        number=len(squares),
        total=sum(square.value for square in squares),
        classes=classes,
        shapes=f"{request.path}.geojson?{urlencode({**look, **narrowing(listed)})}",
    )


@blueprint.get("/rounds/<slug>/density.geojson")
@public
def shapes(slug: str) -> Response:
    """The squares with their classes, as the map draws them."""
    round_ = round_view(db.session, slug)
    _side, squares, classes = found(round_, wanted_of(request.args))
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


def wanted_of(args: Mapping[str, str]) -> Wanted:
    """What the address asks for, narrowed as the list is; what cannot be understood is as if it had not been given."""
    listed = list_of(args)
    return Wanted(
        is_heat=args.get("show") == "heat",
        side=next((one for one in SIDES if str(one) == args.get("side")), USUAL_SIDE),
        filters=tuple(sorted(filters_of_map(listed).items())),
        zone=listed.zone,
    )
