"""The list of proposals and casting a ballot as they are usually written with Flask, Flask-Login, Flask-WTF and an ORM.

What our pages are measured against, over the same rows: objects with their relations joined, well done, no query in a
loop. Casting asks what ours asks (who is signed in, the form's token, that voting is open, the right to vote and that it is
unused, the money of each pot) and stores as much in tables of its own, without what ours has besides: two envelopes,
receipts, and a database that checks a ballot again.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from flask import Flask, abort, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import JSON, BigInteger, DateTime, ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship, selectinload

SHOWN = ("submitted", "accepted", "refused")
PAGE = """
<!doctype html><html lang="fi"><title>{{ round.title.fi }}</title><h1>{{ round.title.fi }}</h1><ul>
{% for one in proposals %}
  <li><h2><a href="{{ url_for('proposal', number=one.id) }}">{{ one.title }}</a></h2><p>{{ one.body[:180] }}</p>
    <ul><li>{{ one.state }}</li>{% if one.neighbourhood %}<li>{{ one.neighbourhood.name.fi }}</li>{% endif %}
    {% if one.theme %}<li>{{ one.theme.name.fi }}</li>{% endif %}</ul></li>
{% endfor %}</ul></html>
"""


class Base(DeclarativeBase):
    """The tables, as far as they are used here."""

    type_annotation_map = {dict[str, str]: JSON, int: BigInteger, datetime: DateTime(timezone=True)}


class Account(UserMixin, Base):
    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]


class SignIn(Base):
    __tablename__ = "sign_in_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes]
    expires_at: Mapped[datetime]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    account: Mapped[Account] = relationship()


class Round(Base):
    __tablename__ = "round"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    title: Mapped[dict[str, str]]
    is_published: Mapped[bool]
    phases: Mapped[list[Phase]] = relationship()
    pots: Mapped[list[Pot]] = relationship()


class Phase(Base):
    __tablename__ = "phase"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    kind: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Pot(Base):
    __tablename__ = "pot"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    amount_cents: Mapped[int]


class Theme(Base):
    __tablename__ = "theme"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[dict[str, str]]


class Area(Base):
    __tablename__ = "area"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[dict[str, str]]


class Proposal(Base):
    __tablename__ = "proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]
    state: Mapped[str]
    sort_key: Mapped[float]
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    theme: Mapped[Theme | None] = relationship()
    neighbourhood: Mapped[Area | None] = relationship()


class Project(Base):
    __tablename__ = "project"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int]
    pot_id: Mapped[int]
    state: Mapped[str]
    cost_cents: Mapped[int]


class Right(Base):
    __tablename__ = "usual_right"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    key: Mapped[bytes]
    is_used: Mapped[bool] = mapped_column(default=False)


class Ballot(Base):
    __tablename__ = "usual_ballot"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    right_id: Mapped[int] = mapped_column(ForeignKey("usual_right.id"), unique=True)
    nonce: Mapped[str] = mapped_column(unique=True)
    choices: Mapped[list[Choice]] = relationship()


class Choice(Base):
    __tablename__ = "usual_choice"
    ballot_id: Mapped[int] = mapped_column(ForeignKey("usual_ballot.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"))


OWN = (Right, Ballot, Choice)
db = SQLAlchemy()
login_manager = LoginManager()
app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ.get("NASTA_SECRET_KEY", "bench"),
    SESSION_COOKIE_NAME="nasta",
    SQLALCHEMY_ENGINES={
        "default": {"url": os.environ.get("DATABASE_URL", "postgresql+psycopg://"), "pool_size": 4}
    },
)
db.init_app(app)
login_manager.init_app(app)
CSRFProtect(app)


def key_of(email: str) -> bytes:
    """What stands for a voter."""
    return hashlib.sha256(email.encode()).digest()


def account_of(key: str) -> Account | None:
    """Who has signed in."""
    hashed = hashlib.sha256(key.encode()).digest()
    found = select(SignIn).where(SignIn.key_hash == hashed).options(joinedload(SignIn.account))
    row = db.session.scalars(found).one_or_none()
    return row.account if row is not None and row.expires_at > datetime.now(UTC) else None


def published(slug: str, *options: Any) -> Round:
    """The round, or 404."""
    found = select(Round).where(Round.slug == slug, Round.is_published).options(*options)
    return db.session.scalars(found).one_or_none() or abort(404)


login_manager.user_loader(account_of)


@app.get("/proposals/<int:number>")
def proposal(number: int) -> str:
    """Where the list leads."""
    return db.session.get_one(Proposal, number).title


@app.get("/rounds/<slug>/proposals")
def listed(slug: str) -> str:
    """Fifty proposals from some place of the random order on, with what stands beside each."""
    round_ = published(slug)
    found = (
        select(Proposal)
        .options(joinedload(Proposal.theme), joinedload(Proposal.neighbourhood))
        .where(Proposal.round_id == round_.id, Proposal.state.in_(SHOWN))
        .where(Proposal.sort_key >= request.args.get("turn", 0.0, float))
        .order_by(Proposal.sort_key, Proposal.id)
        .limit(50)
    )
    return render_template_string(PAGE, round=round_, proposals=db.session.scalars(found).all())


@app.post("/rounds/<slug>/vote/confirm")
def cast(slug: str) -> ResponseReturnValue:
    """Store a ballot if it is lawful."""
    if not current_user.is_authenticated:
        abort(401)
    now = datetime.now(UTC)
    round_ = published(slug, selectinload(Round.phases), selectinload(Round.pots))
    db.session.refresh(round_, ["id"], with_for_update={"read": True})
    if not any(one.kind == "voting" and one.starts_at <= now < one.ends_at for one in round_.phases):
        abort(409)
    own = select(Right).where(Right.round_id == round_.id, Right.key == key_of(current_user.email))
    right = db.session.scalars(own.with_for_update()).one_or_none()
    if right is None or right.is_used:
        abort(409)
    wanted = {int(number) for number in request.form.getlist("choice")}
    on_ballot = select(Project).where(
        Project.id.in_(wanted), Project.round_id == round_.id, Project.state == "ballot"
    )
    projects = db.session.scalars(on_ballot).all()
    spent: Counter[int] = Counter()
    for project in projects:
        spent[project.pot_id] += project.cost_cents
    if len(projects) != len(wanted) or any(spent[pot.id] > pot.amount_cents for pot in round_.pots):
        abort(409)
    choices = [Choice(project_id=project.id, pot_id=project.pot_id) for project in projects]
    ballot = Ballot(round_id=round_.id, right_id=right.id, nonce=request.form["nonce"], choices=choices)
    right.is_used = True
    db.session.add(ballot)
    db.session.commit()
    return redirect(f"/rounds/{slug}/receipt/{ballot.id}", 303)
