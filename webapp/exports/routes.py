"""Exports by district for the city's own people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from geo.crs import TM35FIN, WGS84, name_of
from webapp.access import Permission, requires, the_account
from webapp.audit.actions import record
from webapp.errors import Refusal, RefusalCode
from webapp.exports.dataset import Dataset, Format, Setting, Systems, Wanted
from webapp.exports.datasets import DATASETS
from webapp.exports.formats import FORMATS
from webapp.exports.queries import any_round, district_shapes, districts
from webapp.exports.words import STATES
from webapp.extensions import current_settings, db
from webapp.formats import euros, language
from webapp.texts import Texts

blueprint = Blueprint("exports", __name__)

MAP_PARTS = Path(__file__).resolve().parents[1] / "static" / "build" / "report-map"
BY_KEY = {dataset.key: dataset for dataset in DATASETS}
BY_EXTENSION = {one.extension: one for one in FORMATS}


@blueprint.get("/staff/rounds/<slug>/exports")
@requires(Permission.EXPORT)
def index(slug: str) -> ResponseReturnValue:
    """Choose what to export, of which district, in which format."""
    return render_template(
        "exports/index.html",
        round=any_round(db.session, slug),
        datasets=DATASETS,
        formats=FORMATS,
        states=STATES,
        districts=districts(db.session),
        systems={epsg: name_of(epsg) for epsg in systems(current_settings().metric_crs)},
    )


@blueprint.get("/staff/rounds/<slug>/exports/file")
@requires(Permission.EXPORT)
def file(slug: str) -> ResponseReturnValue:
    """The file that the form asks for: `?dataset=&format=&district=&state=`."""
    dataset = BY_KEY.get(request.args.get("dataset", ""))
    form = BY_EXTENSION.get(request.args.get("format", ""))
    if dataset is None or form is None:
        raise Refusal(RefusalCode.NOT_FOUND)
    wanted = _wanted(slug, dataset)
    setting = _setting(any_round(db.session, slug).title, _crs(form))
    name = "-".join(filter(None, (slug, dataset.key, wanted.district, wanted.state)))
    record(db.session, "exported", "round", wanted.round_id, the_account().id, name=f"{name}.{form.ending}")
    db.session.commit()

    def pieces() -> Iterator[bytes]:
        """Runs after the request's own session has been closed, so it takes one of its own."""
        yield from form.write(dataset, dataset.rows(db.session, wanted), setting)

    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{form.ending}"',
        "Cache-Control": "no-store",
    }
    return Response(stream_with_context(pieces()), content_type=form.mimetype, headers=headers)


def _wanted(slug: str, dataset: Dataset) -> Wanted:
    district, state = request.args.get("district") or None, request.args.get("state") or None
    if district is not None and district not in {code for code, _ in districts(db.session)}:
        raise Refusal(RefusalCode.UNKNOWN_AREA)
    if state is not None and state not in dataset.states:
        raise Refusal(RefusalCode.NOT_FOUND)
    round_ = any_round(db.session, slug)
    return Wanted(round_.id, district, state, language(), current_settings().metric_crs)


def _crs(form: Format) -> int:
    """The coordinate system asked for, where the format can be had in it. Raises Refusal(WRONG_SYSTEM)."""
    asked = request.args.get("crs", str(WGS84))
    known = {str(epsg): epsg for epsg in systems(current_settings().metric_crs)}
    if asked not in known or (form.systems is Systems.DEGREES and known[asked] != WGS84):
        raise Refusal(RefusalCode.WRONG_SYSTEM)
    return known[asked]


def systems(metric_crs: int) -> tuple[int, ...]:
    """The systems to choose from: degrees, the city's, the nation's."""
    return tuple(dict.fromkeys((WGS84, metric_crs, TM35FIN)))


def _setting(round_title: Texts, crs: int) -> Setting:
    settings, reader = current_settings(), language()
    return Setting(
        translate=gettext,
        euros=euros,
        language=reader,
        zone=ZoneInfo(settings.time_zone),
        metric_crs=settings.metric_crs,
        round_title=round_title.in_language(reader),
        crs=crs,
        areas=lambda: district_shapes(db.session, reader),
        map_parts=MAP_PARTS,
    )
