"""What waits for the signed-in person, in words that lead to where it is done: each thing for those who may do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.access import Permission, the_account
from webapp.ballots.steps import STEPS
from webapp.dashboard.waiting import Waiting, waiting
from webapp.extensions import db
from webapp.formats import in_language, moment, number, today


@dataclass(frozen=True)
class Kind:
    """A kind of thing that waits: who may do it, its words, where it is done, what its moment says (`{}`: the moment)."""

    permission: Permission
    words: Callable[[Waiting], str]
    href: Callable[[Waiting], str]
    when: Callable[[str], str] | None = None


@dataclass(frozen=True)
class Told:
    """A thing that waits, as a page tells it."""

    words: str
    href: str
    facts: list[str]


def _page(endpoint: str) -> Callable[[Waiting], str]:
    return lambda one: url_for(endpoint, slug=one.slug)


def _projects(step: str) -> Callable[[Waiting], str]:
    return lambda one: url_for("costing_list.index", slug=one.slug, step=step)


def _queue(one: Waiting) -> str:
    return url_for("screening.queue", round=one.round_id)


def _proposals(one: Waiting) -> str:
    n = number(one.number)
    return str(ngettext("Check %(n)s proposal", "Check %(n)s proposals", one.number, n=n))


def _estimates(one: Waiting) -> str:
    n = number(one.number)
    return str(
        ngettext(
            "Confirm %(n)s estimate of a colleague", "Confirm %(n)s estimates of colleagues", one.number, n=n
        )
    )


def _codes(one: Waiting) -> str:
    n = number(one.number)
    return str(
        ngettext(
            "Confirm %(n)s batch of codes",
            "Confirm %(n)s batches of codes",
            one.number,
            n=n,
        )
    )


def _papers(one: Waiting) -> str:
    n = number(one.number)
    return str(ngettext("Key %(n)s paper at the desk", "Key %(n)s papers at the desk", one.number, n=n))


def _news(one: Waiting) -> str:
    n = number(one.number)
    return str(ngettext("Tell the news of %(n)s project", "Tell the news of %(n)s projects", one.number, n=n))


def _asked(when: str) -> str:
    return str(_("asked %(moment)s", moment=when))


def _oldest(when: str) -> str:
    return str(_("the oldest is from %(moment)s", moment=when))


P = Permission
KINDS: Mapping[str, Kind] = {
    "step": Kind(
        P.COUNT,
        lambda one: _("Confirm a step of the vote: %(step)s", step=_(STEPS[str(one.step)])),
        _page("vote_staff.show"),
        _asked,
    ),
    "open": Kind(
        P.COUNT,
        lambda one: _("Open the vote"),
        _page("vote_staff.show"),
        lambda when: _("voting begins %(moment)s", moment=when),
    ),
    "close": Kind(
        P.COUNT,
        lambda one: _("Close the vote"),
        _page("vote_staff.show"),
        lambda when: _("voting ended %(moment)s", moment=when),
    ),
    "papers": Kind(P.DESK, _papers, _page("desk.show")),
    "count": Kind(
        P.COUNT,
        lambda one: _("Count the votes"),
        _page("outcome.staff"),
        lambda when: _("the vote was closed %(moment)s", moment=when),
    ),
    "publish": Kind(
        P.COUNT,
        lambda one: _("Look at the count and publish the outcome"),
        _page("outcome.staff"),
        lambda when: _("counted %(moment)s", moment=when),
    ),
    "register": Kind(
        P.REGISTER,
        lambda one: _("Confirm a file for the register of voters"),
        _page("register_staff.index"),
        _asked,
    ),
    "codes": Kind(P.CODES, _codes, _page("codes_staff.index"), _asked),
    "estimates": Kind(P.PUBLISH_ESTIMATE, _estimates, _projects("to_confirm"), _oldest),
    "proposals": Kind(P.SCREEN, _proposals, _queue, _oldest),
    "news": Kind(P.DELIVER, _news, _projects("chosen")),
}
"""The kinds by their key in `webapp/dashboard/waiting.py`."""


def waiting_for_me() -> list[Told] | None:
    """What waits for the signed-in person; None where nothing ever does. One query."""
    mine = [key for key, kind in KINDS.items() if the_account().can(kind.permission)]
    if not mine:
        return None
    return [_told(one) for one in waiting(db.session, mine, the_account().id, today())]


def _told(one: Waiting) -> Told:
    kind = KINDS[one.part]
    when = kind.when(moment(one.at)) if kind.when and one.at else ""
    return Told(kind.words(one), kind.href(one), [in_language(one.round_title), when])
