"""Pages for officials: what goes to the vote and what is left out; after the vote, news of what is built."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from webapp.access import Permission, requires, the_account
from webapp.errors import Refusal
from webapp.extensions import db
from webapp.projects import deciding
from webapp.projects import staff_queries as queries
from webapp.projects.forms import LeaveOutForm, NewsForm
from webapp.projects.staff_routes import again, done, link, seen, the_project, within

blueprint = Blueprint("deciding", __name__, url_prefix="/staff/projects/<int:project_id>")


@blueprint.post("/ballot")
@requires(Permission.PUBLISH_ESTIMATE)
def ballot(project_id: int) -> ResponseReturnValue:
    """Put the project on the ballot."""
    deciding.put_on_ballot(db.session, within(project_id), the_account().id, seen(), link())
    return done(project_id)


@blueprint.get("/leave-out")
@requires(Permission.PUBLISH_ESTIMATE)
def why_left_out(project_id: int) -> ResponseReturnValue:
    """The form of the public reason."""
    project = the_project(project_id)
    return leave_out_page(project, LeaveOutForm(formdata=None, data={"seen": queries.mark(project)}))


@blueprint.post("/leave-out")
@requires(Permission.PUBLISH_ESTIMATE)
def leave_out(project_id: int) -> ResponseReturnValue:
    """Leave the project out of the vote."""
    project, form = the_project(project_id), LeaveOutForm()
    if not form.validate():
        return leave_out_page(project, form), 400
    account, mark = the_account().id, form.seen.data or ""
    try:
        deciding.leave_out(db.session, project_id, form.reason.data, account, mark, link())
    except Refusal as refusal:
        return leave_out_page(*again(refusal, project_id, form)), 409
    return done(project_id)


@blueprint.post("/decide-again")
@requires(Permission.PUBLISH_ESTIMATE)
def decide_again(project_id: int) -> ResponseReturnValue:
    """Take the decision about the ballot back."""
    deciding.decide_again(db.session, within(project_id), the_account().id, seen())
    return done(project_id)


@blueprint.get("/news")
@requires(Permission.DELIVER)
def news(project_id: int) -> ResponseReturnValue:
    """The form of news."""
    project = the_project(project_id)
    told = queries.news(db.session, project_id)
    spent = told[-1].spent_cents if told else None
    data = {"seen": queries.mark(project), "delivery": project.delivery, "spent": spent}
    return news_page(project, NewsForm(formdata=None, data=data))


@blueprint.post("/news")
@requires(Permission.DELIVER)
def tell(project_id: int) -> ResponseReturnValue:
    """Publish news of the project."""
    project, form = the_project(project_id), NewsForm().with_choices()
    if not form.validate():
        return news_page(project, form), 400
    account, mark = the_account().id, form.seen.data or ""
    try:
        deciding.tell_news(db.session, project_id, form.news, account, mark, link())
    except Refusal as refusal:
        return news_page(*again(refusal, project_id, form)), 409
    return done(project_id)


@blueprint.post("/news/<int:update_id>/take-back")
@requires(Permission.DELIVER)
def take_back(project_id: int, update_id: int) -> ResponseReturnValue:
    """Remove the latest news."""
    deciding.take_news_back(db.session, within(project_id), update_id, the_account().id, seen())
    return done(project_id)


def leave_out_page(project: Row[Any], form: LeaveOutForm) -> str:
    """The page of the public reason."""
    return render_template("projects/staff/leave_out.html", project=project, form=form)


def news_page(project: Row[Any], form: NewsForm) -> str:
    """The page of news."""
    return render_template("projects/staff/news.html", project=project, form=form.with_choices())
