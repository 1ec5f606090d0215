"""The demo city as it stands in the database after loading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from scripts.verify import faults
from tests import database, factories
from webapp.accounts.models import Account, AccountRole
from webapp.all_models import Model
from webapp.areas.models import Area
from webapp.counting.models import Count
from webapp.demo.city import NotEmptyError, empty_database, load_city
from webapp.demo.files import Calendar, read_json
from webapp.outcome.box_file import published
from webapp.outcome.models import OutcomeProject
from webapp.projects.models import CostEstimate, Project, ProjectProposal
from webapp.proposals.models import Proposal, ProposalEvent
from webapp.rounds.models import Round

ZONE = ZoneInfo("Europe/Helsinki")


def today() -> Calendar:
    return Calendar(datetime.now(ZONE).date(), ZONE)


def rows(session: Session) -> dict[str, int]:
    """The number of rows of every table that people fill."""
    return {
        table.fullname: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Model.metadata.sorted_tables
        if not table.info.get("filled_by_migrations")
    }


@pytest.fixture(scope="module")
def loaded() -> Iterator[Session]:
    """The demo city in a database of its own, loaded once for this file; no test commits a change."""
    engine = create_engine(database.fresh("nasta_test_demo"))
    with Session(engine) as session:
        assert load_city(session, today())
        session.commit()
        yield session
    engine.dispose()
    database.drop("nasta_test_demo")


def test_loading_again_changes_nothing(loaded: Session) -> None:
    before = rows(loaded)
    assert not load_city(loaded, today())
    assert rows(loaded) == before


def test_every_round_is_published_and_whole(loaded: Session) -> None:
    counts = {
        slug: (
            loaded.scalar(select(func.count()).select_from(Proposal).where(Proposal.round_id == number)),
            loaded.scalar(select(func.count()).select_from(Project).where(Project.round_id == number)),
        )
        for number, slug in loaded.execute(select(Round.id, Round.slug).where(Round.is_published))
    }
    assert counts == {
        "ymparistoteot-2021": (6, 11),
        "asukasbudjetti-aanesta": (7, 40),
        "asukasbudjetti-ehdota": (123, 6),
    }


def test_every_pin_has_a_neighbourhood_and_a_district(loaded: Session) -> None:
    for kind in (Proposal, Project):
        lost = (
            select(func.count())
            .select_from(kind)
            .where(kind.geom.is_not(None), kind.neighbourhood_id.is_(None) | kind.district_id.is_(None))
        )
        assert loaded.scalar(lost) == 0


def test_all_neighbourhoods_and_districts_are_there(loaded: Session) -> None:
    assert loaded.scalar(select(func.count()).select_from(Area)) == 1 + 8 + 26


def test_each_role_has_a_person(loaded: Session) -> None:
    people = loaded.execute(
        select(Account.email, AccountRole.role).outerjoin(AccountRole, AccountRole.account_id == Account.id)
    )
    assert {(str(email).split("@")[0], role) for email, role in people} == {
        ("asukas", None),
        ("asiantuntija", "official"),
        ("suunnittelija", "planner"),
        ("paikkatieto", "gis"),
        ("koordinaattori", "coordinator"),
    }


def test_the_round_of_2021_has_1350_ballots_six_of_them_on_paper(loaded: Session) -> None:
    cast = text(
        """
        select b.channel, count(*), count(distinct b.commitment)
        from box.ballot b join round r on r.id = b.round_id
        where r.slug = 'ymparistoteot-2021' and b.state = 'counted' group by 1 order by 1
        """
    )
    assert [tuple(row) for row in loaded.execute(cast)] == [("paper", 6, 6), ("web", 1344, 1344)]


def test_the_ballots_of_2021_give_each_project_its_real_votes(loaded: Session) -> None:
    votes = text(
        """
        select p.number, count(c.ballot_id) from project p
        join round r on r.id = p.round_id left join box.choice c on c.project_id = p.id
        where r.slug = 'ymparistoteot-2021' group by 1 order by 1
        """
    )
    assert [row[1] for row in loaded.execute(votes)] == [408, 266, 160, 146, 124, 56, 50, 45, 37, 34, 24]


def test_the_outcome_of_2021_is_counted_from_the_ballots(loaded: Session) -> None:
    one = loaded.scalars(select(Count)).one()
    assert (one.rule, one.ballots) == ("greedy", 1350)
    winners = (
        select(Project.title, OutcomeProject.votes, OutcomeProject.cost_cents, Project.delivery)
        .join(OutcomeProject, OutcomeProject.project_id == Project.id)
        .where(OutcomeProject.is_winner)
        .order_by(OutcomeProject.position)
    )
    assert [(row[0]["fi"], *row[1:]) for row in loaded.execute(winners)] == [
        ("Maastopyöräilyreitti", 408, 500_000, "done"),
        ("Uimarantojen kehittäminen roskaamista vähentämällä", 266, 500_000, "done"),
        ("Valvontakameroita pyöräparkeille", 160, 500_000, "done"),
        ("Leikkipaikkojen kehittäminen", 146, 500_000, "done"),
    ]


def test_ballots_of_the_open_round_spread_over_every_area(loaded: Session) -> None:
    spread = text(
        """
        select count(distinct b.id), count(distinct c.pot_id), count(distinct c.project_id)
        from box.ballot b join round r on r.id = b.round_id join box.choice c on c.ballot_id = b.id
        where r.slug = 'asukasbudjetti-aanesta'
        """
    )
    assert tuple(loaded.execute(spread).one()) == (300, 9, 40)


def test_prices_are_those_of_the_published_estimates(loaded: Session) -> None:
    unpriced = select(func.count()).select_from(Project).where(Project.cost_cents.is_(None))
    estimated = select(func.count(CostEstimate.project_id.distinct())).where(
        CostEstimate.published_at.is_not(None)
    )
    assert loaded.scalar(unpriced) == 0
    assert loaded.scalar(estimated) == 11 + 40 + 6


def test_each_path_starts_with_the_pin_and_lies_in_the_past(loaded: Session) -> None:
    steps = select(ProposalEvent.proposal_id, func.min(ProposalEvent.at)).group_by(ProposalEvent.proposal_id)
    first = {row[0]: row[1] for row in loaded.execute(steps)}
    created = {row[0]: row[1] for row in loaded.execute(select(Proposal.id, Proposal.created_at))}
    assert first == created
    assert all(at < datetime.now(UTC) for at in loaded.scalars(select(ProposalEvent.at)))


def test_the_winners_of_2021_came_from_proposals(loaded: Session) -> None:
    joined = (
        select(func.count())
        .select_from(ProjectProposal)
        .join(Round, Round.id == ProjectProposal.round_id)
        .where(Round.slug == "ymparistoteot-2021")
    )
    assert loaded.scalar(joined) == 4


@pytest.mark.parametrize(
    "day", [date(2026, 11, 24), date(2027, 2, 28), date(2027, 3, 28), date(2028, 10, 29)]
)
def test_the_open_rounds_are_open_whenever_they_are_loaded(session: Session, day: date) -> None:
    # Voting opens by the database's own clock, so ballots of another day cannot be cast; the dates can be read.
    from_midnight = datetime.combine(day, datetime.min.time(), ZONE)
    calendar = Calendar(day, ZONE)
    phases = (
        open_phases(calendar, from_midnight),
        open_phases(calendar, from_midnight.replace(hour=23, minute=59)),
    )
    assert phases == (["voting", "proposing"], ["voting", "proposing"])


def open_phases(calendar: Calendar, now: datetime) -> list[str]:
    return [
        phase["kind"]
        for name in ("round_voting.json", "round_proposing.json")
        for phase in read_json(name)["phases"]
        if calendar.moment(phase["starts"]) <= now < calendar.moment(phase["ends"])
    ]


def test_a_database_with_another_city_is_left_alone(session: Session) -> None:
    factories.city(session)
    before = rows(session)
    with pytest.raises(NotEmptyError):
        load_city(session, today())
    assert rows(session) == before


def test_emptying_leaves_no_row(session: Session) -> None:
    factories.city(session)
    factories.account(session, "planner")
    empty_database(session)
    assert set(rows(session).values()) == {0}


def test_the_ballot_box_of_the_finished_round_passes_the_check_that_anyone_can_run(loaded: Session) -> None:
    round_ = loaded.scalars(select(Round).where(Round.slug == "ymparistoteot-2021")).one()
    box = published(loaded, round_)
    assert (box["ballots"], box["rights"], faults(box)) == (1350, 1350, [])
