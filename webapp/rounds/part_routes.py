"""Showing and saving one part of a round: what every part's page does alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from webapp.access import the_account
from webapp.conflicts import Difference, differences
from webapp.error_pages import REFUSALS, words_of
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.rounds.editing import content_of, fingerprint
from webapp.rounds.forms import PartForm
from webapp.rounds.queries import reason_views, round_view
from webapp.rounds.rules import RoundView

Save = Callable[[Session, int, Any, str, int], None]


@dataclass(frozen=True)
class Part:
    """A part of a round: its key in addresses, its name, its form, its page, and how it is saved."""

    key: str
    name: str
    form: type[PartForm]
    template: str
    save: Save
    is_frozen_by_voting: bool = False


def editable(slug: str) -> RoundView:
    """The round at this address, published or not. Raises Refusal(NOT_FOUND)."""
    return round_view(db.session, slug, also_unpublished=True)


def show(slug: str, part: Part) -> ResponseReturnValue:
    """The part as it is kept, in its form."""
    round_ = editable(slug)
    reasons = reason_views(db.session, round_.id)
    form = part.form(data=part.form.stored(round_, reasons)).settle(round_)
    form.seen.data = fingerprint(content_of(part.key, round_, reasons))
    return page(round_, part, form)


def save(slug: str, part: Part) -> ResponseReturnValue:
    """Take a step in the form, or save the part, or say what to mend. What was written is never lost."""
    round_ = editable(slug)
    step = request.form.get("step")
    if step:
        form = part.form.after_step(request.form, step).settle(round_)
        return page(round_, part, form, step=step)
    form = part.form().settle(round_)
    if not form.validate():
        return page(round_, part, form), 400
    written = form.written(round_)
    try:
        part.save(db.session, round_.id, written, form.seen.data or "", the_account().id)
    except Refusal as refusal:
        return turned_down(slug, part, form, refusal)
    db.session.commit()
    flash(_("Saved: %(part)s.", part=_(part.name)), "success")
    return redirect(url_for("planning.settings", slug=getattr(written, "slug", slug)))


def turned_down(slug: str, part: Part, form: PartForm, refusal: Refusal) -> ResponseReturnValue:
    """The form with what was written and why it was not saved. After a conflict the next save is meant."""
    db.session.rollback()
    round_ = editable(slug)
    is_conflict = refusal.code is RefusalCode.STATE_CHANGED
    both: list[Difference] = []
    if is_conflict:
        reasons = reason_views(db.session, round_.id)
        form.seen.data = fingerprint(content_of(part.key, round_, reasons))
        saved = part.form(formdata=None, data=part.form.stored(round_, reasons)).settle(round_)
        both = differences(form, saved)
        form.form_errors.append(
            _("A colleague has saved this page since you opened it. Yours is not saved yet.")
        )
    else:
        form.form_errors.append(words_of(refusal))
    return page(round_, part, form, both=both), REFUSALS[refusal.code][0]


def page(
    round_: RoundView, part: Part, form: PartForm, step: str = "", both: Sequence[Difference] = ()
) -> str:
    """The page of a part. `step`: what was just done to its rows, so that the focus goes there.

    `both`: where what was written differs from what a colleague has saved meanwhile.
    """
    return render_template(
        part.template,
        round=round_,
        part=part,
        form=form,
        step=step,
        both=both,
        is_frozen=part.is_frozen_by_voting and round_.has_voting_opened,
    )
