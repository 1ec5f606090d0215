"""Who is voting: what the round asks a person to show before the ballot, and what the ballot is tied to."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from flask import request, session, url_for
from sqlalchemy import select

from webapp.access import PASS, current_account, the_account
from webapp.accounts.models import Account
from webapp.ballots.keys import ballot_key
from webapp.ballots.passes import pass_for, person_of_code
from webapp.errors import Refusal, RefusalCode
from webapp.extensions import current_settings, db
from webapp.identity.queries import proof_in_session
from webapp.identity.rules import Proof
from webapp.identity.ways import CODE, ways_to_vote
from webapp.key_files import key_in
from webapp.rounds.rules import VotingTerms

LONGEST_PERSON = 255
BY_EMAIL, BY_ACCOUNT = "email:", "account:"
"""What begins the name of a person who is known by an address, and of one whose address stands with the account."""


def way_in(round_: VotingTerms) -> str | None:
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


def may_replace(round_: VotingTerms) -> bool:
    """Whether an earlier ballot may be replaced now.

    Where people have a way of voting of their own, a code from a desk casts one ballot and replaces none: whoever else
    came to hold it could not undo what the person has chosen.
    """
    is_own_way = pass_for(round_) is None or CODE.key in round_.voting_providers
    return round_.can_change_ballot and is_own_way


def _person_of_pass(person: str) -> str:
    """The same person as their own browser would name. Raises Refusal(CODE_FIRST) once the account is erased."""
    if not person.startswith(BY_ACCOUNT):
        return person
    number = int(person.removeprefix(BY_ACCOUNT))
    email = db.session.scalar(select(Account.email).where(Account.id == number))
    if email is None:
        raise Refusal(RefusalCode.CODE_FIRST)
    return f"{BY_EMAIL}{email.lower()}"


def proof_for(round_: VotingTerms) -> Proof | None:
    """What the browser has proved with a provider that the round accepts."""
    proof = proof_in_session(db.session, the_account().session_key) if round_.voting_providers else None
    return proof if proof is not None and proof.provider in round_.voting_providers else None


def key_of_voter(round_: VotingTerms) -> bytes:
    """What stands for the person in the ballot box. Raises what `person_of_voter` does."""
    return ballot_key(current_settings().key_folder, round_.id, person_of_voter(round_))


def person_of_voter(round_: VotingTerms) -> str:
    """Who is voting: by their voter code, by who they have proved to be, else by e-mail.

    Raises Refusal(SIGN_IN_FIRST), Refusal(IDENTIFY_FIRST) or Refusal(CODE_FIRST).
    """
    found = pass_for(round_)
    if found is not None:
        return _person_of_pass(found.person)
    if PASS in session or CODE.key in round_.voting_providers:
        raise Refusal(RefusalCode.CODE_FIRST)
    account = the_account()
    if round_.voting_providers:
        proof = proof_for(round_)
        if proof is None:
            raise Refusal(RefusalCode.IDENTIFY_FIRST)
        return f"person:{proof.kind}:{proof.person.hex()}"
    if account.email is None:
        raise Refusal(RefusalCode.SIGN_IN_FIRST)
    return f"{BY_EMAIL}{account.email.lower()}"


def person_at_desk(round_: VotingTerms, typed: str) -> str:
    """Whom an official has identified, as the person's own browser would say it.

    Raises Refusal(PERSON_MISSING), or Refusal(NOT_FOUND) where no one way of identifying is the round's.
    """
    who = typed.replace("\0", "").strip()[:LONGEST_PERSON]
    if not who:
        raise Refusal(RefusalCode.PERSON_MISSING)
    return naming(round_)(who)


def naming(round_: VotingTerms) -> Callable[[str], str]:
    """What makes of a name that the city has for a person the one that their own browser would say.

    Raises Refusal(NOT_FOUND) where no one way of identifying is the round's.
    """
    settings = current_settings()
    if not round_.voting_providers:
        return lambda who: f"{BY_EMAIL}{who.lower()}"
    kinds = {one.kind for one in ways_to_vote(settings) if one.key in round_.voting_providers}
    if len(kinds) != 1:
        raise Refusal(RefusalCode.NOT_FOUND)
    kind = kinds.pop()
    secret = key_in(settings.key_folder / "person.key")

    def named(who: str) -> str:
        return f"person:{kind}:{hmac.new(secret, f'{kind}|{who}'.encode(), hashlib.sha256).hexdigest()}"

    return named


def right_at_desk(round_: VotingTerms, typed: str) -> str:
    """Whose right a paper uses: in a round of codes that of the code whose number was typed, else of the person.

    Raises what `person_at_desk` does, and Refusal(CODE_NOT_IN_USE).
    """
    if CODE.key not in round_.voting_providers or not typed.strip():
        return person_at_desk(round_, typed)
    found = person_of_code(db.session, round_.id, typed)
    if found is None:
        raise Refusal(RefusalCode.CODE_NOT_IN_USE)
    return found
