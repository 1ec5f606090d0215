"""Drawn pictures in the place of residents' photos: the demo shows nobody's real street."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 1200
HORIZON = 640
SKY, WATER, SAND, WOOD, PINE, STONE = "#cfe3f1", "#5b8fb5", "#d9c7a0", "#8a6b48", "#3f6b4f", "#a9a39a"


def shore(pen: ImageDraw.ImageDraw) -> None:
    """A lake with a far shore, a beach and a jetty."""
    pen.rectangle((0, HORIZON, WIDTH, HEIGHT), WATER)
    for left in range(-100, WIDTH, 260):
        pen.ellipse((left, HORIZON - 90, left + 420, HORIZON + 60), PINE)
    pen.rectangle((0, HORIZON, WIDTH, HORIZON + 60), WATER)
    pen.polygon([(0, 1010), (700, 900), (WIDTH, 1080), (WIDTH, HEIGHT), (0, HEIGHT)], SAND)
    pen.polygon([(560, 960), (760, 960), (1010, 720), (930, 720)], WOOD)


def bicycle_racks(pen: ImageDraw.ImageDraw) -> None:
    """A row of racks, all taken, before a wall."""
    pen.rectangle((0, 300, WIDTH, 860), STONE)
    pen.rectangle((0, 860, WIDTH, HEIGHT), "#6f6a63")
    for left in range(60, WIDTH - 200, 250):
        for wheel in (left, left + 190):
            pen.ellipse((wheel, 760, wheel + 200, 960), outline="#222222", width=14)
        pen.line([(left + 100, 860), (left + 190, 700), (left + 290, 860), (left + 100, 860)], "#a33b2e", 16)
        pen.arc((left + 60, 620, left + 330, 1000), 180, 360, "#e8e4da", 18)


SCENES: dict[str, Callable[[ImageDraw.ImageDraw], None]] = {"shore": shore, "bicycle_racks": bicycle_racks}


def picture(name: str) -> bytes:
    """A scene as PNG."""
    drawn = Image.new("RGB", (WIDTH, HEIGHT), SKY)
    SCENES[name](ImageDraw.Draw(drawn))
    into = BytesIO()
    drawn.save(into, "PNG")
    return into.getvalue()
