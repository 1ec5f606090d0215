"""Ballots of the demo: those of 2021 by the votes that each project got, and some in the round that is open."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.demo.files import dice
from webapp.demo.rounds import LoadedRound
from webapp.projects.models import Project

# A round that is over takes no ballots by the casting function, so these are written beside it before the round is
# published; the deferred checks of the database look at them all the same.
RIGHTS = text(
    "insert into box.voting_right (round_id, ballot_key, used_by)"
    " select :round, unnest(cast(:keys as bytea[])), cast(:channel as text)"
)
FINISHED = text(
    """
    with cast_ones as (
        insert into box.ballot (round_id, channel, ballot_key, commitment, nonce)
        select :round, :channel, key, box.commitment_of(:round, array[cast(:project as bigint)], null, nonce), nonce
        from unnest(cast(:keys as bytea[]), cast(:nonces as uuid[])) as form (key, nonce)
        returning id)
    insert into box.choice (ballot_id, round_id, project_id, pot_id)
    select id, :round, :project, :pot from cast_ones
    """
)
CAST = text("select what from box.cast_ballot(:round, :key, cast(:projects as bigint[]), :nonce)")
STEP = text("select box.confirm_vote_step(box.ask_vote_step(:round, :step, :first, :note), :second)")
OPENED = text("insert into vote (round_id, opened_at) values (:round, clock_timestamp())")
CHECK_NOW = text("set constraints all immediate")
CHECK_LATER = text("set constraints all deferred")
VOTERS = 300


def load_finished(
    session: Session, loaded: LoadedRound, content: dict[str, Any], projects: dict[str, Project]
) -> int:
    """Add a ballot for each vote of the finished round, the stated number of them on paper. Returns how many."""
    paper, first = content["paper_votes"], 1
    for item in content["projects"]:
        project, votes = projects[item["title"]["fi"]], item["votes"]
        on_paper = min(paper, 2)
        _write(session, loaded, project, "paper", range(first, first + on_paper))
        _write(session, loaded, project, "web", range(first + on_paper, first + votes))
        paper, first = paper - on_paper, first + votes
    _check(session)
    return first - 1


def _write(
    session: Session, loaded: LoadedRound, project: Project, channel: str, numbers: Iterable[int]
) -> None:
    """Write a ballot for the project for each number; a paper ballot belongs to no known voter."""
    voters = [f"{loaded.round.slug} {number}" for number in numbers]
    keys = [_key(voter) for voter in voters]
    session.execute(RIGHTS, {"round": loaded.round.id, "keys": keys, "channel": channel})
    values = {
        "round": loaded.round.id,
        "channel": channel,
        "project": project.id,
        "pot": project.pot_id,
        "keys": keys if channel == "web" else [None] * len(keys),
        "nonces": [_nonce(voter) for voter in voters],
    }
    session.execute(FINISHED, values)


def open_vote(session: Session, loaded: LoadedRound, people: tuple[int, int]) -> None:
    """Open the vote: one asks, the other confirms. The key of the vote is made with the first real voter."""
    _step(session, loaded, "open", people)


def close_vote(session: Session, loaded: LoadedRound, people: tuple[int, int]) -> None:
    """Seal and close the vote of the finished round, which cannot be opened any more, as two people do."""
    session.execute(OPENED, {"round": loaded.round.id})
    _step(session, loaded, "close", people)


def _step(session: Session, loaded: LoadedRound, step: str, people: tuple[int, int]) -> None:
    values = {"round": loaded.round.id, "step": step, "note": "Demo"}
    session.execute(STEP, {**values, "first": people[0], "second": people[1]})


def load_open(
    session: Session, loaded: LoadedRound, content: dict[str, Any], projects: dict[str, Project]
) -> int:
    """Cast ballots in the open round as residents do: one area each and the whole city, within the pots."""
    voters = [f"{loaded.round.slug} {number}" for number in range(1, VOTERS + 1)]
    keys = [_key(voter) for voter in voters]
    session.execute(RIGHTS, {"round": loaded.round.id, "keys": keys, "channel": None})
    amounts = {loaded.pots[pot["area"]]: pot["amount_cents"] for pot in content["pots"]}
    for number, voter in enumerate(voters, 1):
        chosen = _choose(number, list(projects.values()), amounts, loaded.pots[None])
        values = {"round": loaded.round.id, "key": _key(voter), "projects": chosen, "nonce": _nonce(voter)}
        session.execute(CAST, values)
    _check(session)
    return VOTERS


def _key(voter: str) -> bytes:
    """The ballot key of a made-up voter, 32 bytes: no real voter's key is a plain hash."""
    return sha256(f"demo voter {voter}".encode()).digest()


def _nonce(voter: str) -> UUID:
    return UUID(bytes=sha256(f"demo form {voter}".encode()).digest()[:16])


def _choose(n: int, projects: list[Project], amounts: dict[int, int], city: int) -> list[int]:
    """What voter number n chooses: liked ones first, as long as the money of each pot lasts."""
    areas = sorted(pot for pot in amounts if pot != city)
    left = {pot: amounts[pot] for pot in (city, _weighted(n, areas, amounts))}
    liking = sorted(
        projects, key=lambda project: dice(f"voter {n} {project.number}") * (0.4 + project.sort_key)
    )
    chosen: list[int] = []
    for project in liking[: 12 + n % 20]:
        price = project.cost_cents or 0
        if price <= left.get(project.pot_id, 0):
            left[project.pot_id] -= price
            chosen.append(project.id)
    return chosen or [next(p.id for p in liking if p.pot_id in left)]


def _weighted(n: int, areas: list[int], amounts: dict[int, int]) -> int:
    """The area in which voter number n chooses: larger pots, which stand for more people, more often."""
    mark = dice(f"area of voter {n}") * sum(amounts[pot] for pot in areas)
    for pot in areas:
        mark -= amounts[pot]
        if mark < 0:
            return pot
    return areas[-1]


def _check(session: Session) -> None:
    """Let the deferred checks of the ballots speak now."""
    session.execute(CHECK_NOW)
    session.execute(CHECK_LATER)
