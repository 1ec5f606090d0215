"""What can be wrong with a Pabulib file, in words: in English on the command line, in the reader's language on a page."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from webapp.texts import N_

LONGEST_TOLD = 60
"""So many characters of a cell are told."""


class Fault(StrEnum):
    """Each is told once, of the first line that has it."""

    NOT_UTF8 = "not_utf8"
    NOT_ROWS = "not_rows"
    NO_SECTION = "no_section"
    NO_COLUMN = "no_column"
    NO_KEY = "no_key"
    NOT_MONEY = "not_money"
    NOT_WHOLE = "not_whole"
    VOTE_TYPE = "vote_type"
    PROJECT_TWICE = "project_twice"
    NO_SUCH_PROJECT = "no_such_project"
    POINTS = "points"
    TOO_MANY_PROJECTS = "too_many_projects"
    TOO_MANY_CHOICES = "too_many_choices"


WORDS: Mapping[Fault, str] = {
    Fault.NOT_UTF8: N_("The file is not text in UTF-8. Save it again in that encoding."),
    Fault.NOT_ROWS: N_(
        "This is not a row of cells parted by semicolons. Look for a quotation mark that is not closed."
    ),
    Fault.NO_SECTION: N_("The section %(what)s is missing, or has no line that names its columns."),
    Fault.NO_COLUMN: N_("The section %(section)s has no column “%(what)s”."),
    Fault.NO_KEY: N_("The section META does not tell “%(what)s”."),
    Fault.NOT_MONEY: N_("“%(what)s” is not a sum of money in whole cents."),
    Fault.NOT_WHOLE: N_("“%(what)s” is not a whole number, or too large."),
    Fault.VOTE_TYPE: N_(
        "“%(what)s” is no type of vote. There are approval, choose-1, cumulative, ordinal and scoring."
    ),
    Fault.PROJECT_TWICE: N_("The project “%(what)s” is listed a second time."),
    Fault.NO_SUCH_PROJECT: N_("A ballot names a project that is not listed: “%(what)s”."),
    Fault.POINTS: N_("A ballot has %(projects)s projects and %(points)s points."),
    Fault.TOO_MANY_PROJECTS: N_("There are more than %(most)s projects."),
    Fault.TOO_MANY_CHOICES: N_("There are more than %(most)s choices on all ballots together."),
}


class PabulibError(ValueError):
    """The text is not an election in the Pabulib format; says what, and in which line where one line is to blame."""

    def __init__(self, fault: Fault, line: int | None = None, **values: object) -> None:
        self.fault, self.line = fault, line
        self.values = {name: str(value)[:LONGEST_TOLD] for name, value in values.items()}
        words = WORDS[fault] % self.values
        super().__init__(words if line is None else f"line {line}: {words}")

    def at(self, line: int) -> PabulibError:
        """The same of a line."""
        return PabulibError(self.fault, line, **self.values)
