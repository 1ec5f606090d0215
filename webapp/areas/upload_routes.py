"""Loading a layer in the browser, from the file on. The next steps are in step_routes.py.

Each step shows what the file says and keeps what the person decides beside the file; the next page reads it anew.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from geo.archive import MAX_UPLOAD_BYTES
from geo.errors import GeometryCode, GeometryError
from webapp.access import Permission, can, requires, the_account
from webapp.areas import actions
from webapp.areas.deciding import keep, upload_and_decisions, with_error
from webapp.areas.decisions import Decisions
from webapp.areas.forms import FetchForm, LayerForm, NewLayerForm
from webapp.areas.models import LayerUpload
from webapp.areas.uploads import fetched, layers_in, read_upload
from webapp.areas.words import page_words, status_for
from webapp.error_pages import geometry_words
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db

blueprint = Blueprint("layer_uploads", __name__, url_prefix="/staff/areas")
blueprint.context_processor(page_words)

FORM_BYTES = 2**20
PLACE_ERRORS = {GeometryCode.CRS_UNKNOWN, GeometryCode.CRS_DOES_NOT_FIT}
"""What is wrong with the system and not with the file: the person may say a better one."""


@blueprint.url_value_preprocessor
def allow_large_files(endpoint: str | None, values: dict[str, object] | None) -> None:
    """Layers are larger than what residents send. This runs before anything reads the request."""
    if request.method == "POST" and endpoint == "layer_uploads.send" and can(Permission.LOAD_AREAS):
        request.max_content_length = MAX_UPLOAD_BYTES + FORM_BYTES


@blueprint.get("/new")
@requires(Permission.LOAD_AREAS)
def new() -> ResponseReturnValue:
    """Which file, for which division."""
    level = request.args.get("level", "")
    return new_page(NewLayerForm(formdata=None, data={"level": level} if level else None))


@blueprint.post("/new")
@requires(Permission.LOAD_AREAS)
def send() -> ResponseReturnValue:
    """Look whether the file can be read, and keep it until its sender has decided about it."""
    form = NewLayerForm()
    if not form.validate_on_submit():
        return new_page(form), 400
    file: FileStorage = form.file.data
    content = file.read()
    file.close()
    decided = Decisions(level=form.level.data, valid_from=form.valid_from.data)
    try:
        going_on = take_in(content, file.filename or "", decided)
    except GeometryError as error:
        return new_page(with_error(form, form.file, geometry_words(error))), status_for(error.code)
    db.session.commit()
    return going_on


@blueprint.get("/fetch")
@requires(Permission.LOAD_AREAS)
def choose_source() -> ResponseReturnValue:
    """Which of the configured map servers to fetch a layer from."""
    level = request.args.get("level", "")
    return fetch_page(FetchForm(formdata=None, data={"level": level} if level else None))


@blueprint.post("/fetch")
@requires(Permission.LOAD_AREAS)
def fetch_layer() -> ResponseReturnValue:
    """Fetch a layer from a configured map server and go on as with a file that was sent."""
    form = FetchForm().with_sources(current_settings().layer_sources)
    if not form.validate():
        return fetch_page(form), 400
    source = next(one for one in current_settings().layer_sources if one.key == form.source.data)
    decided = Decisions(level=form.level.data, valid_from=form.valid_from.data)
    try:
        going_on = take_in(*fetched(source), decided)
    except GeometryError as error:
        return fetch_page(with_error(form, form.source, geometry_words(error))), status_for(error.code)
    db.session.commit()
    return going_on


def fetch_page(form: FetchForm) -> str:
    """The page that asks for a map server. Raises Refusal(NOT_FOUND) where none is configured."""
    sources = current_settings().layer_sources
    if not sources:
        raise Refusal(RefusalCode.NOT_FOUND)
    return render_template("areas/fetch.html", form=form.with_sources(sources))


def take_in(content: bytes, name: str, decided: Decisions) -> ResponseReturnValue:
    """Keep a file that can be read, and give the way to its next step. Raises GeometryError for one that cannot."""
    layers = layers_in(content)
    if len(layers) == 1:
        try:
            read_upload(content, decided.choices)
        except GeometryError as error:
            if error.code not in PLACE_ERRORS:
                raise
    kept = actions.keep_upload(db.session, the_account().id, name, content, decided.as_json())
    return redirect(
        url_for("layer_uploads.layer" if len(layers) > 1 else "layer_steps.place", upload_id=kept)
    )


def new_page(form: NewLayerForm) -> str:
    """The page that asks for a file."""
    return render_template("areas/new.html", form=form, most_megabytes=MAX_UPLOAD_BYTES // 2**20)


@blueprint.get("/uploads/<uuid:upload_id>/layer")
@requires(Permission.LOAD_AREAS)
def layer(upload_id: UUID) -> ResponseReturnValue:
    """Which layer of the file."""
    upload, decided = upload_and_decisions(upload_id)
    data = {"layer": decided.layer} if decided.layer else None
    return layer_page(upload, LayerForm(formdata=None, data=data).with_layers(layers_in(upload.content)))


@blueprint.post("/uploads/<uuid:upload_id>/layer")
@requires(Permission.LOAD_AREAS)
def choose_layer(upload_id: UUID) -> ResponseReturnValue:
    """Keep which layer was chosen, if it can be read."""
    upload, decided = upload_and_decisions(upload_id)
    form = LayerForm().with_layers(layers_in(upload.content))
    if not form.validate():
        return layer_page(upload, form), 400
    decided = Decisions(level=decided.level, valid_from=decided.valid_from, layer=form.layer.data)
    try:
        read_upload(upload.content, decided.choices)
    except GeometryError as error:
        if error.code not in PLACE_ERRORS:
            return layer_page(upload, with_error(form, form.layer, geometry_words(error))), status_for(
                error.code
            )
    going_on = keep(upload, decided, "place")
    db.session.commit()
    return going_on


def layer_page(upload: LayerUpload, form: LayerForm) -> str:
    """The page that asks for a layer."""
    return render_template("areas/layer.html", upload=upload, form=form)


@blueprint.post("/uploads/<uuid:upload_id>/drop")
@requires(Permission.LOAD_AREAS)
def drop(upload_id: UUID) -> ResponseReturnValue:
    """Forget the file."""
    upload_and_decisions(upload_id)
    actions.drop_upload(db.session, upload_id)
    flash(_("The file was thrown away. Nothing has changed."))
    db.session.commit()
    return redirect(url_for("layer_versions.index"))
