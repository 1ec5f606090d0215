"""Who may do what: the table of roles, and the one access mark that every route carries."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import request, session
from flask_login import UserMixin, current_user

from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings


class Permission(StrEnum):
    """Something that only some roles may do."""

    SCREEN = "screen proposals, merge alike ones and answer"
    COST = "estimate costs and make projects"
    PUBLISH_ESTIMATE = "publish an estimate and put a project on the ballot"
    DELIVER = "tell how projects proceed"
    RUN_ROUND = "create and run rounds"
    COUNT = "count the votes and publish the outcome"
    DESK = "enter residents' proposals, give ballot papers and single codes, key papers, run kiosks"
    CODES = "make and print codes for voting and for proposing"
    REGISTER = "load the register of voters"
    EXPORT = "export by district"
    SEE_DASHBOARD = "see sums by area"
    LOAD_AREAS = "load boundary layers and choose their versions"
    MANAGE_ACCOUNTS = "give and take roles"
    SEE_LOG = "see who did what"


P = Permission
ROLES: Mapping[str, frozenset[Permission]] = {
    "official": frozenset(
        {
            P.DESK,
            P.CODES,
            P.REGISTER,
            P.SCREEN,
            P.COST,
            P.PUBLISH_ESTIMATE,
            P.DELIVER,
            P.SEE_DASHBOARD,
            P.EXPORT,
        }
    ),
    "planner": frozenset(
        {P.DESK, P.CODES, P.REGISTER, P.RUN_ROUND, P.COUNT, P.EXPORT, P.SEE_DASHBOARD, P.SCREEN}
    ),
    "gis": frozenset({P.LOAD_AREAS, P.SEE_DASHBOARD, P.EXPORT}),
    "coordinator": frozenset(Permission),
}


PASS = "pass"
"""Where the browser's cookie has the key of what a voter code has opened."""


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """The signed-in person of this request, as one query found them."""

    session_key: str
    id: int
    email: str | None
    name: str | None
    language: str
    roles: tuple[str, ...]
    has_app: bool = False
    has_factor: bool = False
    """An authenticator app, or an identity whose provider proves a second factor."""
    lacks_factor: bool = False
    """Whether officials' pages stay shut until a second factor is given in this browser."""
    proved_seconds: float | None = None
    """How long ago the person proved who they are: with their second factor if they have one, else with a link."""

    def get_id(self) -> str:
        """The key of the session row, not of the person: ending the row signs the browser out."""
        return self.session_key

    def may(self, permission: Permission) -> bool:
        """Whether one of the person's roles has the permission."""
        return any(permission in ROLES[role] for role in self.roles)

    def can(self, permission: Permission) -> bool:
        """The same, once the person has given a second factor where one is asked for."""
        return not self.lacks_factor and self.may(permission)

    def has_proved_within(self, seconds: float) -> bool:
        """Whether the person proved who they are so lately."""
        return self.proved_seconds is not None and self.proved_seconds <= seconds


@dataclass(frozen=True)
class Access:
    """The access mark of a route: for everyone, for the signed in, for staff, or for holders of a permission."""

    kind: str
    permission: Permission | None = None


def current_account() -> SignedIn | None:
    """The signed-in person, or None for a visitor, in whose session the library need not search."""
    if "_user_id" not in session:
        return None
    account = current_user._get_current_object()
    return account if isinstance(account, SignedIn) else None


def the_account() -> SignedIn:
    """The signed-in person of a route that only they reach. Raises `Refusal(SIGN_IN_FIRST)` for a visitor."""
    account = current_account()
    if account is None:
        raise Refusal(RefusalCode.SIGN_IN_FIRST)
    return account


def can(permission: Permission | str) -> bool:
    """Whether the person of this request has the permission (its name will do, for templates)."""
    account = current_account()
    wanted = permission if isinstance(permission, Permission) else Permission[permission]
    return account is not None and account.can(wanted)


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a route as open to everyone."""
    return _marked(view, Access("public"))


def signed_in(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a route as open to everyone who has signed in."""

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        the_account()
        return view(*args, **kwargs)

    return _marked(guarded, Access("signed_in"))


def for_staff(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a route as open to everyone who has a role."""

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        account = the_account()
        if not account.roles:
            raise Refusal(RefusalCode.NOT_ALLOWED)
        ask_factor(account)
        return view(*args, **kwargs)

    return _marked(guarded, Access("staff"))


def voting(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a route as open to who has signed in and to who has entered a voter code. The view finds out what for."""

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if PASS not in session:
            the_account()
        return view(*args, **kwargs)

    return _marked(guarded, Access("voting"))


def requires(permission: Permission) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a route as open to those whose role has the permission."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            account = the_account()
            if not account.may(permission):
                raise Refusal(RefusalCode.NOT_ALLOWED)
            ask_factor(account)
            return view(*args, **kwargs)

        return _marked(guarded, Access("requires", permission))

    return mark


def fresh_sign_in(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a route, below its access mark, as one for which a code or a link was entered within some minutes.

    Pages ask when a third of that time is left, so that whoever is shown a form can send it.
    """

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not is_fresh(the_account()):
            raise Refusal(RefusalCode.CONFIRM_FIRST)
        return view(*args, **kwargs)

    vars(guarded)["asks_again"] = True
    return guarded


def is_fresh(account: SignedIn) -> bool:
    """Whether the person need not confirm anew for this request who they are."""
    seconds = current_settings().fresh_minutes * 60
    return account.has_proved_within(seconds if request.method == "POST" else seconds * 2 / 3)


def ask_factor(account: SignedIn) -> None:
    """Raise `Refusal(SECOND_FACTOR_FIRST)` where the person has yet to give one in this browser."""
    if account.lacks_factor:
        raise Refusal(RefusalCode.SECOND_FACTOR_FIRST)


def _marked(view: Callable[..., Any], access: Access) -> Callable[..., Any]:
    vars(view)["access"] = access
    return view
