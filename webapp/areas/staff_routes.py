"""Pages for GIS staff: layers and their versions, one version, and taking one into use."""

from __future__ import annotations

import numpy as np
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import Permission, requires, the_account
from webapp.areas import actions, activation, queries, version_queries
from webapp.areas.changes import area_changes, flows
from webapp.areas.preview import preview_of
from webapp.areas.routes import collection, geojson_answer
from webapp.areas.words import page_words
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.formats import in_language, today

blueprint = Blueprint("layer_versions", __name__, url_prefix="/staff/areas")
blueprint.context_processor(page_words)

MOST_FLOWS = 30


@blueprint.get("")
@requires(Permission.LOAD_AREAS)
def index() -> ResponseReturnValue:
    """Layers and their versions: who loaded them, when, from what."""
    return render_template(
        "areas/staff.html",
        layers=version_queries.layers(db.session),
        progress=version_queries.progress(db.session),
        uploads=version_queries.uploads_on_their_way(db.session, the_account().id),
    )


@blueprint.get("/versions/<int:version_id>")
@requires(Permission.LOAD_AREAS)
def show(version_id: int) -> ResponseReturnValue:
    """One version: its areas on a map and in a table, and what was found when it was loaded."""
    layer, version = version_queries.version_row(db.session, version_id)
    rows = queries.shapes_of_version(db.session, version_id)
    shapes = np.empty(len(rows), dtype=np.object_)
    shapes[:] = [shape for _row, shape in rows]
    city = [shape for _row, shape in queries.shapes_of_level(db.session, "city")]
    names = [in_language(row.name) for row, _shape in rows]
    report = version_queries.report_of(db.session, version_id)
    return render_template(
        "areas/version.html",
        layer=layer,
        version=version,
        report=report,
        areas=[row for row, _shape in rows],
        sizes=version_queries.sizes_of_version(db.session, version_id),
        preview=preview_of(shapes, names, city, report.get("found", [])),
        progress=version_queries.progress(db.session).get(version_id),
        before=version_queries.used_before(db.session, layer.id) if version.state == "active" else None,
    )


@blueprint.get("/versions/<int:version_id>.geojson")
@requires(Permission.LOAD_AREAS)
def download(version_id: int) -> Response:
    """The areas of a version, for looking at them in QGIS."""
    layer, version = version_queries.version_row(db.session, version_id)
    response = geojson_answer(collection(db.session, layer, version))
    response.headers["Cache-Control"] = "no-store"
    name = f"{layer.level}-{version.number}.geojson"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/versions/<int:version_id>/activate")
@requires(Permission.LOAD_AREAS)
def look_before(version_id: int) -> ResponseReturnValue:
    """What taking the version into use would change."""
    layer, version = version_queries.version_row(db.session, version_id)
    if version.state == "active":
        raise Refusal(RefusalCode.STATE_CHANGED)
    active = next(
        (
            v
            for other, vs in version_queries.layers(db.session)
            if other.id == layer.id
            for v in vs
            if v.state == "active"
        ),
        None,
    )
    changes = activation.changes_by(db.session, version_id)
    areas = area_changes(
        queries.areas_of_version(db.session, active.id) if active else [],
        queries.areas_of_version(db.session, version_id),
        changes,
    )
    return render_template(
        "areas/activate.html",
        layer=layer,
        version=version,
        active=active,
        changes=changes,
        areas=areas,
        names={area.code: area.name for area in areas},
        flows=flows(changes)[:MOST_FLOWS],
        is_early=version.valid_from is not None and version.valid_from > today(),
        in_background=any(change.pins > activation.AT_ONCE for change in changes),
    )


@blueprint.post("/versions/<int:version_id>/activate")
@requires(Permission.LOAD_AREAS)
def activate(version_id: int) -> ResponseReturnValue:
    """Take the version into use."""
    seen = request.form.get("instead_of", type=int)
    if seen is None:
        raise Refusal(RefusalCode.STATE_CHANGED)
    changes = activation.activate_version(db.session, version_id, the_account().id, instead_of=seen)
    moved = sum(change.moved for change in changes)
    flash(_("The version is in use. Changed area: %(n)s.", n=moved))
    db.session.commit()
    return redirect(url_for("layer_versions.show", version_id=version_id))


@blueprint.post("/versions/<int:version_id>/remove")
@requires(Permission.LOAD_AREAS)
def remove(version_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    actions.remove_draft(db.session, version_id, the_account().id)
    flash(_("The draft was removed."))
    db.session.commit()
    return redirect(url_for("layer_versions.index"))
