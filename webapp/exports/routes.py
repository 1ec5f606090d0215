"""Exports by district for the city's own people: at once, or made by the worker where they are large."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from geo.crs import name_of
from webapp.access import Permission, fresh_sign_in, requires, the_account
from webapp.audit.actions import record
from webapp.errors import Refusal, RefusalCode
from webapp.exports.actions import KEPT_HOURS, ask_for_file
from webapp.exports.dataset import Dataset, Wanted
from webapp.exports.datasets import DATASETS
from webapp.exports.formats import BY_EXTENSION, FORMATS
from webapp.exports.forms import asked_again, filters_for, systems, wanted_of
from webapp.exports.narrowing import filters_in_words
from webapp.exports.queries import any_round, districts, file_of, files_of, pieces_of, slug_of
from webapp.exports.rows import Rows
from webapp.exports.setting import file_name, setting_for
from webapp.exports.words import FILE_STATES, STATES
from webapp.exports.writing import Format, Holds
from webapp.extensions import current_settings, db
from webapp.formats import language

blueprint = Blueprint("exports", __name__)


@blueprint.get("/staff/rounds/<slug>/exports")
@requires(Permission.EXPORT)
@fresh_sign_in
def index(slug: str) -> ResponseReturnValue:
    """Choose what to export, of which district, in which format; as narrowed as the list that one comes from."""
    round_ = any_round(db.session, slug)
    narrowed = {
        one.key: filters_for(one, request.args)
        for one in DATASETS
        if one.key == request.args.get("dataset", one.key)
    }
    return render_template(
        "exports/index.html",
        round=round_,
        datasets=DATASETS,
        formats=[form for form in FORMATS if form.holds is Holds.DATASET],
        of_round=[form for form in FORMATS if form.holds is Holds.ROUND],
        states=STATES,
        districts=districts(db.session),
        given=request.args,
        narrowed=narrowed,
        narrowed_words={
            key: filters_in_words(db.session, round_.id, filters, language())
            for key, filters in narrowed.items()
        },
        systems={epsg: name_of(epsg) for epsg in systems(current_settings().metric_crs)},
        files=files_of(db.session, the_account().id, round_.id),
        file_states=FILE_STATES,
    )


@blueprint.get("/staff/rounds/<slug>/exports/file")
@requires(Permission.EXPORT)
@fresh_sign_in
def file(slug: str) -> ResponseReturnValue:
    """The file that the form asks for: `?dataset=&format=&district=&state=&crs=` and the dataset's filters."""
    round_ = any_round(db.session, slug)
    wanted, dataset, form = wanted_of(round_.id, request.args)
    if form.most_at_once is not None and rows_wanted(wanted, dataset, form) > form.most_at_once:
        return redirect(f"{url_for('exports.large', slug=slug)}?{urlencode(asked_again(wanted))}")
    name = file_name(slug, wanted, form)
    record(db.session, "exported", "round", wanted.round_id, the_account().id, name=name)
    db.session.commit()

    def pieces() -> Iterator[bytes]:
        """Runs after the request's own session has been closed, so it takes one of its own."""
        yield from form.write(Rows(db.session, dataset, wanted), setting_for(db.session, wanted))

    return _file(pieces(), name, form.mimetype)


@blueprint.get("/staff/rounds/<slug>/exports/large")
@requires(Permission.EXPORT)
@fresh_sign_in
def large(slug: str) -> ResponseReturnValue:
    """Say that the file is made in the background, and let it be asked for."""
    round_ = any_round(db.session, slug)
    wanted, dataset, form = wanted_of(round_.id, request.args)
    return render_template(
        "exports/large.html",
        round=round_,
        title=form.title if form.holds is Holds.ROUND else dataset.title,
        rows=rows_wanted(wanted, dataset, form),
        fields=asked_again(wanted),
        hours=KEPT_HOURS,
    )


@blueprint.post("/staff/rounds/<slug>/exports/files")
@requires(Permission.EXPORT)
@fresh_sign_in
def ask(slug: str) -> ResponseReturnValue:
    """Have the worker make a file."""
    round_ = any_round(db.session, slug)
    wanted, dataset, form = wanted_of(round_.id, request.form)
    name = file_name(slug, wanted, form)
    rows = rows_wanted(wanted, dataset, form)
    asked = ask_for_file(db.session, wanted, name, rows, the_account().id)
    db.session.commit()
    return redirect(url_for("exports.made", file_id=asked.id))


@blueprint.get("/staff/exports/<uuid:file_id>")
@requires(Permission.EXPORT)
def made(file_id: UUID) -> ResponseReturnValue:
    """How far a file is; only who asked for it may see it."""
    found = file_of(db.session, file_id, the_account().id)
    return render_template(
        "exports/made.html", file=found, slug=slug_of(db.session, found.round_id), file_states=FILE_STATES
    )


@blueprint.get("/staff/exports/<uuid:file_id>/file")
@requires(Permission.EXPORT)
@fresh_sign_in
def made_file(file_id: UUID) -> ResponseReturnValue:
    """A finished file; only who asked for it may have it."""
    found = file_of(db.session, file_id, the_account().id)
    if found.state != "ready":
        raise Refusal(RefusalCode.NOT_FOUND)
    form, name, size = BY_EXTENSION[found.wanted["form"]], found.name, found.size

    def pieces() -> Iterator[bytes]:
        yield from pieces_of(db.session, file_id)

    response = _file(pieces(), name, form.mimetype)
    response.headers["Content-Length"] = str(size)
    return response


def rows_wanted(wanted: Wanted, dataset: Dataset, form: Format) -> int:
    """How many rows the file will have."""
    rows = Rows(db.session, dataset, wanted)
    if form.holds is Holds.DATASET:
        return rows.count()
    return sum(rows.of(one).count() for one in DATASETS)


def _file(pieces: Iterator[bytes], name: str, mimetype: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(stream_with_context(pieces), content_type=mimetype, headers=headers)
