"""Pages for residents: propose, read, correct one's own; the public list and its map."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from webapp.access import current_account, public, signed_in, the_account
from webapp.accounts.actions import hash_of
from webapp.areas.queries import areas_at, city_extent
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.formats import language
from webapp.proposals import actions, queries
from webapp.proposals.forms import ProposalForm, written_of
from webapp.proposals.queries import PAGE, Wanted
from webapp.proposals.rules import (
    EVENT_NAMES,
    MAY_EDIT,
    MAY_WITHDRAW,
    SHOWN_STATES,
    STATE_NAMES,
    turn_of,
)
from webapp.rounds.models import Round
from webapp.rounds.phases import Activity, opening
from webapp.rounds.queries import is_open, published_round, window
from webapp.texts import Texts, is_storable

blueprint = Blueprint("proposals", __name__)

DRAFT_COOKIE = "draft"
WEEK = 7 * 24 * 3600
WHOLE_EXTENT = [28.0, 60.7, 28.9, 61.3]
MOST_TEXT = 100


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """The names of states and events, for this feature's templates and for those that tell of proposals."""
    return {"proposal_states": STATE_NAMES, "proposal_events": EVENT_NAMES}


@blueprint.get("/rounds/<slug>/propose")
@public
def propose(slug: str) -> ResponseReturnValue:
    """The form, with what this browser has already written in it."""
    round_ = published_round(db.session, slug)
    when = window(db.session, round_.id, Activity.PROPOSE)
    if not when.is_open:
        return render_template("proposals/closed.html", round=round_, when=when)
    draft = draft_of(round_.id)
    form = ProposalForm(data=draft[0] if draft else {}).with_choices(round_.id)
    return form_page(round_, form)


@blueprint.post("/rounds/<slug>/propose")
@public
def keep(slug: str) -> ResponseReturnValue:
    """Keep what was written and go on to the check, or look for the place, or say what to mend."""
    round_ = published_round(db.session, slug)
    if not is_open(db.session, round_.id, Activity.PROPOSE):
        raise Refusal(RefusalCode.PHASE_CLOSED)
    form = ProposalForm().with_choices(round_.id)
    if request.form.get("step") == "search":
        form.look_for_places()
        return form_page(round_, form)
    if not form.validate():
        return form_page(round_, form), 400
    key = request.cookies.get(DRAFT_COOKIE) or secrets.token_urlsafe(32)
    actions.keep_draft(db.session, hash_of(key), round_.id, form.content, secrets.token_urlsafe(16))
    response = redirect(url_for("proposals.check", slug=slug))
    secure = current_settings().environment == "production"
    response.set_cookie(DRAFT_COOKIE, key, max_age=WEEK, httponly=True, samesite="Lax", secure=secure)
    db.session.commit()
    return response


@blueprint.get("/rounds/<slug>/propose/check")
@public
def check(slug: str) -> ResponseReturnValue:
    """What will be sent, and what others have proposed nearby."""
    round_ = published_round(db.session, slug)
    draft = draft_of(round_.id)
    if draft is None:
        return redirect(url_for("proposals.propose", slug=slug))
    content, nonce = draft
    written = written_of(content)
    names = {row.id: row.name for row in queries.themes(db.session, round_.id)}
    areas = {row.id: row.name for row in queries.area_choices(db.session)} if written.area_id else {}
    return render_template(
        "proposals/check.html",
        round=round_,
        written=written,
        nonce=nonce,
        theme=names.get(written.theme_id or 0),
        area=areas.get(written.area_id or 0),
        where=areas_at(db.session, *written.point) if written.point else None,
        alike=queries.alike(db.session, round_.id, written.title, written.body, written.point),
    )


@blueprint.post("/rounds/<slug>/propose/send")
@signed_in
def send(slug: str) -> ResponseReturnValue:
    """Send what was kept. Sending twice leads to the same proposal."""
    round_ = published_round(db.session, slug)
    nonce, author = request.form.get("nonce", "")[:64], the_account().id
    sent = queries.with_nonce(db.session, nonce, author) if is_storable(nonce) else None
    draft = draft_of(round_.id)
    if sent is None and (draft is None or draft[1] != nonce):
        return redirect(url_for("proposals.propose", slug=slug))
    if sent is None and draft is not None:
        sent = actions.send_proposal(db.session, round_.id, author, written_of(draft[0]), nonce, language())
    db.session.commit()
    return redirect(url_for("proposals.show", proposal_id=sent, sent=1))


