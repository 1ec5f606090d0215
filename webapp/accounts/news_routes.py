"""The page behind the link at the end of every piece of news by mail: one button stops them."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.access import public
from webapp.accounts import actions
from webapp.accounts.stopping import account_of_stop
from webapp.extensions import db

blueprint = Blueprint("news", __name__, url_prefix="/news/stop")


@blueprint.get("/<token>")
@public
def ask(token: str) -> ResponseReturnValue:
    """Say what stops and what does not. Mail programs that open links stop nothing."""
    account_of_stop(token)
    return render_template("accounts/stop_news.html", token=token, is_done=False)


@blueprint.post("/<token>")
@public
def stop(token: str) -> ResponseReturnValue:
    """Send the account no more news."""
    actions.want_news(db.session, account_of_stop(token), wanted=False)
    db.session.commit()
    return render_template("accounts/stop_news.html", token=token, is_done=True)
