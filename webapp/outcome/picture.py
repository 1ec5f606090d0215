"""The choropleth of the outcome: areas as shapes, each in the class of its value."""

from __future__ import annotations

from dataclasses import dataclass

from geo.choropleth import SvgShape, picture_of
from webapp.outcome.areas import AreaSums
from webapp.outcome.measures import Measure
from webapp.outcome.rules import ValueClass, class_of, classes_of


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
