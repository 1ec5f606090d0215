import pytest
from hypothesis import given
from pabulib.checker import Checker

from tests.counting.elections import elections
from webapp.counting.election import Ballot, Election, Project, VoteType
from webapp.counting.pabulib import fingerprint, write_pabulib
from webapp.counting.pabulib_faults import Fault, PabulibError
from webapp.counting.pabulib_reading import Most, cents, read_bytes, read_pabulib

META = {
    "description": "Residents' budget",
    "country": "Finland",
    "unit": "Lappeenranta",
    "instance": "2026",
    "rule": "greedy",
    "date_begin": "01.02.2026",
    "date_end": "15.02.2026",
    "language": "fi",
    "currency": "EUR",
}


def pb(
    votes: str,
    meta: str = "budget;100\nvote_type;approval",
    projects: str = "project_id;cost\n1;10\n2;20\nL18/06;30",
) -> str:
    return f"META\nkey;value\n{meta}\nPROJECTS\n{projects}\nVOTES\n{votes}"


def test_reads_columns_by_name_in_any_order_with_any_line_ends() -> None:
    text = pb("voter_id;age;vote\n1;30;2,1\n2;;\n3;40;L18/06").replace("\n", "\r\n")
    election = read_pabulib("\ufeff" + text)
    assert election.voters == 3
    assert election.votes() == {"1": 1, "2": 1, "L18/06": 1}
    assert Ballot((), ()) in election.ballots


def test_a_project_named_twice_is_approved_once_but_its_points_add_up() -> None:
    assert read_pabulib(pb("voter_id;vote\n1;2,2")).votes()["2"] == 1
    points = read_pabulib(pb("voter_id;vote;points\n1;2,2,1;2,1,1", "budget;9\nvote_type;cumulative"))
    assert points.scores() == {"1": 1, "2": 3, "L18/06": 0}


def test_ranks_become_points_from_max_length_down() -> None:
    election = read_pabulib(pb("voter_id;vote\n1;2,1,L18/06", "budget;9\nvote_type;ordinal\nmax_length;3"))
    assert election.scores() == {"2": 3, "1": 2, "L18/06": 1}


def test_unlisted_projects_get_the_default_score() -> None:
    election = read_pabulib(
        pb("voter_id;vote;points\n1;2;-1", "budget;9\nvote_type;scoring\ndefault_score;1")
    )
    assert election.scores() == {"1": 1, "2": -1, "L18/06": 1}
    assert election.votes() == {"1": 1, "2": 0, "L18/06": 1}


def test_quoted_cells_money_with_decimals_and_the_sentinel() -> None:
    rows = 'project_id;cost;name\na;2458488.22;"one; ""two"""\nb;999999999;gone\nc;1,5;comma'
    election = read_pabulib(pb("voter_id;vote\n1;a", projects=rows))
    assert [(p.cost_cents, p.withdrawn) for p in election.projects] == [
        (245848822, False),
        (99999999900, True),
        (150, False),
    ]
    assert election.projects[0].name == 'one; "two"'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        pb("vote\n1"),
        pb("voter_id;vote\n1;nosuch"),
        pb("voter_id;vote\n1;2", "budget;much\nvote_type;approval"),
        pb("voter_id;vote\n1;2", "budget;NaN\nvote_type;approval"),
        pb("voter_id;vote\n1;2", "budget;1e999999\nvote_type;approval"),
        pb("voter_id;vote\n1;2", "budget;-5\nvote_type;approval"),
        pb("voter_id;vote\n1;2", "budget;5\nvote_type;shouting"),
        pb("voter_id;vote\n1;2", "budget;5\nvote_type;cumulative"),
        pb("voter_id;vote;points\n1;2;1.5", "budget;5\nvote_type;cumulative"),
        pb("voter_id;vote\n1;2", projects="project_id;cost\n2;1\n2;1"),
        "META\nkey;value\nPROJECTS\nVOTES\n",
        '"' * 999,
        'META\nkey;value\nx;"' + "y" * 200_000,
        pb("voter_id;vote;points\n1;2;1e99999999", "budget;5\nvote_type;cumulative"),
    ],
)
def test_what_is_no_election_is_refused_with_words(text: str) -> None:
    with pytest.raises(PabulibError, match=r"\w+"):
        read_pabulib(text)


