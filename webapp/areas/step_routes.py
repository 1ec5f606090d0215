"""The steps after the file: where the areas lie, which field is which, the report. Nothing is stored before the end.

Each step shows what the file says and keeps what the person decides beside the file; the next page reads it anew.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import numpy as np
import shapely
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from geo import crs
from geo.crs import either_way
from geo.errors import GeometryCode, GeometryError
from geo.layer import Format, LayerRead
from webapp.access import Permission, requires, the_account
from webapp.areas import actions, version_queries
from webapp.areas.deciding import city_shapes, keep, upload_and_decisions, with_error
from webapp.areas.decisions import Decisions, system_of
from webapp.areas.drafting import LayerDraft
from webapp.areas.forms import (
    FieldsForm,
    PlaceForm,
    StoreForm,
    fields_form,
    place_form,
    system_choices,
)
from webapp.areas.models import LayerUpload
from webapp.areas.nesting import against_others, lies_elsewhere
from webapp.areas.preview import found_features, found_in, preview_of
from webapp.areas.rules import FieldMapping, check_mapping, guess_mapping, read_rows
from webapp.areas.uploads import draft_upload, read_upload
from webapp.areas.words import DEFAULT_NAMES, page_words, status_for
from webapp.error_pages import geometry_words, words_of
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db

blueprint = Blueprint("layer_steps", __name__, url_prefix="/staff/areas/uploads/<uuid:upload_id>")
blueprint.context_processor(page_words)


@blueprint.get("/place")
@requires(Permission.LOAD_AREAS)
def place(upload_id: UUID) -> ResponseReturnValue:
    """Where the areas lie with the coordinate system that the file names or that was chosen."""
    upload, decided = upload_and_decisions(upload_id)
    try:
        read = read_upload(upload.content, decided.choices)
    except GeometryError as error:
        return misplaced(upload, place_form(decided, system_choices(None, decided)), error)
    if len(read.layers) > 1 and decided.layer is None:
        return redirect(url_for("layer_uploads.layer", upload_id=upload_id))
    shown = replace(decided, epsg=read.crs.used.epsg, is_swapped=read.crs.used.is_swapped)
    return place_page(upload, place_form(shown, system_choices(read, shown)), read)


@blueprint.post("/place")
@requires(Permission.LOAD_AREAS)
def confirm_place(upload_id: UUID) -> ResponseReturnValue:
    """Show the map anew when another system was chosen; else keep that the person has seen it and agrees."""
    upload, decided = upload_and_decisions(upload_id)
    form = PlaceForm().with_systems(system_choices(None, decided))
    if not form.validate():
        return place_page(upload, form, None), 400
    try:
        epsg, is_swapped = system_of(form.chosen)
        wanted = replace(decided, epsg=epsg, is_swapped=is_swapped)
        read_upload(upload.content, wanted.choices)
    except GeometryError as error:
        return misplaced(upload, form, error)
    except ValueError:
        raise Refusal(RefusalCode.NOT_FOUND) from None
    is_seen = form.chosen == form.shown.data
    going_on = keep(upload, replace(wanted, is_placed=is_seen), "fields" if is_seen else "place")
    db.session.commit()
    return going_on


def misplaced(upload: LayerUpload, form: PlaceForm, error: GeometryError) -> ResponseReturnValue:
    """The page without a map, with why there is none, and how far the coordinates reach, to tell their system from."""
    form = with_error(form, form.epsg, geometry_words(error))
    page = render_template("areas/place.html", upload=upload, form=form, bounds=error.details.get("bounds"))
    return page, status_for(error.code)


def place_page(upload: LayerUpload, form: PlaceForm, read: LayerRead | None) -> str:
    """The page with the map on which the person sees whether the areas lie right."""
    if read is None:
        return render_template("areas/place.html", upload=upload, form=form)
    city = city_shapes()
    # Of the shapes, which are not repaired yet, only where they lie is asked.
    boxes = np.asarray(shapely.box(*shapely.bounds(read.geometries).T), dtype=np.object_)
    return render_template(
        "areas/place.html",
        upload=upload,
        form=form,
        read=read,
        preview=preview_of(read.geometries, ["" for _row in read.rows], city),
        is_elsewhere=lies_elsewhere(boxes, city),
        is_turned=bool(either_way(read.crs.used.epsg, read.bounds))
        and not lies_elsewhere(crs.swap_axes(boxes), city),
    )


@blueprint.get("/fields")
@requires(Permission.LOAD_AREAS)
def fields(upload_id: UUID) -> ResponseReturnValue:
    """Which field is which, with the first rows to see by eye."""
    upload, decided = upload_and_decisions(upload_id)
    read = read_upload(upload.content, decided.choices)
    names = [column.name for column in read.columns]
    form = fields_form(names, read.encoding, decided.mapping or guess_mapping(names, read.rows))
    return fields_page(upload, form, read)


@blueprint.post("/fields")
@requires(Permission.LOAD_AREAS)
def choose_fields(upload_id: UUID) -> ResponseReturnValue:
    """Show the rows in another encoding, or keep which field is which."""
    upload, decided = upload_and_decisions(upload_id)
    form = FieldsForm()
    encoding = form.encoding.data
    if encoding and encoding != decided.encoding:
        decided = replace(decided, encoding=encoding)
    read = read_upload(upload.content, decided.choices)
    names = [column.name for column in read.columns]
    form = form.with_fields(names)
    if "show" in request.form:
        going_on = keep(upload, replace(decided, mapping=None), "fields")
        db.session.commit()
        return going_on
    if not form.validate():
        return fields_page(upload, form, read), 400
    problem = mapping_problem(read, form.mapping)
    if problem is not None:
        return fields_page(upload, with_error(form, form.code, problem), read), 400
    going_on = keep(upload, replace(decided, mapping=form.mapping), "report")
    db.session.commit()
    return going_on


def mapping_problem(read: LayerRead, mapping: FieldMapping) -> str | None:
    """Why the rows cannot be areas with these fields, in the visitor's words."""
    try:
        check_mapping(mapping, [column.name for column in read.columns])
        read_rows(read.rows, mapping)
    except Refusal as refusal:
        return words_of(refusal)
    return None


