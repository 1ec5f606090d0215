"""The city's accent colour as a small stylesheet, always dark enough to read on the page and under white."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Flask, Response, url_for

from webapp.access import public
from webapp.extensions import current_settings

blueprint = Blueprint("theme", __name__)

Rgb = tuple[int, int, int]

PAPER: Rgb = (251, 250, 246)
READABLE = 4.5
"""Contrast that WCAG 2.2 asks of text (success criterion 1.4.3)."""


def parse(colour: str) -> Rgb:
    """`#0b5c4a` as three numbers 0-255. Raises ValueError for anything else."""
    digits = colour.removeprefix("#")
    if len(digits) != 6:
        raise ValueError(f"a colour is #rrggbb, not {colour!r}")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def luminance(colour: Rgb) -> float:
    """Relative luminance 0-1 as WCAG 2.2 defines it."""
    parts = [part / 255 for part in colour]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio 1-21 as WCAG 2.2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(colour: Rgb) -> Rgb:
    """The colour, darkened until it can be read as text on the page and carry white text."""
    while contrast(colour, PAPER) < READABLE:
        colour = (colour[0] * 94 // 100, colour[1] * 94 // 100, colour[2] * 94 // 100)
    return colour


def stylesheet(accent: str) -> str:
    """The custom properties of the accent; the tints are mixed from it in the main stylesheet."""
    return (
        ":root{--accent:#"
        + "".join(f"{part:02x}" for part in readable(parse(accent)))
        + ";--on-accent:#fff}\n"
    )


@blueprint.get("/theme.css")
@public
def theme() -> Response:
    """The stylesheet of the city's accent colour; its address changes with the colour."""
    response = Response(stylesheet(current_settings().accent_colour), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def theme_url() -> str:
    """The address of the stylesheet, with the colour's mark so that a new colour is seen at once."""
    mark = hashlib.sha256(current_settings().accent_colour.encode()).hexdigest()[:8]
    return url_for("theme.theme", v=mark)


def init_app(app: Flask) -> None:
    """Give templates `theme_url`."""
    app.jinja_env.globals["theme_url"] = theme_url
