"""Who may propose: what a round asks of those who send a proposal, and where they are led to show it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import url_for

from webapp.access import current_account, the_account
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.identity.queries import proof_in_session
from webapp.identity.rules import Proof
from webapp.proposals.rules import may_propose
from webapp.rounds.models import Round


def way_to_send(round_: Round, back: str) -> str | None:
    """Where a visitor must go before sending: to sign in or to identify, and `back`. None when they need not."""
    if round_.proposing_providers:
        return None if _proof(round_) else identify_page(round_, back)
    return url_for("accounts.sign_in", next=back) if current_account() is None else None


def identify_page(round_: Round, back: str) -> str:
    """The page of the round's ways of identifying."""
    return url_for("identity.choose", provider=round_.proposing_providers, next=back)


def must_be_author(round_: Round) -> int:
    """The account of someone who may send a proposal in the round now.

    Raises Refusal: SIGN_IN_FIRST, IDENTIFY_FIRST, TOO_YOUNG_TO_PROPOSE, ONLY_RESIDENTS_PROPOSE.
    """
    account = the_account()
    if round_.proposing_providers:
        proof = _proof(round_)
        if proof is None:
            raise Refusal(RefusalCode.IDENTIFY_FIRST)
        year = datetime.now(ZoneInfo(current_settings().time_zone)).year
        may_propose(proof, round_.proposing_age, round_.proposing_residents, year)
    return account.id


def _proof(round_: Round) -> Proof | None:
    """What this browser has proved with a provider that the round accepts for proposing."""
    account = current_account()
    proof = proof_in_session(db.session, account.session_key) if account else None
    return proof if proof is not None and proof.provider in round_.proposing_providers else None
