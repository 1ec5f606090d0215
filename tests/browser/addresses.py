"""The address of every page over the demo city, from its samples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, text
from werkzeug.routing import Rule

from tests.browser.samples import ARGUMENTS, Sample


class Addresses:
    """Builds addresses; numbers that the samples ask for by SQL are looked up in the application's database."""

    def __init__(self, app: Flask) -> None:
        self.router = app.url_map.bind("127.0.0.1")
        self.url = app.config["SETTINGS"].sqlalchemy_url

    def path(self, rule: Rule, sample: Sample, turn: int, missing: Mapping[str, str] | None = None) -> str:
        """The address of a visit; arguments that the sample leaves open change with the turn.

        `missing`: what stands for an argument of which the demo has none (else there must be one).
        """
        values = {}
        for name in rule.arguments:
            usual = ARGUMENTS.get(name, ("",))
            value = sample.arguments.get(name, usual[turn % len(usual)])
            otherwise = (missing or {}).get(name)
            values[name] = self._number(value, otherwise) if value.startswith("select ") else value
        return self.router.build(rule.endpoint, values) + (f"?{sample.query}" if sample.query else "")

    def _number(self, statement: str, otherwise: str | None) -> str:
        engine = create_engine(self.url)
        with engine.connect() as connection:
            found: Any = connection.scalar(text(statement))
        engine.dispose()
        found = otherwise if found is None else found
        assert found is not None, f"the demo has none: {statement}"
        return str(found)