@blueprint.get("/proposals/<int:proposal_id>")
@public
def show(proposal_id: int) -> ResponseReturnValue:
    """One proposal and everything that has happened to it."""
    proposal = visible(proposal_id)
    account = current_account()
    is_own = account is not None and account.id == proposal.author_id
    may_edit = is_own and is_open(db.session, proposal.round_id, Activity.EDIT_PROPOSAL)
    return render_template(
        "proposals/show.html",
        proposal=proposal,
        events=queries.timeline(db.session, proposal_id),
        merged=queries.merged_here(db.session, proposal_id),
        is_own=is_own,
        may_edit=may_edit and proposal.state in MAY_EDIT,
        may_withdraw=may_edit and proposal.state in MAY_WITHDRAW,
        just_sent=is_own and "sent" in request.args,
    )


@blueprint.get("/proposals/<int:proposal_id>/edit")
@signed_in
def edit(proposal_id: int) -> ResponseReturnValue:
    """The author's form with the proposal in it."""
    proposal = own_proposal(proposal_id)
    form = ProposalForm(data=content_of(proposal)).with_choices(proposal.round_id)
    return edit_page(proposal, form)


@blueprint.post("/proposals/<int:proposal_id>/edit")
@signed_in
def save(proposal_id: int) -> ResponseReturnValue:
    """Save the correction; a refused proposal is checked again."""
    proposal = own_proposal(proposal_id)
    form = ProposalForm().with_choices(proposal.round_id)
    if request.form.get("step") == "search":
        form.look_for_places()
        return edit_page(proposal, form)
    if not form.validate():
        return edit_page(proposal, form), 400
    actions.edit_proposal(db.session, proposal_id, the_account().id, written_of(form.content))
    db.session.commit()
    return redirect(url_for("proposals.show", proposal_id=proposal_id))


@blueprint.post("/proposals/<int:proposal_id>/withdraw")
@signed_in
def withdraw(proposal_id: int) -> ResponseReturnValue:
    """Take one's own proposal back."""
    own_proposal(proposal_id)
    actions.withdraw_proposal(db.session, proposal_id, the_account().id)
    db.session.commit()
    return redirect(url_for("proposals.show", proposal_id=proposal_id))


@blueprint.get("/my/proposals")
@signed_in
def mine() -> ResponseReturnValue:
    """The signed-in person's own proposals."""
    return render_template("proposals/mine.html", rows=queries.of_author(db.session, the_account().id))


@blueprint.get("/rounds/<slug>/proposals")
@public
def index(slug: str) -> ResponseReturnValue:
    """The public list with its map; both have the same filters. Unchanged pages are answered with 304."""
    if "turn" not in request.args and request.args.get("order") != "newest":
        return redirect(
            f"{request.path}?{urlencode({**request.args, 'turn': f'{secrets.randbelow(1000) / 1000:.3f}'})}"
        )
    head = queries.head(db.session, slug, opening(Activity.PROPOSE))
    tag = tag_of(head)
    if current_account() is None and request.if_none_match.contains_weak(tag):
        return with_tag(Response(status=304), tag)
    wanted = wanted_of(request.args)
    rows = queries.listed(db.session, head.id, wanted)
    total = queries.count_listed(db.session, head.id, wanted)
    body = render_template(
        "proposals/index.html", head=head, rows=rows, wanted=wanted, **frame(head, wanted, total)
    )
    return with_tag(make_response(body), tag)


