"""Printing a page of HTML as PDF, in a process of its own: it is heavy, and it must not reach out."""

from __future__ import annotations

import subprocess
import sys

LONGEST_SECONDS = 240


class PrintError(Exception):
    """The page could not be printed; the message is the program's last words."""


def pdf_of(page: str, seconds: float = LONGEST_SECONDS) -> bytes:
    """The page as PDF, within so many seconds. Nothing that it refers to is fetched. Raises PrintError."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "geo.printing"],
            input=page.encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PrintError("it took too long") from error
    if done.returncode != 0:
        raise PrintError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout
