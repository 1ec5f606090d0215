"""The coordinator's pages: who has which role, and what was done by whom."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import Permission, fresh_sign_in, requires, the_account
from webapp.accounts import actions, letters, queries
from webapp.accounts.factor_actions import reset_factor
from webapp.accounts.forms import ROLE_NAMES, RoleForm
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import db
from webapp.formats import language

blueprint = Blueprint("accounts_staff", __name__, url_prefix="/staff")


@blueprint.get("/accounts")
@requires(Permission.MANAGE_ACCOUNTS)
@fresh_sign_in
def accounts() -> ResponseReturnValue:
    """Accounts with their roles, and the form that gives a role."""
    return _page(RoleForm(formdata=None))


@blueprint.post("/accounts")
@requires(Permission.MANAGE_ACCOUNTS)
@fresh_sign_in
def grant() -> ResponseReturnValue:
    """Give a role to an address and tell its owner."""
    form = RoleForm()
    if not form.validate_on_submit():
        return _page(form), 400
    email, role = form.email.data or "", form.role.data
    actions.grant_role(db.session, email, role, the_account().id, language())
    letters.tell_of_role(db.session, email, role)
    db.session.commit()
    flash(_("%(email)s now has the role: %(role)s.", email=email, role=str(ROLE_NAMES[role])))
    return redirect(url_for("accounts_staff.accounts"))


@blueprint.post("/accounts/<int:account_id>/revoke")
@requires(Permission.MANAGE_ACCOUNTS)
@fresh_sign_in
def revoke(account_id: int) -> ResponseReturnValue:
    """Take a role away; from the next request on it opens nothing."""
    role = request.form.get("role", "")
    if role not in ROLE_NAMES:
        raise Refusal(RefusalCode.NOT_FOUND)
    actions.revoke_role(db.session, account_id, role, the_account().id)
    db.session.commit()
    flash(_("The role was taken away: %(role)s.", role=str(ROLE_NAMES[role])))
    return redirect(url_for("accounts_staff.accounts"))


@blueprint.post("/accounts/<int:account_id>/reset-factor")
@requires(Permission.MANAGE_ACCOUNTS)
@fresh_sign_in
def reset(account_id: int) -> ResponseReturnValue:
    """Take away the second factor of a colleague who has lost it: they are signed out, and told."""
    account = reset_factor(db.session, account_id, the_account().id)
    if account.email:
        letters.tell_of_account(db.session, account.email, account.language, letters.FACTOR_RESET)
    db.session.commit()
    flash(_("%(email)s sets up a new app at the next sign-in.", email=account.email or account.name or ""))
    return redirect(url_for("accounts_staff.accounts"))


def _page(form: RoleForm) -> str:
    search = request.args.get("q", "").replace("\0", "").strip()[:100]
    role = request.args.get("role", "")
    role = role if role in ROLE_NAMES else ""
    page = max(1, min(request.args.get("page", 1, type=int), 100_000))
    found = queries.accounts_page(db.session, search, role, page)
    last = min(page * queries.PAGE, found.total)
    narrowed: dict[str, Any] = {"q": search or None, "role": role or None}
    return render_template(
        "accounts/staff.html",
        form=form,
        accounts=found.rows,
        total=found.total,
        first=(page - 1) * queries.PAGE + 1,
        last=last,
        search=search,
        role=role,
        role_names=ROLE_NAMES,
        previous=url_for("accounts_staff.accounts", page=page - 1, **narrowed) if page > 1 else None,
        next=url_for("accounts_staff.accounts", page=page + 1, **narrowed) if last < found.total else None,
    )
