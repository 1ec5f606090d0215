"""The log of deeds: who may read it, what narrows it, how many queries it takes."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.accounts.models import Account
from webapp.audit.actions import record


@pytest.fixture
def boss(session: Session) -> Account:
    return factories.account(session, "coordinator", email="boss@example.org", name="Kaisa")


def note(session: Session, number: int, by: Account | None, subject: str = "project") -> None:
    record(session, "project made", subject, number, by.id if by else None, proposals=[number])
    session.flush()


def test_the_newest_deed_comes_first_with_who_did_it(
    session: Session, sign_in: SignIn, boss: Account
) -> None:
    note(session, 501, boss)
    note(session, 502, None)
    page = sign_in(boss).get("/staff/audit").text
    assert page.index("Hanke 502") < page.index("Hanke 501")
    assert "Kaisa" in page and "Palvelu itse" in page and "Teki hankkeen" in page


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        ("subject=project", "Hanke 501", "kohde 77"),
        ("number=501&subject=project", "Hanke 501", "Hanke 502"),
        ("person=BOSS@example.org", "Hanke 501", "Hanke 502"),
        ("to=2001-01-01", "Lokissa ei ole mitään", "Hanke 501"),
        ("from=2001-01-01", "Hanke 501", "Lokissa ei ole mitään"),
    ],
)
def test_the_log_is_narrowed(
    session: Session, sign_in: SignIn, boss: Account, query: str, seen: str, unseen: str
) -> None:
    note(session, 501, boss)
    note(session, 502, factories.account(session))
    note(session, 77, boss, "kohde")
    page = sign_in(boss).get(f"/staff/audit?{query}").text
    assert seen in page and unseen not in page


@pytest.mark.parametrize(
    "query",
    [
        "page=x",
        "page=99999999999999999999",
        "number=1e9",
        "from=%00",
        "to=9999-12-31",
        "person=%00a",
        "subject='",
    ],
)
def test_what_cannot_be_understood_narrows_nothing(
    session: Session, sign_in: SignIn, boss: Account, query: str
) -> None:
    assert sign_in(boss).get(f"/staff/audit?{query}").status_code == 200


def test_only_the_coordinator_reads_the_log(session: Session, sign_in: SignIn) -> None:
    for role in ("official", "planner", "gis"):
        assert sign_in(factories.account(session, role)).get("/staff/audit").status_code == 403


def test_a_page_takes_two_queries_however_many_rows(
    session: Session, sign_in: SignIn, boss: Account, queries: list[str]
) -> None:
    browser, counts = sign_in(boss), []
    for _round in range(2):
        queries.clear()
        assert browser.get("/staff/audit").status_code == 200
        counts.append(len(queries))
        for number in range(60):
            note(session, number, boss)
        session.commit()
    assert counts[0] == counts[1] <= 2


def test_older_deeds_are_on_the_next_page(session: Session, sign_in: SignIn, boss: Account) -> None:
    for number in range(1000, 1060):
        note(session, number, boss)
    browser = sign_in(boss)
    first, second = browser.get("/staff/audit").text, browser.get("/staff/audit?page=2").text
    assert "page=2" in first and "Hanke 1059" in first and "Hanke 1000" not in first
    assert "Hanke 1000" in second and "Hanke 1059" not in second


def test_what_a_person_wrote_is_text_in_the_log(session: Session, sign_in: SignIn, boss: Account) -> None:
    record(session, "<script>x</script>", "round", 1, boss.id, title="<img src=x onerror=alert(1)>")
    session.flush()
    page = sign_in(boss).get("/staff/audit").text
    assert "<script>x" not in page and "<img src=x" not in page


def test_the_log_itself_refuses_a_change(session: Session, boss: Account) -> None:
    note(session, 1, boss)
    with pytest.raises(Exception, match="append only"):
        session.execute(text("update audit_event set action = 'x'"))
