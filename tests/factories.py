"""Rows for tests: each function adds one thing with sensible values and flushes it."""

from __future__ import annotations

import itertools
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from geoalchemy2 import WKTElement
from pyotp import TOTP
from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.accounts.actions import hash_of
from webapp.accounts.factor_actions import set_up_factor
from webapp.accounts.factor_rules import SECRET_BYTES, in_letters
from webapp.accounts.models import Account, AccountRole, SignInSession
from webapp.areas.models import Area, AreaPiece, BoundaryLayer, LayerVersion
from webapp.key_files import key_in
from webapp.projects.models import Project
from webapp.proposals.models import Proposal
from webapp.rounds.models import Phase, Pot, RefusalReason, Round, Theme
from webapp.texts import Texts

numbers = itertools.count(1)


def now() -> datetime:
    return datetime.now(UTC)


def texts(words: str) -> Texts:
    return Texts(fi=words, sv=f"{words} (sv)", en=f"{words} (en)")


def account(session: Session, *roles: str, **values: Any) -> Account:
    row = Account(**{"email": f"person{next(numbers)}@example.org", "name": "Testi Henkilö", **values})
    session.add(row)
    session.flush()
    session.add_all(AccountRole(account_id=row.id, role=role) for role in roles)
    session.flush()
    return row


def sign_in_session(session: Session, owner: Account) -> str:
    """Sign the account in; returns the key that the browser keeps."""
    key = secrets.token_urlsafe(32)
    session.add(
        SignInSession(key_hash=hash_of(key), account_id=owner.id, expires_at=now() + timedelta(hours=1))
    )
    session.flush()
    return key


def second_factor(session: Session, owner: Account, keys: Path) -> tuple[bytes, list[str]]:
    """Have the account use an app; returns the app's secret, and the recovery codes. `keys` is the key folder."""
    secret = secrets.token_bytes(SECRET_BYTES)
    codes = set_up_factor(session, owner.id, key_in(keys / "factor.key"), secret, step=0)
    session.flush()
    return secret, codes


def code_now(secret: bytes) -> str:
    """What the app shows at this moment."""
    return TOTP(in_letters(secret)).now()


def phase(session: Session, round_: Round, kind: str, starts_days: float = -1, ends_days: float = 1) -> Phase:
    row = Phase(
        round_id=round_.id,
        kind=kind,
        starts_at=now() + timedelta(days=starts_days),
        ends_at=now() + timedelta(days=ends_days),
    )
    session.add(row)
    session.flush()
    return row


def round_(session: Session, *open_phases: str, **values: Any) -> Round:
    """A published round with a theme, a reason for refusal and the given phases open now.

    A voting phase is added after everything else by `open_voting`, since it freezes the rules.
    """
    number = next(numbers)
    row = Round(
        **{
            "slug": f"round-{number}",
            "title": texts(f"Kierros {number}"),
            "summary": texts("Mitä teemme"),
            "rules_text": texts("Säännöt"),
            "is_published": True,
            "tie_seed": f"seed-{number}",
            "two_people": False,
            **values,
        }
    )
    session.add(row)
    session.flush()
    for kind in open_phases:
        phase(session, row, kind)
    theme(session, row)
    reason(session, row)
    return row


def open_voting(session: Session, round_: Round) -> Phase:
    """Open voting now: from here on the round's rules are frozen."""
    return phase(session, round_, "voting")


def theme(session: Session, round_: Round, slug: str | None = None) -> Theme:
    slug = slug or f"theme-{next(numbers)}"
    row = Theme(round_id=round_.id, slug=slug, name=texts(slug))
    session.add(row)
    session.flush()
    return row


def reason(session: Session, round_: Round) -> RefusalReason:
    slug = f"reason-{next(numbers)}"
    row = RefusalReason(
        round_id=round_.id, slug=slug, name=texts(slug), explanation=texts("Ei kuulu kaupungille")
    )
    session.add(row)
    session.flush()
    return row


def pot(session: Session, round_: Round, cents: int = 10_000_00, area_code: str | None = None) -> Pot:
    row = Pot(
        round_id=round_.id, area_code=area_code, name=texts(area_code or "Koko kaupunki"), amount_cents=cents
    )
    session.add(row)
    session.flush()
    return row


def point(lon: float, lat: float) -> WKTElement:
    return WKTElement(f"POINT({lon} {lat})", srid=4326)


def box(west: float, south: float, east: float, north: float) -> WKTElement:
    ring = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
    return WKTElement(f"MULTIPOLYGON((({ring})))", srid=4326)


def layer(
    session: Session, level: str, areas: dict[str, WKTElement], *, population: int = 1000
) -> list[Area]:
    """An active layer version of the level with an area for each code, found by pins at once."""
    owner = BoundaryLayer(level=level, name=texts(level))
    session.add(owner)
    session.flush()
    version = LayerVersion(layer_id=owner.id, number=1, state="active", source="test", source_crs="EPSG:4326")
    session.add(version)
    session.flush()
    rows = [
        Area(version_id=version.id, code=code, name=texts(code), geom=shape, population=population)
        for code, shape in areas.items()
    ]
    session.add_all(rows)
    session.flush()
    session.add_all(AreaPiece(area_id=a.id, level=level, code=a.code, geom=areas[a.code]) for a in rows)
    session.flush()
    return rows


def city(session: Session) -> dict[str, Area]:
    """A square city of two districts side by side, each of two neighbourhoods, around 28 E 61 N."""
    layers = {
        "city": {"405": box(28.0, 61.0, 28.4, 61.2)},
        "district": {"A": box(28.0, 61.0, 28.2, 61.2), "B": box(28.2, 61.0, 28.4, 61.2)},
        "neighbourhood": {
            "A1": box(28.0, 61.0, 28.2, 61.1),
            "A2": box(28.0, 61.1, 28.2, 61.2),
            "B1": box(28.2, 61.0, 28.4, 61.1),
            "B2": box(28.2, 61.1, 28.4, 61.2),
        },
    }
    return {a.code: a for level, shapes in layers.items() for a in layer(session, level, shapes)}


def proposal(session: Session, round_: Round, **values: Any) -> Proposal:
    number = next(numbers)
    row = Proposal(
        **{
            "round_id": round_.id,
            "title": f"Ehdotus {number}",
            "body": "Penkki rantaan.",
            "state": "submitted",
            **values,
        }
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    return row


def project(session: Session, round_: Round, pot: Pot, cents: int = 1_000_00, **values: Any) -> Project:
    """A project on the ballot at the given price."""
    number = next(numbers)
    row = Project(
        **{
            "round_id": round_.id,
            "pot_id": pot.id,
            "state": "ballot",
            "title": texts(f"Hanke {number}"),
            "summary": texts("Mitä rakennetaan"),
            "cost_cents": cents,
            **values,
        }
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    return row


def run(session: Session, statement: str, **values: Any) -> Any:
    """Run SQL and return its result; for tests of the database itself."""
    return session.execute(text(statement), values)
