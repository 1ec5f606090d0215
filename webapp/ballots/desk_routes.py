"""The desk in a library or a service point: give a ballot paper to a person, and key papers, each by two officials."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import Permission, requires, the_account
from webapp.ballots import desk, keys
from webapp.ballots.forms import filled_in
from webapp.ballots.keyed import keyed
from webapp.ballots.own_area import area_at_desk
from webapp.ballots.person import right_at_desk
from webapp.ballots.queries import Item, items
from webapp.ballots.registered import entry_of
from webapp.ballots.sheet import Sheet
from webapp.ballots.types import BY_KEY
from webapp.ballots.types.base import NONE, BallotType, ByProject
from webapp.error_pages import REFUSALS, words_of
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.identity.ways import POSTCODE
from webapp.rounds.queries import round_view
from webapp.rounds.rules import PotView, RoundView
from webapp.rounds.voting_areas import BY_KEY as VOTING_AREAS
from webapp.rounds.voting_areas import WHOLE_CITY, code_of

blueprint = Blueprint("desk", __name__)
SAID = {
    "entered": lambda: _("Keyed. Now another official keys the same paper without seeing what you keyed."),
    "agreed": lambda: _("Both keyed the same: the ballot is in the box."),
    "disputed": lambda: _(
        "The two differ. Look at the paper together: whoever misread it keys it again. A third official may key it, too."
    ),
    "rejected": lambda: _("Both say that this is no lawful ballot. It is not counted."),
}
LAST_SERIAL = 999_999
SLIPS = (
    RefusalCode.WRONG_VALUES,
    RefusalCode.NOT_ON_BALLOT,
    RefusalCode.PAPER_BLANK,
    RefusalCode.PAPER_NOT_BLANK,
)
"""What is said at the field, as it is a slip of the finger."""
TURNED_AWAY = {
    RefusalCode.PERSON_MISSING: None,
    RefusalCode.NOT_ON_REGISTER: None,
    RefusalCode.CODE_NOT_IN_USE: None,
    RefusalCode.AREA_MISSING: None,
    RefusalCode.PAPER_NOT_GIVEN: None,
    RefusalCode.VOTED_ON_PAPER: lambda: _("This person has been given a ballot paper already. Give nothing."),
    RefusalCode.VOTED_ON_WEB: lambda: _("This person has voted on the web already. Give nothing."),
}
"""Why the person before the official gets nothing, in words for the official; None: in the usual words."""


@blueprint.get("/staff/rounds/<slug>/desk")
@requires(Permission.DESK)
def show(slug: str) -> ResponseReturnValue:
    """Give out papers and key them; how many there are of each."""
    station = request.args.get("station", "")[: desk.LONGEST_STATION].replace("\0", "")
    return _page(_round(slug), station, request.args.get("serial", type=int))


@blueprint.get("/staff/rounds/<slug>/desk/paper")
@requires(Permission.DESK)
def paper(slug: str) -> ResponseReturnValue:
    """The ballot paper to print, for an area where the voter chooses one; in the language of the page."""
    round_ = _round(slug)
    areas = paper_areas(round_)
    wanted = request.args.get("area") or next(iter(areas), None)
    return render_template(
        "ballots/paper.html",
        round=round_,
        areas=areas,
        sheet=Sheet(round_, _listed(round_), own_area=wanted, wanted_area=wanted),
    )


@blueprint.post("/staff/rounds/<slug>/desk/given")
@requires(Permission.DESK)
def give(slug: str) -> ResponseReturnValue:
    """Mark the person's right as used on paper, or take that back. Nothing of the person is kept or logged."""
    round_ = _round(slug)
    is_known_on_web = POSTCODE.key not in round_.voting_providers
    try:
        is_given = _mark(round_)
    except Refusal as refusal:
        field = "area" if refusal.code is RefusalCode.AREA_MISSING else "person"
        return turned_away(slug, refusal, field)
    if is_given:
        flash(
            _("Give the person a ballot paper now. They can no longer vote on the web.")
            if is_known_on_web
            else _("Give the person a ballot paper now.")
        )
    else:
        flash(
            _("The person may vote on the web again.")
            if is_known_on_web
            else _("The paper has been taken back.")
        )
    db.session.commit()
    return redirect(url_for("desk.show", slug=slug))


