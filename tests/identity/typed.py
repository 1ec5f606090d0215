"""Browsers in which someone types a postcode, for the tests of that way of taking part."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tests import factories
from tests.ballots.voters import right, send
from webapp.accounts.models import Account, SignInSession
from webapp.areas.models import Place
from webapp.ballots.models import Ballot
from webapp.projects.models import Project
from webapp.rounds.models import Round

PAGE = "/identify/postcode"


def arranged(session: Session, *areas: str, **values: object) -> tuple[Round, Project]:
    round_ = factories.round_(session, **{"voting_providers": ["postcode"], **values})
    for code in areas:
        factories.pot(session, round_, area_code=code)
    project = factories.project(session, round_, factories.pot(session, round_))
    factories.open_voting(session, round_)
    session.commit()
    return round_, project


def address(session: Session, postcode: str, lon: float = 28.1) -> None:
    point = factories.point(lon, 61.05)
    session.add(Place(kind="address", name={"fi": "Tie"}, search="tie", geom=point, postcode=postcode))
    session.commit()


def type_in(client: FlaskClient, postcode: str = "53100", **more: str) -> int:
    return client.post(PAGE, data={"postcode": postcode, "next": "/rounds", **more}).status_code


def voted(client: FlaskClient, round_: Round, project: Project, **more: str) -> FlaskClient:
    """The browser of someone who has typed their postcode and voted."""
    assert type_in(client, **more) == 302
    right(client, round_)
    assert send(client, round_, project.id)[0] == 303
    return client


def end_sessions(session: Session) -> None:
    session.execute(delete(SignInSession))
    session.commit()


def people(session: Session) -> int:
    return session.scalar(select(func.count(Account.id))) or 0


def states(session: Session) -> list[str]:
    return sorted(session.scalars(select(Ballot.state)))
