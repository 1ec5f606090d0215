"""The written rounds: whole, plausible, consistent with one another and with the drawn city."""

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
ROUNDS = ["round_2021", "round_voting", "round_proposing"]


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content


def total_cents(lines: list[dict[str, Any]]) -> int:
    """Quantity times price with VAT, each line rounded to the cent, half up."""
    costs = (
        Decimal(str(line["quantity"]))
        * line["unit_price_cents"]
        * (1000 + (line["vat_permille"] or 0))
        / 1000
        for line in lines
    )
    return sum(int(cost.quantize(Decimal(1), ROUND_HALF_UP)) for cost in costs)


def texts_within(value: Any) -> list[dict[str, str]]:
    """Every text in several languages, however deep."""
    if isinstance(value, list):
        return [found for inner in value for found in texts_within(inner)]
    if not isinstance(value, dict):
        return []
    return [value] if "fi" in value else texts_within(list(value.values()))


@pytest.mark.parametrize("name", [*ROUNDS, "themes"])
def test_every_text_stands_in_three_languages(name: str) -> None:
    for text in texts_within(read(name)):
        assert set(text) == {"fi", "sv", "en"}
        assert all(words.strip() for words in text.values()), text


@pytest.mark.parametrize("name", ROUNDS)
def test_every_theme_reason_and_pot_that_is_named_exists(name: str) -> None:
    one = read(name)
    themes = {theme["slug"] for theme in read("themes")["themes"]}
    reasons = {reason["slug"] for reason in one["refusal_reasons"]}
    pots = {pot["area"] for pot in one["pots"]}
    assert {item["theme"] for item in one["projects"] + one["proposals"]} <= themes
    assert {project["pot"] for project in one["projects"]} <= pots
    assert {
        event["reason"] for p in one["proposals"] for event in p["events"] if "reason" in event
    } <= reasons


@pytest.mark.parametrize("name", ROUNDS)
def test_merged_and_joined_proposals_name_what_they_went_into(name: str) -> None:
    one = read(name)
    titles = {proposal["title"] for proposal in one["proposals"]}
    projects = {project["title"]["fi"] for project in one["projects"]}
    assert len(titles) == len(one["proposals"])
    for proposal in one["proposals"]:
        assert proposal.get("project", next(iter(projects), None)) in (projects or {None})
        assert all(
            event["into"] in titles - {proposal["title"]} for event in proposal["events"] if "into" in event
        )


@pytest.mark.parametrize("name", ROUNDS)
def test_every_price_is_the_sum_of_its_lines_and_within_its_bounds(name: str) -> None:
    one = read(name)
    for project in one["projects"]:
        assert project["cost_cents"] == total_cents(project["estimate"]["lines"]), project["title"]
    for item in one["projects"] + [p for p in one["proposals"] if "estimate" in p]:
        estimate = item["estimate"]
        assert estimate["lower_cents"] <= total_cents(estimate["lines"]) <= estimate["upper_cents"], item[
            "title"
        ]


@pytest.mark.parametrize("name", ROUNDS)
def test_every_place_is_in_the_city_and_in_the_area_of_its_pot(name: str) -> None:
    one = read(name)
    districts = json.loads((FOLDER / "districts.geojson").read_text(encoding="utf-8"))["features"]
    areas = {d["properties"]["code"]: shape(d["geometry"]) for d in districts}
    for item in one["projects"] + one["proposals"]:
        if "lat" in item:
            point = shapely.Point(item["lon"], item["lat"])
            inside = [code for code, area in areas.items() if area.covers(point)]
            assert len(inside) == 1, item["title"]
            assert item.get("pot") in (None, inside[0]), item["title"]


@pytest.mark.parametrize("name", ROUNDS)
def test_a_proposals_path_runs_forward_in_time(name: str) -> None:
    for proposal in read(name)["proposals"]:
        steps = [proposal["created"], *(event["at"] for event in proposal["events"])]
        days = [step["days"] if isinstance(step, dict) else step for step in steps]
        assert days == sorted(days), proposal["title"]


def test_the_round_of_2021_has_its_real_figures() -> None:
    one = read("round_2021")
    assert [pot["amount_cents"] for pot in one["pots"]] == [2_000_000]
    assert sum(project["votes"] for project in one["projects"]) == 1350
    assert [(p["cost_cents"] // 100, p["votes"]) for p in one["projects"]] == [
        (5000, 408), (5000, 266), (5000, 160), (5000, 146), (5000, 124), (1500, 56), (2000, 50), (4000, 45),
        (1500, 37), (4500, 34), (1000, 24),
    ]  # fmt: skip
    assert one["paper_votes"] == 6


def test_the_voting_round_shares_out_its_money_and_offers_more_than_it_can_pay_for() -> None:
    one = read("round_voting")
    assert len(one["projects"]) == 40
    assert sum(pot["amount_cents"] for pot in one["pots"]) == 60_000_000
    for pot in one["pots"]:
        prices = [project["cost_cents"] for project in one["projects"] if project["pot"] == pot["area"]]
        assert max(prices) <= pot["amount_cents"] < sum(prices)
        assert max(prices) <= one["highest_cost_cents"]


@pytest.mark.parametrize(("name", "kind"), [("round_voting", "voting"), ("round_proposing", "proposing")])
def test_the_open_rounds_are_open_on_the_day_of_loading(name: str, kind: str) -> None:
    [phase] = [phase for phase in read(name)["phases"] if phase["kind"] == kind]
    assert phase["starts"]["days"] < 0 < phase["ends"]["days"]


def test_proposals_are_in_every_state() -> None:
    proposals = read("round_proposing")["proposals"]
    states = [proposal["state"] for proposal in proposals]
    assert len(proposals) >= 120
    assert {state: states.count(state) >= 7 for state in set(states)} == {
        "submitted": True, "accepted": True, "refused": True, "merged": True,
    }  # fmt: skip
    assert sum("estimate" in proposal for proposal in proposals) >= 5
    assert {proposal["language"] for proposal in proposals} == {"fi", "sv", "en"}