def frame(head: Row[Any], wanted: Wanted, total: int) -> dict[str, Any]:
    """What the list's page needs around its rows."""
    path, given = request.path, {k: v for k, v in request.args.items() if k != "page"}
    first = (wanted.page - 1) * PAGE + 1
    last = min(wanted.page * PAGE, total)
    asked = {"round": head.id, **wanted.filters}
    if "text" in asked:
        asked["q"] = asked.pop("text")
    if wanted.state:
        asked["state"] = wanted.state
    version = int(head.changed_at.timestamp() * 1_000_000) if head.changed_at else 0
    return {
        "total": total,
        "first": min(first, total),
        "last": last,
        "previous": f"{path}?{urlencode({**given, 'page': wanted.page - 1})}" if wanted.page > 1 else None,
        "next": f"{path}?{urlencode({**given, 'page': wanted.page + 1})}" if last < total else None,
        "pins": f"/tiles/proposals/v{version}/{{z}}/{{y}}/{{x}}?{urlencode(asked)}",
        "extent": head.extent if head.extent and None not in head.extent else WHOLE_EXTENT,
        "round_title": Texts(head.title),
        "clear": path if wanted.filters or wanted.state else None,
        "states": SHOWN_STATES,
    }


def wanted_of(args: Mapping[str, str]) -> Wanted:
    """What the address asks for; what cannot be understood is as if it had not been given."""
    known = {name: args.get(name, "").strip()[:MOST_TEXT] for name in queries.FILTERS}
    state, page = args.get("state", ""), args.get("page", "1")
    return Wanted(
        filters={name: value for name, value in known.items() if value and is_storable(value)},
        state=state if state in SHOWN_STATES else None,
        order="newest" if args.get("order") == "newest" else "random",
        turn=turn_of(args.get("turn", "0")),
        page=min(max(int(page), 1), queries.MOST_PAGES)
        if page.isascii() and page.isdigit() and len(page) < 7
        else 1,
    )


def tag_of(head: Row[Any]) -> str:
    """What a visitor's page is made from, as one mark."""
    parts = (*head, language(), request.full_path)
    return hashlib.blake2b(repr(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()


def with_tag(response: Response, tag: str) -> Response:
    """The answer with its tag; browsers keep it and ask whether it still holds. The signed in get none."""
    if current_account() is None:
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
        response.vary.update(["Cookie", "Accept-Language"])
    else:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def draft_of(round_id: int) -> tuple[dict[str, Any], str] | None:
    """What this browser has written for the round."""
    key = request.cookies.get(DRAFT_COOKIE, "")
    return (
        queries.draft_content(db.session, hash_of(key[:200]), round_id) if key and is_storable(key) else None
    )


def form_page(round_: Round, form: ProposalForm) -> str:
    """The page of the form."""
    return render_template("proposals/form.html", round=round_, form=form, extent=extent(), proposal=None)


def edit_page(proposal: Row[Any], form: ProposalForm) -> str:
    """The same form for correcting a proposal."""
    return render_template("proposals/form.html", round=None, form=form, extent=extent(), proposal=proposal)


def extent() -> list[float]:
    """West, south, east, north of the city."""
    return list(city_extent(db.session) or WHOLE_EXTENT)


def visible(proposal_id: int) -> Row[Any]:
    """The proposal if the public may see it, or the author. Raises Refusal(NOT_FOUND)."""
    if proposal_id >= 2**63:
        raise Refusal(RefusalCode.NOT_FOUND)
    proposal = queries.detail(db.session, proposal_id)
    account = current_account()
    is_own = account is not None and account.id == proposal.author_id
    if proposal.state in ("draft", "withdrawn") and not is_own:
        raise Refusal(RefusalCode.NOT_FOUND)
    return proposal


def own_proposal(proposal_id: int) -> Row[Any]:
    """The signed-in person's own proposal. Raises Refusal: NOT_FOUND, NOT_ALLOWED."""
    proposal = visible(proposal_id)
    if proposal.author_id != the_account().id:
        raise Refusal(RefusalCode.NOT_ALLOWED)
    return proposal


def content_of(proposal: Row[Any]) -> dict[str, str]:
    """A proposal as the form has it."""
    has_point = proposal.lon is not None
    area = "" if has_point else proposal.neighbourhood_id or proposal.district_id or ""
    return {
        "lon": f"{proposal.lon:.7f}" if has_point else "",
        "lat": f"{proposal.lat:.7f}" if has_point else "",
        "place": proposal.place_text or "",
        "area": str(area),
        "title": proposal.title,
        "body": proposal.body,
        "theme": str(proposal.theme_id or ""),
        "author_name": proposal.author_name or "",
    }
