"""The choropleth of the outcome: areas as shapes, each in the class of its value."""

from __future__ import annotations

from dataclasses import dataclass

from geo.choropleth import SvgShape, picture_of
from webapp.outcome.areas import AreaSums
from webapp.outcome.measures import Measure
from webapp.outcome.rules import ValueClass, class_of, classes_of
from webapp.outcome.told import PotTold, ProjectTold

TURN_CAME = ("does-not-fit",)
"""Reasons of losing that have to do with how far the pot's money had gone."""


@dataclass(frozen=True)
class ColouredArea:
    """An area on the map: its figure, its class (None if the figure is not known or not told) and its shape."""

    area: AreaSums
    value: int | None
    value_class: ValueClass | None
    shape: SvgShape


@dataclass(frozen=True)
class Choropleth:
    """The whole picture: size, classes from light to dark, areas in the order of the table."""

    width: int
    height: int
    classes: tuple[ValueClass, ...]
    areas: tuple[ColouredArea, ...]


WIDTH, BUDGET = 1000, 880
"""Width of the picture of running money, and where in it the whole pot ends: what is missing goes beyond."""


@dataclass(frozen=True)
class MoneyRun:
    """One project's turn as a strip: money used before it, its own price, and what of that the pot could not give."""

    before: int
    price: int
    beyond: int
    budget: int = BUDGET
    width: int = WIDTH


def money_run(pot: PotTold, project: ProjectTold) -> MoneyRun | None:
    """The strip of a project, in parts of its width; None where its turn never came. Whole units, never negative."""
    if project.is_winner and project.left_cents is not None:
        before = pot.budget_cents - project.left_cents - project.cost_cents
    elif project.reason in TURN_CAME and project.spent_before is not None:
        before = project.spent_before
    else:
        return None
    end = before + project.cost_cents
    scaled = [min(WIDTH, max(0, cents * BUDGET // pot.budget_cents)) for cents in (before, end)]
    return MoneyRun(scaled[0], max(min(scaled[1], BUDGET) - scaled[0], 2), max(scaled[1] - BUDGET, 0))


def choropleth(areas: list[AreaSums], measure: Measure) -> Choropleth:
    """Draw the areas by a measure."""
    picture = picture_of({area.code: area.shape for area in areas})
    values = {area.code: measure.of(area) for area in areas}
    classes = classes_of([value for value in values.values() if value is not None])
    coloured = tuple(
        ColouredArea(
            area, value, None if value is None else class_of(value, classes), picture.shapes[area.code]
        )
        for area in areas
        for value in [values[area.code]]
    )
    return Choropleth(picture.width, picture.height, tuple(classes), coloured)
