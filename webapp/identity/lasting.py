"""Who a browser is signed in as, where what one proves next is to be tied to it."""

from __future__ import annotations

from webapp.access import SignedIn, current_account
from webapp.accounts.actions import end_session
from webapp.extensions import db
from webapp.identity.queries import round_of_holder


def lasting_account() -> SignedIn | None:
    """The signed-in person, but for the holder of a one-time code, whose sign-in ends here.

    Whoever finds the card has the account, so neither an identity nor a postcode is ever tied to it.
    """
    account = current_account()
    if account is None or account.email is not None or round_of_holder(db.session, account.id) is None:
        return account
    end_session(db.session, account.session_key)
    return None
