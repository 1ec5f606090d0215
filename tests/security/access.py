"""The table of who may ask for what, `access.tsv`, and asking for it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Rule, UUIDConverter

from webapp.access import ROLES, Access, Permission

TABLE = Path(__file__).with_name("access.tsv")
PEOPLE = ("visitor", "resident", *ROLES)
NOBODYS = {IntegerConverter: 999_999_999, UUIDConverter: "00000000-0000-4000-8000-000000000000"}
"""Numbers of things that are not there: whether one may ask is decided before anything is looked for."""


@dataclass(frozen=True, order=True)
class Row:
    """One line of the table: a method and an address, and who may use it."""

    method: str
    address: str
    who: str

    @property
    def whose(self) -> str:
        """Who may use it, without whether they confirm anew."""
        return self.who.removesuffix(AGAIN)

    def lets(self, person: str) -> bool:
        """Whether the person may ask, by this table and the table of roles."""
        if self.whose in ("everyone", "signed in"):
            return self.whose == "everyone" or person != "visitor"
        if self.whose == "staff":
            return person in ROLES
        if self.whose == "voter":  # by a voter code too, which no account has
            return person != "visitor"
        return person in ROLES and Permission[self.whose] in ROLES[person]


AGAIN = " anew"
"""Follows those who must have entered a code or a link within some minutes."""
WORDS = {"public": "everyone", "signed_in": "signed in", "staff": "staff", "voting": "voter"}


def who_may(view: object) -> str:
    """The word of the table for the access mark of a view."""
    access: Access = vars(view)["access"]
    who = access.permission.name if access.permission else WORDS[access.kind]
    return f"{who}{AGAIN}" if "asks_again" in vars(view) else who


def rules(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Every method of every route of ours."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            yield from ((method, rule) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"})


def rows_of(app: Flask) -> list[Row]:
    """The table as the routes have it."""
    marks = app.view_functions
    return sorted(Row(m, rule.rule, who_may(marks[rule.endpoint])) for m, rule in rules(app))


def table() -> list[Row]:
    """The table as it is written down."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return [Row(**line) for line in csv.DictReader(lines, delimiter="\t")]


def address_of_nothing(app: Flask, rule: Rule) -> str:
    """An address of the rule at which there is nothing."""
    values: dict[str, Any] = {}
    for name, converter in rule._converters.items():
        values[name] = next((v for kind, v in NOBODYS.items() if isinstance(converter, kind)), "texts")
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=None)