@blueprint.post("/staff/rounds/<slug>/desk/papers")
@requires(Permission.DESK)
def key_in_paper(slug: str) -> ResponseReturnValue:
    """Key one paper. What is keyed is never shown again, so that the second official keys blind."""
    round_ = _round(slug)
    kind = BY_KEY[round_.ballot_type]
    station, serial = _paper()
    listed = _listed(round_)
    try:
        given = _given(kind, listed)
    except Refusal as refusal:
        if refusal.code not in SLIPS:
            raise
        return _page(round_, station, serial, refusal.code), 400
    values = kind.settle(given, {item.id: item.pot_id for item in listed})
    beside = list(values.values()) if any(value is not None for value in values.values()) else None
    status = desk.key_paper(db.session, round_.id, station, serial, the_account().id, list(values), beside)
    flash(SAID[status](), "wait" if status == "disputed" else "message")
    db.session.commit()
    after = serial if status == "disputed" or serial == LAST_SERIAL else serial + 1
    return redirect(url_for("desk.show", slug=slug, station=station, serial=after, _anchor="key"))


def paper_areas(round_: RoundView) -> dict[str, PotView]:
    """The areas for which there is a paper of their own: the code of each and the pot that names it."""
    setting = VOTING_AREAS[round_.voting_areas]
    owns = [pot.area_code for pot in round_.pots if pot.area_code] if setting.needs_own else [None]
    groups = [group for own in owns for group in setting.groups(round_.pots, own)]
    return {code_of(group): group[-1] for group in groups}


def turned_away(slug: str, refusal: Refusal, field: str) -> ResponseReturnValue:
    """The desk again, saying at the field why the person gets nothing; raises what says something else."""
    if refusal.code not in TURNED_AWAY:
        raise refusal
    db.session.rollback()
    said = TURNED_AWAY[refusal.code]
    why = (field, said() if said else words_of(refusal))
    return _page(_round(slug), "", None, why=why), REFUSALS[refusal.code][0]


def _mark(round_: RoundView) -> bool:
    """Mark the right of the person before the official as used on paper, or take that back; whether it was the first."""
    folder = current_settings().key_folder
    person = right_at_desk(round_, request.form.get("person", ""))
    key = keys.ballot_key(folder, round_.id, person)
    if "back" in request.form:
        desk.unmark_paper(db.session, round_.id, key, the_account().id)
        return False
    area = area_at_desk(round_, entry_of(round_, person), request.form.get("area", ""))
    desk.mark_paper(db.session, round_.id, key, keys.fingerprint(folder, round_.id), the_account().id, area)
    return True


def _round(slug: str) -> RoundView:
    return round_view(db.session, slug, also_unpublished=True)


def _page(
    round_: RoundView,
    station: str,
    serial: int | None,
    slip: RefusalCode | None = None,
    why: tuple[str, str] | None = None,
) -> str:
    """The desk. With a slip in what was keyed the paper's fields are as they were.

    `why`: the field of the person who gets nothing, and the words that say why.
    """
    return render_template(
        "ballots/desk.html",
        round=round_,
        kind=BY_KEY[round_.ballot_type],
        items=_listed(round_),
        papers=desk.papers(db.session, round_.id),
        given=desk.rights_on_paper(db.session, round_.id),
        station=station,
        serial=serial,
        slip=slip,
        why=why,
        numbers=request.form.get("numbers", "") if slip else "",
        areas=VOTING_AREAS[round_.voting_areas],
        whole_city=WHOLE_CITY,
    )


def _listed(round_: RoundView) -> list[Item]:
    """The projects in the order of the printed ballot: by their number."""
    return sorted(items(db.session, round_.id), key=lambda item: item.number)


def _given(kind: BallotType, listed: list[Item]) -> ByProject:
    """What was keyed, by the numbers typed and by the list; nothing only where the official says so by a tick.

    Raises Refusal with one of SLIPS, or for a forged form.
    """
    typed = keyed(
        request.form.get("numbers", ""),
        kind.fixed.get("values", NONE),
        {item.number: item.id for item in listed},
    )
    chosen, faults = filled_in(request.form, kind)
    if faults:
        raise Refusal(faults[0].code)
    given = chosen | typed
    _check_blank(is_blank="blank" in request.form, has_choices=bool(given))
    return given


def _check_blank(*, is_blank: bool, has_choices: bool) -> None:
    """An Enter too many must not void a paper. Raises Refusal(PAPER_BLANK) or Refusal(PAPER_NOT_BLANK)."""
    if not is_blank and not has_choices:
        raise Refusal(RefusalCode.PAPER_BLANK)
    if is_blank and has_choices:
        raise Refusal(RefusalCode.PAPER_NOT_BLANK)


def _paper() -> tuple[str, int]:
    """The station and the number of the paper. Raises Refusal(PAPER_UNNUMBERED)."""
    station = request.form.get("station", "").replace("\0", "").strip()[: desk.LONGEST_STATION]
    serial = request.form.get("serial", type=int)
    if not station or serial is None or not 1 <= serial <= LAST_SERIAL:
        raise Refusal(RefusalCode.PAPER_UNNUMBERED)
    return station, serial
