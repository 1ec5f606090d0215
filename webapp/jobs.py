"""Background jobs: the procrastinate app that requests defer to and the worker runs."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager

from procrastinate import App, Blueprint, PsycopgConnector, SyncPsycopgConnector

from webapp.config import Settings


def make_jobs(settings: Settings, blueprints: Iterable[tuple[str, Blueprint]]) -> App:
    """The job app with the features' tasks. Deferring opens no connection before the first job."""
    app = App(connector=SyncPsycopgConnector(conninfo=settings.psycopg_url))
    for namespace, blueprint in blueprints:
        app.add_tasks_from(blueprint, namespace=namespace)
    return app


def for_worker(jobs: App, settings: Settings) -> AbstractContextManager[App]:
    """The app itself, for a while with the connector that a worker needs."""
    return jobs.replace_connector(PsycopgConnector(conninfo=settings.psycopg_url))
