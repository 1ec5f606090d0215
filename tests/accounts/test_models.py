"""What the database holds to about accounts."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories


def test_two_people_have_accounts_and_one_address_has_one(session: Session) -> None:
    factories.account(session, email="aino@example.org")
    factories.account(session, email="eino@example.org")
    with pytest.raises(IntegrityError, match="account_email_unique"):
        factories.account(session, email="Aino@Example.org")