@pytest.mark.parametrize(
    ("text", "fault", "line"),
    [
        (pb("voter_id;vote\n1;2\n2;nosuch"), Fault.NO_SUCH_PROJECT, 13),
        (pb("voter_id;vote\n1;2", "budget;much\nvote_type;approval"), Fault.NOT_MONEY, 3),
        (pb("voter_id;vote\n1;2", "budget;5\nvote_type;loud"), Fault.VOTE_TYPE, 4),
        (pb("voter_id;vote\n1;2", "vote_type;approval"), Fault.NO_KEY, None),
        (pb("voter_id;vote\n1;2", projects="project_id;cost\n2;1\n2;1"), Fault.PROJECT_TWICE, 8),
        (pb("voter_id;vote\n1;2", projects="project_id;cost\n2;-1"), Fault.NOT_MONEY, 7),
        (pb("voter_id;vote;points\n1;2,1;3", "budget;5\nvote_type;cumulative"), Fault.POINTS, 12),
        (pb("voter_id;choice\n1;2"), Fault.NO_COLUMN, 11),
        ("META\nkey;value\nbudget;1\n", Fault.NO_SECTION, None),
        (pb("voter_id;vote\n1;1,2\n2;1,2"), Fault.TOO_MANY_CHOICES, None),
        (pb("voter_id;vote", projects="project_id;cost\na;1\nb;1\nc;1\nd;1"), Fault.TOO_MANY_PROJECTS, None),
    ],
)
def test_what_is_wrong_is_said_of_its_line(text: str, fault: Fault, line: int | None) -> None:
    with pytest.raises(PabulibError) as error:
        read_pabulib(text, Most(projects=3, choices=3))
    assert (error.value.fault, error.value.line) == (fault, line)


def test_bytes_that_are_no_text_are_said_of_their_line() -> None:
    with pytest.raises(PabulibError) as error:
        read_bytes(b"META\nkey;value\ndescription;J\xe4rvi\n")
    assert (error.value.fault, error.value.line) == (Fault.NOT_UTF8, 3)


def test_areas_are_read_from_whichever_column_names_them() -> None:
    rows = "project_id;cost;neighborhood;district\na;1;Leiri;Keskusta\nb;1;;Keskusta\nc;1;;"
    election = read_pabulib(pb("voter_id;vote\n1;a", projects=rows))
    assert [project.area for project in election.projects] == ["Leiri", "Keskusta", ""]


def test_thirds_of_a_cent_are_refused() -> None:
    with pytest.raises(PabulibError):
        cents("0.333")


@given(election=elections())
def test_what_is_written_reads_the_same(election: Election) -> None:
    again = read_pabulib(write_pabulib(election, META))
    assert (again.projects, again.ballots, again.budget_cents) == (
        election.projects,
        election.ballots,
        election.budget_cents,
    )


@given(election=elections(most_points=4))
def test_points_too(election: Election) -> None:
    assert read_pabulib(write_pabulib(election, META | {"max_sum_points": "16"})).ballots == election.ballots


def test_a_written_file_passes_pabulibs_checker() -> None:
    projects = (
        Project(
            "1",
            500_000,
            "Maastopyöräilyreitti; metsään",
            category=("sports", "nature"),
            latitude=61.05,
            longitude=28.18,
        ),
        Project("2", 450_050, 'Niin sanottu "ranta"'),
        Project("3", 800_000, "Kallis"),
    )
    ballots = (Ballot(("1",), (1,), 5), Ballot(("1", "2"), (1, 1), 3), Ballot(("3",), (1,), 2))
    for vote_type, extra in ((VoteType.APPROVAL, {}), (VoteType.CUMULATIVE, {"max_sum_points": "4"})):
        text = write_pabulib(Election(projects, 1_000_000, ballots, vote_type), META | extra)
        report = Checker().process_files([text])
        assert report["metadata"]["valid"] == 1, report


def test_the_fingerprint_of_a_published_outcome_stays_what_it_was() -> None:
    projects = (
        Project("7", 5_000_00, "Maastopyöräreitti", longitude=28.1887, latitude=61.0587),
        Project("9", 2_500_50, "Penkit"),
    )
    ballots = (Ballot(("7",), (1,), 3), Ballot(("7", "9"), (1, 1), 2))
    published = "3ae304f26f8613826206b6cc4e98e3752dc8efbcf1134a1500852931d06133fa"
    assert fingerprint(Election(projects, 6_000_00, ballots)) == published
