"""What the project promises about speed and size, goal by goal. Benches name the goals that their ratios answer by these keys."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A promise. `tests`: where it is tested, if it is no matter of measuring."""

    key: str
    words: str
    tests: str = ""


GOALS: tuple[Goal, ...] = (
    Goal(
        "start-a",
        "from an empty directory to the first page, against bare initdb, start and CREATE EXTENSION",
    ),
    Goal("start-b", "restart to the first page, against the same"),
    Goal("start-c", "a test database from a template, against CREATE DATABASE and CREATE EXTENSION"),
    Goal("start-d", "eight ways in which a start may go wrong", "tests/start"),
    Goal("sums-a", "sums by neighbourhood, against the ST_Covers join"),
    Goal("sums-b", "areas of all points anew, against geopandas' sjoin"),
    Goal("sums-c", "writing a proposal with its area, against the bare insert and COPY"),
    Goal("sums-d", "upkeep of the map's cells at eight writers"),
    Goal("sums-e", "the area of one point in SQL"),
    Goal("tiles-a", "tiles of zoom 14 to 16 made anew, against tipg"),
    Goal("tiles-b", "tiles of zoom 13 and below made anew, every pin counted, against tipg"),
    Goal("tiles-c", "kept tiles, against a page that asks SELECT 1"),
    Goal("tiles-d", "a bound for every tile's size, and for the cost of the fullest, against plain ST_AsMVT"),
    Goal("tiles-e", "page and tiles of the first view, against folium's FastMarkerCluster"),
    Goal("ballots-a", "casting over HTTP, against the same SQL under pgbench"),
    Goal("ballots-b", "casting over HTTP, against the usual way with an ORM"),
    Goal("ballots-c", "the database's CPU for a ballot, against pgbench"),
    Goal("ballots-d", "eight who vote at once, against one, where a commit takes 2 ms"),
    Goal("ballots-e", "the same voter eight times at once has one ballot", "tests/ballots/test_casting.py"),
    Goal("ballots-f", "fifty ballots a second, 95 of 100 within half a second"),
    Goal(
        "ballots-g", "6,400 casts at once, kills and full disks: nothing lost, nothing twice", "tests/torture"
    ),
    Goal(
        "pages-a", "list of 50 proposals made anew, against hello world and against the usual way with an ORM"
    ),
    Goal("pages-b", "pages that have not changed, against hello world"),
    Goal("pages-c", "the number of queries of a list does not grow", "tests/proposals/test_listing.py"),
    Goal("pages-d", "the list for the signed in, against the visitor's"),
    Goal("pages-e", "script and steadiness of the first view on a phone"),
    Goal("counting-a", "Equal Shares with Add1, against pabutools"),
    Goal("counting-b", "one count, in seconds"),
    Goal("counting-c", "a million voters and a thousand projects counted"),
    Goal("layers-a", "loading 10,000 areas of a million vertices, against a bare read and COPY"),
    Goal(
        "exports-a",
        "a million proposals as GeoPackage against ogr2ogr, as CSV against COPY, in constant memory",
    ),
)
KEYS = frozenset(goal.key for goal in GOALS)
