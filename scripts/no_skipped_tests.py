"""Pytest plugin: where CI is set, a test that was skipped is an error, as nobody would look at it there."""

from __future__ import annotations

import os

import pytest


def skipped(terminal: pytest.TerminalReporter) -> int:
    return len(terminal.stats.get("skipped", []))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and exitstatus == pytest.ExitCode.OK and terminal and skipped(terminal):
        terminal.write_line(f"{skipped(terminal)} tests were skipped: that is an error in CI", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
