"""A round with one of each thing that has a public page, and whatever can happen to what those pages show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests import factories
from tests.counting.casting import put
from webapp.counting.actions import run_count
from webapp.counting.queries import voting_of
from webapp.outcome.actions import publish_outcome
from webapp.projects.models import CostEstimate, CostLine, DeliveryUpdate, Project, ProjectProposal
from webapp.proposals.models import Proposal, ProposalEvent, ProposalPhoto
from webapp.rounds.models import Pot, Round

OLD = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """A round with a proposal and the project made of it."""

    session: Session
    round: Round
    pot: Pot
    proposal: Proposal
    project: Project

    def address(self, page: str) -> str:
        return {
            "front": "/",
            "rounds": "/rounds",
            "round": f"/rounds/{self.round.slug}",
            "outcome": f"/rounds/{self.round.slug}/outcome",
            "project": f"/projects/{self.project.id}",
            "proposal": f"/proposals/{self.proposal.id}",
        }[page]


PAGES = ("front", "rounds", "round", "outcome", "project", "proposal")


def make_world(session: Session) -> World:
    factories.city(session)
    round_ = factories.round_(session, "proposing", ballot_type="one_choice")
    pot = factories.pot(session, round_)
    place = factories.point(28.05, 61.05)
    proposal = factories.proposal(session, round_, state="accepted", geom=place, changed_at=OLD)
    project = factories.project(session, round_, pot, geom=place)
    session.add(ProjectProposal(proposal_id=proposal.id, project_id=project.id, round_id=round_.id))
    session.commit()
    return World(session, round_, pot, proposal, project)


def edit_round(world: World) -> None:
    world.round.title = factories.texts("Toinen nimi")


def move_phase(world: World) -> None:
    factories.run(world.session, "update phase set ends_at = ends_at + interval '1 day'")


def add_pot(world: World) -> None:
    factories.pot(world.session, world.round, area_code="A")


def edit_proposal(world: World) -> None:
    world.proposal.title, world.proposal.changed_at = "Toinen otsikko", OLD + timedelta(days=1)


def answer_proposal(world: World) -> None:
    world.session.add(ProposalEvent(proposal_id=world.proposal.id, kind="answered", note="Kiitos"))


def add_photo(world: World) -> None:
    values = {"number": 1, "description": "Ranta", "width": 4, "height": 3, "large": b"x", "small": b"x"}
    world.session.add(ProposalPhoto(proposal_id=world.proposal.id, **values))


def merge_another(world: World) -> None:
    into = {"state": "merged", "merged_into_id": world.proposal.id, "changed_at": OLD}
    factories.proposal(world.session, world.round, **into)


def edit_project(world: World) -> None:
    world.project.title = factories.texts("Toinen hanke")


def group_with_another(world: World) -> None:
    world.project.exclusive_group = 1
    factories.project(world.session, world.round, world.pot, exclusive_group=1)


def publish_estimate(world: World) -> None:
    estimate = CostEstimate(project_id=world.project.id, version=1, unit="Katu", published_at=OLD)
    world.session.add(estimate)
    world.session.flush()
    values = {"position": 1, "what": "Penkki", "quantity": 1, "unit": "kpl", "unit_price_cents": 5_00}
    world.session.add(CostLine(estimate_id=estimate.id, **values))


def tell_news(world: World) -> None:
    note = factories.texts("Työ alkoi")
    world.session.add(DeliveryUpdate(project_id=world.project.id, delivery="under_way", note=note))


def use_other_areas(world: World) -> None:
    factories.run(world.session, "update layer_version set activated_at = now(), valid_from = '2026-01-01'")


def give_areas_anew(world: World) -> None:
    version = world.session.scalar(text("select max(id) from layer_version"))
    factories.run(
        world.session,
        "insert into reassignment (version_id, table_name, rows) values (:version, 'proposal', 9)",
        version=version,
    )


def finish(world: World) -> None:
    """Let voting have been, count it and publish the outcome."""
    put(world.session, world.round, [world.project], 60)
    factories.phase(world.session, world.round, "voting", -3, -1)
    world.session.commit()
    voting = voting_of(world.session, world.round.slug)
    assert voting is not None
    planner = factories.account(world.session, "planner")
    count = run_count(world.session, voting, planner.id)
    publish_outcome(world.session, world.round.id, count.id, planner.id)
    world.session.commit()


Change = Callable[[World], None]
CHANGES: tuple[tuple[Change, tuple[str, ...]], ...] = (
    (edit_round, PAGES),
    (move_phase, PAGES),
    (add_pot, ("front", "rounds", "round", "outcome")),
    (edit_proposal, ("round", "outcome", "project", "proposal")),
    (answer_proposal, ("proposal",)),
    (add_photo, ("proposal",)),
    (merge_another, ("proposal",)),
    (edit_project, ("round", "outcome", "project", "proposal")),
    (group_with_another, ("round", "project")),
    (publish_estimate, ("project", "proposal")),
    (tell_news, ("project", "proposal")),
    (use_other_areas, ("round", "outcome", "project", "proposal")),
    (give_areas_anew, ("round", "outcome")),
    (finish, PAGES),
)
