"""What the steps of loading a layer share: the person's kept file, keeping a decision, telling what to mend."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from shapely.geometry.base import BaseGeometry
from wtforms import Field

from webapp.access import the_account
from webapp.areas import actions, version_queries
from webapp.areas.decisions import Decisions, decisions_of
from webapp.areas.models import LayerUpload
from webapp.areas.queries import shapes_of_level
from webapp.extensions import db

AnyForm = TypeVar("AnyForm", bound=FlaskForm)


def upload_and_decisions(upload_id: UUID) -> tuple[LayerUpload, Decisions]:
    """The person's kept file and what was decided. Raises Refusal(LAYER_FILE_GONE)."""
    upload = version_queries.upload_of(db.session, upload_id, the_account().id)
    return upload, decisions_of(upload.choices)


def keep(upload: LayerUpload, decided: Decisions, step: str) -> ResponseReturnValue:
    """Keep what was decided, for the route to commit, and give the way to a step."""
    actions.decide_upload(db.session, upload, decided.as_json())
    return redirect(url_for(f"layer_steps.{step}", upload_id=upload.id))


def with_error(form: AnyForm, field: Field, words: str) -> AnyForm:
    """The form with one more thing to mend."""
    field.errors = [*field.errors, words]
    return form


def city_shapes() -> list[BaseGeometry]:
    """The city's outline as it is in use, to see the areas against."""
    return [shape for _area, shape in shapes_of_level(db.session, "city")]
