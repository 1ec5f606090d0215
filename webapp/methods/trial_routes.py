"""Planners count a Pabulib file in every way there is, before they choose for a round. The file is read, counted and forgotten.

It is done while the planner waits, but for some seconds only and one file at a time in each process, so that other pages are served meanwhile.
"""

from __future__ import annotations

from functools import partial
from threading import BoundedSemaphore
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import Permission, requires
from webapp.areas.queries import names_at
from webapp.counting.election import Election
from webapp.counting.pabulib_faults import WORDS, PabulibError
from webapp.counting.pabulib_reading import Most, read_bytes
from webapp.counting.patience import OutOfPatience, patience
from webapp.counting.trials import Way, otherwise, tried, usual
from webapp.extensions import db
from webapp.formats import in_language
from webapp.methods.rule_forms import USUAL, FileToTry, TrialForm
from webapp.methods.trial_told import areas_told, money_in, projects_told, ways_told

blueprint = Blueprint("trial", __name__, url_prefix="/staff/what-if")

MEGABYTES = 8
MOST = Most(projects=500, choices=2_000_000)
"""The largest votes there have been, of 100,000 people with ten projects each, are half as much."""
PATIENCE = 20.0
"""Seconds for reading and counting together."""
ONE_AT_A_TIME = BoundedSemaphore(1)
TURN_SECONDS = 2.0


@blueprint.get("/file")
@requires(Permission.COUNT)
def choose() -> ResponseReturnValue:
    """Choose a file."""
    return page(TrialForm(formdata=None, data=USUAL))


@blueprint.post("/file")
@requires(Permission.COUNT)
def count() -> ResponseReturnValue:
    """What each rule and setting would have chosen; nothing is kept."""
    form = TrialForm(data=USUAL)
    if not form.validate():
        return page(form), 400
    content = form.file.data.read(MEGABYTES * 2**20 + 1)
    form.file.data.close()
    if len(content) > MEGABYTES * 2**20:
        return wrong(form, _("The file is larger than %(most)s MB.", most=MEGABYTES))
    if not ONE_AT_A_TIME.acquire(timeout=TURN_SECONDS):
        return wrong(form, _("Another file is being counted just now. Try again in a moment."), 503)
    db.session.rollback()  # nothing is written, and no connection waits idle while a file is counted
    try:
        with patience(PATIENCE):
            return page(form, **counted(read_bytes(content, MOST), own_way(form)))
    except PabulibError as error:
        return wrong(form, fault_in_words(error))
    except OutOfPatience:
        return wrong(form, _("The file takes too long to read. Try a smaller one."))
    finally:
        ONE_AT_A_TIME.release()


def counted(election: Election, own: Way | None) -> dict[str, Any]:
    """What the page shows of a count."""
    main = [*usual(), *([own] if own else [])]
    trials = tried(election, [*main, *otherwise()])
    ways = ways_told(trials)
    compared = ways[: len(main)]
    return {
        "election": election,
        "ways": ways,
        "compared": compared,
        "has_own": own is not None,
        "projects": projects_told(election, compared),
        "areas": areas_told(election, compared, districts_of(election)),
        "money": partial(money_in, election),
    }


def own_way(form: FileToTry) -> Way | None:
    """The rule with settings of one's own, where they are not the usual ones."""
    options = form.options()
    return (form.counting_rule.data, options) if options else None


def districts_of(election: Election) -> dict[str, str]:
    """The city's own districts in which projects lie, by project, where the file names no area. One query."""
    points = {
        project.id: (project.longitude, project.latitude)
        for project in election.projects
        if not project.area and project.longitude is not None and project.latitude is not None
    }
    return {key: in_language(name) for key, name in names_at(db.session, points, "district").items()}


def fault_in_words(error: PabulibError) -> str:
    """What is wrong with a file, and in which line."""
    words = _(WORDS[error.fault], **error.values)
    return str(
        words if error.line is None else _("Line %(number)s: %(words)s", number=error.line, words=words)
    )


def wrong(form: FileToTry, words: str, status: int = 400) -> tuple[str, int]:
    """The page with what to mend."""
    form.file.errors = [words]
    return page(form), status


def page(form: FileToTry, **found: Any) -> str:
    """The form, and below it what was found."""
    return render_template("methods/trial.html", form=form, megabytes=MEGABYTES, **found)
