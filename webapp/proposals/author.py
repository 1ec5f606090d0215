"""Who may propose: what a round asks of those who send a proposal, and where they are led to show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import url_for

from webapp.access import SignedIn, current_account, the_account
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.identity.queries import proof_in_session, round_of_holder
from webapp.identity.rules import Proof
from webapp.identity.ways import CODE, EMAIL, on_the_web
from webapp.proposals.rules import may_propose
from webapp.rounds.models import Round


def way_to_send(round_: Round, back: str) -> str | None:
    """Where a visitor must go before sending: to sign in or to identify, and `back`. None when they need not."""
    if _channel(round_) is not None:
        return None
    keys = on_the_web(round_.proposing_providers)
    return (
        url_for(EMAIL.begins, next=back)
        if keys == [EMAIL.key]
        else identify_page(round_.proposing_providers, back)
    )


def identify_page(providers: Sequence[str], back: str) -> str:
    """The page of the round's ways of identifying."""
    return url_for("identity.choose", provider=providers, next=back)


def must_be_author(round_: Round) -> str:
    """How the signed-in person comes to send a proposal in the round now: the proposal's `channel`.

    Raises Refusal: SIGN_IN_FIRST, IDENTIFY_FIRST, TOO_YOUNG_TO_PROPOSE, ONLY_RESIDENTS_PROPOSE.
    """
    the_account()
    channel = _channel(round_)
    if channel is None:
        is_by_mail = on_the_web(round_.proposing_providers) == [EMAIL.key]
        raise Refusal(RefusalCode.SIGN_IN_FIRST if is_by_mail else RefusalCode.IDENTIFY_FIRST)
    proof = _proof(round_)
    if proof is not None:
        year = datetime.now(ZoneInfo(current_settings().time_zone)).year
        may_propose(proof, round_.proposing_age, round_.proposing_residents, year)
    return channel


def _channel(round_: Round) -> str | None:
    """`code` or `web`, by the first of the round's ways that the person of this request has shown; None without."""
    account, keys = current_account(), on_the_web(round_.proposing_providers)
    if account is None:
        return None
    if CODE.key in keys and _holds_code(round_, account):
        return "code"
    if EMAIL.key in keys and account.email is not None:
        return "web"
    return "web" if _proof(round_) else None


def _holds_code(round_: Round, account: SignedIn) -> bool:
    return account.email is None and round_of_holder(db.session, account.id) == round_.id


def _proof(round_: Round) -> Proof | None:
    """What this browser has proved with a provider that the round accepts for proposing."""
    account = current_account()
    proof = proof_in_session(db.session, account.session_key) if account else None
    return proof if proof is not None and proof.provider in round_.proposing_providers else None
