"""What the city's people do and where: each thing is offered to those whom its own access mark lets in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from webapp.access import Access, Permission, the_account
from webapp.texts import N_


@dataclass(frozen=True)
class Work:
    """A page of work: its endpoint, its name, and what one does there.

    `for_published`: it is there once the round is published.
    """

    endpoint: str
    title: str
    text: str = ""
    for_published: bool = False


EVERYWHERE = (
    Work("dashboard.index", N_("Rounds"), N_("What has come in, by area, theme and week.")),
    Work("planning.new", N_("Create a round"), N_("From nothing, or after an earlier round.")),
    Work(
        "screening.queue",
        N_("Screen proposals"),
        N_("Accept, refuse with a reason, merge alike ones, answer."),
    ),
    Work(
        "layer_versions.index",
        N_("Boundary layers"),
        N_("Load districts and neighbourhoods from a file, choose the version in use."),
    ),
    Work("accounts_staff.accounts", N_("Accounts and roles"), N_("Who may do what.")),
    Work("audit.index", N_("Log"), N_("Who did what, and when.")),
)
"""Work that belongs to no one round."""

IN_A_ROUND = (
    Work("dashboard.show", N_("Figures")),
    Work("planning.settings", N_("Settings")),
    Work("costing_list.index", N_("Projects and costs")),
    Work("exports.index", N_("Export by district")),
    Work("proposal_desk.write", N_("Enter a proposal"), for_published=True),
    Work("desk.show", N_("Desk")),
    Work("kiosks_staff.index", N_("Kiosks")),
    Work("codes_staff.index", N_("Codes for taking part")),
    Work("register_staff.index", N_("Register of voters")),
    Work("vote_staff.show", N_("Open and close the vote"), for_published=True),
    Work("outcome.staff", N_("Count and publish"), for_published=True),
)
"""Work on one round."""


def open_to_me(works: tuple[Work, ...]) -> list[Work]:
    """Those that exist and whose access mark lets the signed-in person in."""
    return [work for work in works if may_open(work.endpoint)]


def may_open(endpoint: str) -> bool:
    """Whether there is such a page and the signed-in person may open it."""
    access = getattr(current_app.view_functions.get(endpoint), "access", None)
    if not isinstance(access, Access):
        return False
    return not isinstance(access.permission, Permission) or the_account().can(access.permission)