def fields_page(upload: LayerUpload, form: FieldsForm, read: LayerRead) -> str:
    """The page that asks for the meaning of the fields."""
    has_encoding = read.format is Format.SHAPEFILE
    return render_template(
        "areas/fields.html", upload=upload, form=form, read=read, has_encoding=has_encoding
    )


@blueprint.get("/report")
@requires(Permission.LOAD_AREAS)
def report(upload_id: UUID) -> ResponseReturnValue:
    """All that was found in the file, before anything is stored."""
    upload, decided = upload_and_decisions(upload_id)
    if not decided.is_placed:
        return redirect(url_for("layer_steps.place", upload_id=upload_id))
    if decided.mapping is None:
        return redirect(url_for("layer_steps.fields", upload_id=upload_id))
    name = version_queries.layer_name(db.session, decided.level) or DEFAULT_NAMES[decided.level]
    return report_page(upload, decided, StoreForm(formdata=None, data={"name": name}))


@blueprint.post("/report")
@requires(Permission.LOAD_AREAS)
def store(upload_id: UUID) -> ResponseReturnValue:
    """Store the layer as a draft version; or, with another rule for large overlaps than was shown, show what it does."""
    upload, decided = upload_and_decisions(upload_id)
    if not decided.is_placed:
        raise GeometryError(GeometryCode.CRS_NOT_CONFIRMED)
    form = StoreForm()
    if not form.validate():
        return report_page(upload, decided, form), 400
    draft = draft_upload(upload.content, decided.choices, decided.mapping, form.rule)
    if form.rule is not None and form.rule != form.shown.data and draft.division.large_overlaps:
        return report_page(upload, decided, form, draft)
    try:
        actions.take_upload(db.session, upload_id)
        version = actions.add_version(
            db.session,
            decided.level,
            form.name.data,
            draft,
            upload.filename,
            the_account().id,
            decided.valid_from,
        )
    except Refusal as refusal:
        if refusal.code is not RefusalCode.OVERLAPS_UNDECIDED:
            raise
        return report_page(upload, decided, with_error(form, form.overlaps, words_of(refusal))), 400
    flash(_("The layer is stored as a draft. Nothing has changed for residents yet."))
    db.session.commit()
    return redirect(url_for("layer_versions.show", version_id=version.id))


def report_page(
    upload: LayerUpload, decided: Decisions, form: StoreForm, draft: LayerDraft | None = None
) -> str:
    """The page that tells everything and asks whether to store it; with what the rule for large overlaps does, where one
    was chosen.
    """
    draft = draft or draft_upload(upload.content, decided.choices, decided.mapping, form.rule)
    form.shown.data = draft.report["overlap_rule"] or ""
    beside = against_others(db.session, decided.level, draft)
    found = found_features([*found_in(draft.division), *beside.split])
    names = [str(area.facts.name) for area in draft.areas]
    return render_template(
        "areas/report.html",
        upload=upload,
        decided=decided,
        form=form,
        areas=[area.facts for area in draft.areas],
        sizes=draft.division.areas,
        report={**draft.report, **beside.report},
        preview=preview_of(draft.division.geometries, names, city_shapes(), found),
    )
