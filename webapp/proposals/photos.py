"""A resident's photo made fit to be shown: upright, not larger than a page needs, and telling nothing but what it shows."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from PIL import Image, ImageOps

MOST_PHOTOS = 3
"""So many photos a proposal may have."""
MOST_BYTES = 15 * 2**20
MOST_DESCRIPTION = 200
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 24_000_000, "WEBP": 12_000_000}
"""The kinds that are read, and their largest size: what unpacking one takes stays near 200 MB at worst."""
LARGE, SMALL = 1600, 480
"""The longest side of what is kept, in pixels."""
QUALITY = 82
WHITE = (255, 255, 255)


class PhotoFault(StrEnum):
    """What is wrong with a file."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"


class PhotoError(ValueError):
    """A file that is not taken as a photo."""

    def __init__(self, fault: PhotoFault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Prepared:
    """A photo in two sizes as JPEG, and the width and height of the larger one in pixels."""

    large: bytes
    small: bytes
    width: int
    height: int


def prepare(content: bytes) -> Prepared:
    """The photo drawn anew: place, time, device and whatever else the file carried stay behind. Raises PhotoError."""
    if len(content) > MOST_BYTES:
        raise PhotoError(PhotoFault.TOO_LARGE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(content), formats=tuple(MOST_PIXELS)) as photo:
                if photo.width * photo.height > MOST_PIXELS[photo.format or ""]:
                    raise PhotoError(PhotoFault.TOO_LARGE)
                photo.draft("RGB", (LARGE, LARGE))  # a JPEG is unpacked no larger than it is used
                photo.thumbnail((LARGE, LARGE))  # before anything that would copy every pixel of the file
                upright = on_white(ImageOps.exif_transpose(photo))
    except PhotoError:
        raise
    except Exception as error:  # whatever a broken or hostile file makes the decoder raise
        raise PhotoError(PhotoFault.UNREADABLE) from error
    small = upright.copy()
    small.thumbnail((SMALL, SMALL))
    return Prepared(written(upright), written(small), upright.width, upright.height)


def on_white(photo: Image.Image) -> Image.Image:
    """Its colours without transparency, in a picture that has nothing of the file but them."""
    plain = Image.new("RGB", photo.size, WHITE)
    if photo.has_transparency_data:
        shown = photo.convert("RGBA")
        plain.paste(shown, mask=shown.getchannel("A"))
    else:
        plain.paste(photo.convert("RGB"))
    return plain


def written(photo: Image.Image) -> bytes:
    """As JPEG."""
    into = BytesIO()
    photo.save(into, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return into.getvalue()
