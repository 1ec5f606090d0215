"""The author's page of a proposal's photos, and the photos themselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row
from werkzeug.datastructures import FileStorage

from webapp.access import Permission, can, current_account, public, signed_in, the_account
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.proposals import photo_actions, photo_queries
from webapp.proposals.photo_forms import PhotoForm
from webapp.proposals.photos import MOST_BYTES, MOST_PHOTOS
from webapp.proposals.routes import own_proposal
from webapp.proposals.rules import MAY_EDIT
from webapp.rounds.phases import Activity
from webapp.rounds.queries import is_open

blueprint = Blueprint("photos", __name__)

FORM_BYTES = 2**20


@blueprint.url_value_preprocessor
def limit_size(endpoint: str | None, values: dict[str, object] | None) -> None:
    """A photo may be larger than a form, and no larger than is read."""
    if request.method == "POST":
        request.max_content_length = MOST_BYTES + FORM_BYTES


@blueprint.get("/proposals/<int:proposal_id>/photos")
@signed_in
def edit(proposal_id: int) -> ResponseReturnValue:
    """The photos of one's own proposal."""
    return photos_page(own_proposal(proposal_id), PhotoForm(formdata=None))


@blueprint.post("/proposals/<int:proposal_id>/photos")
@signed_in
def add(proposal_id: int) -> ResponseReturnValue:
    """Add a photo."""
    proposal = own_proposal(proposal_id)
    form = PhotoForm()
    if not form.validate() or form.prepared is None:
        return photos_page(proposal, form), 400
    photo_actions.add_photo(
        db.session,
        proposal_id,
        the_account().id,
        form.prepared,
        form.description.data or "",
        at_desk=can(Permission.DESK),
    )
    db.session.commit()
    file: FileStorage = form.file.data
    file.close()
    return redirect(url_for("photos.edit", proposal_id=proposal_id))


@blueprint.post("/proposals/<int:proposal_id>/photos/<uuid:photo_id>/remove")
@signed_in
def remove(proposal_id: int, photo_id: UUID) -> ResponseReturnValue:
    """Take a photo off one's own proposal."""
    own_proposal(proposal_id)
    who, at_desk = the_account().id, can(Permission.DESK)
    photo_actions.remove_own_photo(db.session, proposal_id, who, photo_id, at_desk=at_desk)
    db.session.commit()
    return redirect(url_for("photos.edit", proposal_id=proposal_id))


@blueprint.get("/photos/<uuid:photo_id>/<size>.jpg")
@public
def show(photo_id: UUID, size: str) -> ResponseReturnValue:
    """A photo as JPEG, for those who may see its proposal. A photo never changes: its address does."""
    photo = photo_queries.picture(db.session, photo_id, size)
    account = current_account()
    is_own = account is not None and account.id == photo.author_id
    if photo.is_hidden and not is_own:
        raise Refusal(RefusalCode.NOT_FOUND)
    answer = Response(photo.content, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, no-store" if photo.is_hidden else "public, max-age=3600"
    answer.set_etag(f"{photo_id.hex}-{size}")
    return answer.make_conditional(request)


def photos_page(proposal: Row[Any], form: PhotoForm) -> str:
    """The page with the form, while something may be added."""
    photos = photo_queries.photos_of(db.session, proposal.id)
    may_add = proposal.state in MAY_EDIT and is_open(db.session, proposal.round_id, Activity.EDIT_PROPOSAL)
    return render_template(
        "proposals/photos.html",
        proposal=proposal,
        photos=photos,
        form=form,
        may_add=may_add,
        most=MOST_PHOTOS,
        most_megabytes=MOST_BYTES // 2**20,
    )
