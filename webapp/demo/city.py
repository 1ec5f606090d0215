"""Loads the whole demo city once, and empties the database again."""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.all_models import Model
from webapp.areas.models import BoundaryLayer
from webapp.demo.ballots import close_vote, load_finished, load_open, open_vote
from webapp.demo.files import ROUNDS, Calendar, read_json
from webapp.demo.outcome import load_outcome
from webapp.demo.people import PEOPLE, load_people
from webapp.demo.places import load_places
from webapp.demo.projects import load_drafts, load_projects
from webapp.demo.proposals import load_proposals
from webapp.demo.rounds import load_round, publish_round

# Two loaders that start together: the second waits, then finds the city there.
ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('nasta demo'))")


class NotEmptyError(Exception):
    """The database holds a city that is not the demo."""


def is_loaded(session: Session) -> bool:
    """Whether the demo's people are there, which come with everything else."""
    return session.scalar(select(Account.id).where(Account.email == PEOPLE[0][0])) is not None


def load_city(session: Session, calendar: Calendar) -> bool:
    """Load the demo city unless it is there; returns whether it was loaded now.

    Raises: NotEmptyError when the database has boundary layers of its own.
    """
    session.execute(ONE_AT_A_TIME)
    if is_loaded(session):
        return False
    if session.scalar(select(BoundaryLayer.id).limit(1)) is not None:
        raise NotEmptyError
    load_places(session)
    people = load_people(session)
    for name in ROUNDS:
        _load_whole_round(session, name, calendar, people)
    return True


def _load_whole_round(session: Session, name: str, calendar: Calendar, people: dict[str, Account]) -> None:
    content = read_json(f"{name}.json")
    loaded = load_round(session, content, calendar)
    proposals = load_proposals(session, loaded, content["proposals"], calendar, people["asukas"])
    projects = load_projects(session, loaded, content, calendar, proposals, people)
    load_drafts(session, loaded, content["proposals"], proposals, people)
    both = (people["suunnittelija"].id, people["koordinaattori"].id)
    if "paper_votes" in content:
        load_finished(session, loaded, content, projects)
    publish_round(session, loaded)
    if "paper_votes" in content:
        close_vote(session, loaded, both)
        both_people = people["suunnittelija"], people["koordinaattori"]
        load_outcome(session, loaded, content, calendar, *both_people)
    elif projects:
        open_vote(session, loaded, both)
        load_open(session, loaded, content, projects)


def empty_database(session: Session) -> None:
    """Remove every row of every table that people fill. Sessions end; the tables stay."""
    of_people = [
        table for table in Model.metadata.sorted_tables if not table.info.get("filled_by_migrations")
    ]
    tables = ", ".join(table.fullname for table in of_people)
    session.execute(text(f"truncate {tables} restart identity cascade"))
