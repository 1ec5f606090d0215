"""The open interface reads through connections of its own, so its tests share one committed city that none of them changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import pytest
from flask import Flask
from flask.testing import FlaskClient
from geoalchemy2.shape import from_shape
from pydantic import SecretStr
from shapely.geometry import LineString
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from tests import database, factories
from tests.counting.casting import close_voting, put
from webapp import create_app
from webapp.config import Settings
from webapp.counting.actions import run_count
from webapp.counting.queries import voting_of
from webapp.extensions import db
from webapp.outcome.actions import publish_outcome

NAME = "nasta_test_ogc"
SECRETS = ("Salainen", "Sirkka Sihteeri")
"""Words of what is not public: unpublished rounds, drafts, names of authors."""

Document: TypeAlias = dict[str, Any]
Get: TypeAlias = Callable[..., Document]


@dataclass(frozen=True)
class City:
    """What the tests look for: the address of the round, ids of its projects by district, its first proposal."""

    slug: str
    projects: dict[str, int]
    proposal: int


@pytest.fixture(scope="package")
def ogc_app() -> Iterator[Flask]:
    url = database.fresh(NAME)
    app = create_app(Settings(database_url=url, environment="test", secret_key=SecretStr("test")))
    yield app
    app.extensions["tile_pool"].close()
    app.extensions["ogc_pool"].close()
    with app.app_context():
        db.engine.dispose()
    database.drop(NAME)


@pytest.fixture(scope="package")
def city(ogc_app: Flask) -> City:
    """A published round with an outcome, five public proposals, and much that is not public."""
    engine = create_engine(ogc_app.config["SETTINGS"].sqlalchemy_url)
    with Session(engine, expire_on_commit=False) as session:
        found = _arranged(session)
        session.commit()
    engine.dispose()
    return found


def _arranged(session: Session) -> City:
    factories.city(session)
    round_ = factories.round_(session, ballot_type="one_choice", place_kinds=["point", "line"])
    pot = factories.pot(session, round_, 1_000_00)
    places = {"A": factories.point(28.05, 61.05), "B": factories.point(28.25, 61.15), "": None}
    projects = {}
    for votes, (code, place) in zip((60, 40, 4), places.items(), strict=True):
        title = factories.texts(f"Hanke {code}")
        shape = from_shape(LineString([(28.25, 61.15), (28.28, 61.15)]), srid=4326) if code == "B" else None
        project = factories.project(session, round_, pot, 600_00, geom=place, shape=shape, title=title)
        put(session, round_, [project], votes)
        projects[code] = project.id
    made = [
        factories.proposal(session, round_, geom=place, author_name=SECRETS[1], title=f"Ehdotus {code}")
        for code, place in (*places.items(), *places.items())
    ]
    made[-1].state = "accepted"
    made[1].shape = from_shape(LineString([(28.24, 61.15), (28.27, 61.15)]), srid=4326)
    session.flush()
    _secret(session, round_, pot)
    close_voting(session, round_)
    voting = voting_of(session, round_.slug)
    assert voting is not None
    publish_outcome(session, round_.id, run_count(session, voting, None).id, None)
    return City(round_.slug, projects, made[0].id)


def _secret(session: Session, round_: Any, pot: Any) -> None:
    place = factories.point(28.05, 61.05)
    line = from_shape(LineString([(28.05, 61.05), (28.06, 61.05)]), srid=4326)
    for state in ("draft", "withdrawn"):
        factories.proposal(session, round_, geom=place, shape=line, title=f"Salainen {state}", state=state)
    reasons = {"draft": None, "left_out": factories.texts("Salainen syy")}
    for state, reason in reasons.items():
        title = factories.texts(f"Salainen {state}")
        factories.project(
            session, round_, pot, geom=place, shape=line, title=title, state=state, left_out_reason=reason
        )
    hidden = factories.round_(
        session, is_published=False, title=factories.texts("Salainen kierros"), place_kinds=["point", "line"]
    )
    factories.proposal(session, hidden, geom=place, shape=line, title="Salainen ehdotus")
    hidden_pot = factories.pot(session, hidden)
    factories.project(
        session, hidden, hidden_pot, geom=place, shape=line, title=factories.texts("Salainen hanke")
    )


@pytest.fixture
def visitor(ogc_app: Flask, city: City) -> FlaskClient:
    return ogc_app.test_client()


@pytest.fixture
def get(visitor: FlaskClient) -> Get:
    """A document of the interface: its path below /ogc and its parameters."""

    def fetch(path: str, status: int = 200, **parameters: str) -> Document:
        wanted = {{"bbox_crs": "bbox-crs"}.get(name, name): value for name, value in parameters.items()}
        answer = visitor.get(f"/ogc{path}", query_string=wanted, headers={"Accept-Language": "en"})
        assert answer.status_code == status, answer.text
        found: Document = answer.get_json(force=True)
        return found

    return fetch


@pytest.fixture(scope="package")
def live(ogc_app: Flask, city: City) -> Iterator[str]:
    """The address of the interface on this machine, for programs that speak HTTP."""
    server = make_server("127.0.0.1", 0, ogc_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/ogc"
    server.shutdown()
    thread.join()
    server.server_close()
