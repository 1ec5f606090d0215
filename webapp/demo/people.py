"""The people who can sign in to the demo, one for each role."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.accounts.models import Account, AccountRole

PEOPLE = (
    ("asukas@nasta.example", "Aino Asukas", None),
    ("asiantuntija@nasta.example", "Antti Asiantuntija", "official"),
    ("suunnittelija@nasta.example", "Sari Suunnittelija", "planner"),
    ("paikkatieto@nasta.example", "Pekka Paikkatieto", "gis"),
    ("koordinaattori@nasta.example", "Kaisa Koordinaattori", "coordinator"),
)


def load_people(session: Session) -> dict[str, Account]:
    """Add the accounts; returns them by the first word of their address."""
    found = {}
    for email, name, role in PEOPLE:
        account = Account(email=email, name=name)
        session.add(account)
        session.flush()
        if role is not None:
            session.add(AccountRole(account_id=account.id, role=role))
        found[email.split("@")[0]] = account
    session.flush()
    return found
