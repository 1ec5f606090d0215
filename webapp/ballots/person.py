"""Who is voting: what the round asks a person to show before the ballot, and what the ballot is tied to."""

from __future__ import annotations

from flask import request, session, url_for

from webapp.access import PASS, current_account, the_account
from webapp.ballots.keys import ballot_key
from webapp.ballots.passes import pass_for
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.identity.queries import proof_in_session
from webapp.identity.rules import Proof
from webapp.identity.ways import CODE
from webapp.rounds.rules import RoundView


def way_in(round_: RoundView) -> str | None:
    """Where the person must go before voting: to sign in, to identify or to enter a code. None when they may go on."""
    if pass_for(round_) is not None:
        return None
    account = current_account()
    if CODE.key in round_.voting_providers:
        return url_for(CODE.begins)
    if round_.voting_providers:
        if account is None or proof_for(round_) is None:
            return url_for("identity.choose", provider=round_.voting_providers, next=request.path)
    elif account is None or account.email is None:
        return url_for("accounts.sign_in", next=request.path)
    return None


def proof_for(round_: RoundView) -> Proof | None:
    """What the browser has proved with a provider that the round accepts."""
    proof = proof_in_session(db.session, the_account().session_key) if round_.voting_providers else None
    return proof if proof is not None and proof.provider in round_.voting_providers else None


def key_of_voter(round_: RoundView) -> bytes:
    """What stands for the person in the ballot box: by their voter code, by who they have proved to be, else by e-mail.

    Raises Refusal(SIGN_IN_FIRST), Refusal(IDENTIFY_FIRST) or Refusal(CODE_FIRST).
    """
    found = pass_for(round_)
    if found is not None:
        return ballot_key(current_settings().key_folder, round_.id, found.person)
    if PASS in session or CODE.key in round_.voting_providers:
        raise Refusal(RefusalCode.CODE_FIRST)
    account, folder = the_account(), current_settings().key_folder
    if round_.voting_providers:
        proof = proof_for(round_)
        if proof is None:
            raise Refusal(RefusalCode.IDENTIFY_FIRST)
        return ballot_key(folder, round_.id, f"person:{proof.kind}:{proof.person.hex()}")
    if account.email is None:
        raise Refusal(RefusalCode.SIGN_IN_FIRST)
    return ballot_key(folder, round_.id, f"email:{account.email.lower()}")
