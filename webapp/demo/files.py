"""Reads sample_data/, and turns 'days from the day of loading' into moments."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from webapp.texts import Texts

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
ROUNDS = ("round_2021", "round_voting", "round_proposing")


def read_json(name: str) -> Any:
    """The content of a JSON or GeoJSON file of sample_data."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def read_csv(name: str) -> list[dict[str, str]]:
    """The lines of a CSV file of sample_data, by column."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts(value: dict[str, str]) -> Texts:
    return Texts(value)


@dataclass(frozen=True)
class Calendar:
    """When things happen: `today` is the day of loading in the city's zone."""

    today: date
    zone: ZoneInfo

    def moment(self, stated: str | dict[str, Any], at: time = time(12)) -> datetime:
        """The moment that a file states: `2021-03-01T09:00`, `2021-03-01`, or days from today.

        `at` is the time of day where the file states none.
        """
        if isinstance(stated, str):
            whole = datetime.fromisoformat(stated)
            if "T" in stated:
                return whole.replace(tzinfo=self.zone)
            return datetime.combine(whole.date(), at, self.zone)
        day = self.today + timedelta(days=stated["days"])
        return datetime.combine(
            day, time.fromisoformat(stated["time"]) if "time" in stated else at, self.zone
        )


def dice(words: str) -> float:
    """A number in [0, 1) that depends on the words alone, so that every loading is alike."""
    return int.from_bytes(sha256(words.encode()).digest()[:6]) / 2**48
