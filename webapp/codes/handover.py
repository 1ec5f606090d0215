"""The file of codes that a printing house gets: rows for its letters in a ZIP file with AES, under words told apart from it.

Nothing of it is kept here. Whoever loses it asks for the codes once more, with new secrets.
"""

from __future__ import annotations

import csv
import io
import re
import secrets
from collections.abc import Sequence

from pyzipper import WZ_AES, ZIP_DEFLATED, AESZipFile

from webapp.ballots.receipts import ALPHABET
from webapp.codes.printing import Sheet
from webapp.codes.rules import Code
from webapp.spreadsheets import plain_cell

GROUPS, MARKS = 6, 4
PASSPHRASE = re.compile(rf"[{ALPHABET}]{{{MARKS}}}(-[{ALPHABET}]{{{MARKS}}}){{{GROUPS - 1}}}")
COLUMNS = ("row", "number", "code", "link", "area", "name")
"""`row` is the row's place, `number` what takes a single code out of use, `link` what the QR code must hold."""


def new_passphrase() -> str:
    """120 random bits to write down and read out on the telephone: six groups of four marks."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(MARKS)) for _ in range(GROUPS))


def is_passphrase(text: str) -> bool:
    """Whether it is one that was made here, not one of a person's own."""
    return PASSPHRASE.fullmatch(text) is not None


def sealed(sheet: Sheet, area: str, codes: Sequence[Code], passphrase: str, name: str) -> bytes:
    """The ZIP file with one CSV file of that name in it: UTF-8 with a mark for spreadsheets, parted by semicolons."""
    out = io.BytesIO()
    with AESZipFile(out, "w", compression=ZIP_DEFLATED, encryption=WZ_AES) as archive:
        archive.setpassword(passphrase.encode())
        archive.writestr(name, _rows(sheet, area, codes).encode("utf-8-sig"))
    return out.getvalue()


def _rows(sheet: Sheet, area: str, codes: Sequence[Code]) -> str:
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(COLUMNS)
    area, name = plain_cell(area), plain_cell(sheet.name)
    rows.writerows(
        (place, code.public_id, str(code), sheet.link(code), area, name)
        for place, code in enumerate(codes, 1)
    )
    return text.getvalue()
