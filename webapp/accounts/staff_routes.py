"""The coordinator's pages: who has which role, and what was done by whom."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import Permission, requires, the_account
from webapp.accounts import actions, queries
from webapp.accounts.forms import ROLE_NAMES, RoleForm
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.formats import language

blueprint = Blueprint("accounts_staff", __name__, url_prefix="/staff")


@blueprint.get("/accounts")
@requires(Permission.MANAGE_ACCOUNTS)
def accounts() -> ResponseReturnValue:
    """Accounts with their roles, and the form that gives a role."""
    return _page(RoleForm(formdata=None))


@blueprint.post("/accounts")
@requires(Permission.MANAGE_ACCOUNTS)
def grant() -> ResponseReturnValue:
    """Give a role to an address and tell its owner."""
    form = RoleForm()
    if not form.validate_on_submit():
        return _page(form), 400
    email, role = form.email.data or "", form.role.data
    actions.grant_role(db.session, email, role, the_account().id, language())
    city = current_settings().city_name[language()]
    body = _(
        "Hello!\n\nYou now have a role in the city's participatory budgeting: %(role)s.\nSign in here: %(link)s",
        role=str(ROLE_NAMES[role]),
        link=url_for("accounts.sign_in", next="/staff", _external=True),
    )
    actions.post_mail(db.session, email, _("Your role: %(city)s", city=city), body)
    db.session.commit()
    flash(_("%(email)s now has the role: %(role)s.", email=email, role=str(ROLE_NAMES[role])))
    return redirect(url_for("accounts_staff.accounts"))


@blueprint.post("/accounts/<int:account_id>/revoke")
@requires(Permission.MANAGE_ACCOUNTS)
def revoke(account_id: int) -> ResponseReturnValue:
    """Take a role away; from the next request on it opens nothing."""
    role = request.form.get("role", "")
    if role not in ROLE_NAMES:
        raise Refusal(RefusalCode.NOT_FOUND)
    actions.revoke_role(db.session, account_id, role, the_account().id)
    db.session.commit()
    flash(_("The role was taken away: %(role)s.", role=str(ROLE_NAMES[role])))
    return redirect(url_for("accounts_staff.accounts"))


def _page(form: RoleForm) -> str:
    search = request.args.get("q", "").replace("\0", "").strip()[:100]
    page = max(1, min(request.args.get("page", 1, type=int), 100_000))
    found = queries.accounts_page(db.session, search, page)
    last = min(page * queries.PAGE, found.total)
    return render_template(
        "accounts/staff.html",
        form=form,
        accounts=found.rows,
        total=found.total,
        first=(page - 1) * queries.PAGE + 1,
        last=last,
        search=search,
        role_names=ROLE_NAMES,
        previous=url_for("accounts_staff.accounts", page=page - 1, q=search or None) if page > 1 else None,
        next=url_for("accounts_staff.accounts", page=page + 1, q=search or None)
        if last < found.total
        else None,
    )
