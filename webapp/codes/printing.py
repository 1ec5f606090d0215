"""Cards and letters with one-time codes, as HTML that is printed as PDF. Built as a tree: a text can never become markup."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from xml.etree.ElementTree import Element, SubElement, tostring

from webapp.codes.rules import CARDS, LETTERS, PROPOSE, VOTE, Code
from webapp.formats import unbroken
from webapp.qr import picture_of
from webapp.texts import N_

STYLE = """
@page { size: A4; margin: 12mm; }
body { font: 9pt/1.35 "DejaVu Sans", sans-serif; color: #1c1b18; margin: 0; } p { margin: 0 0 1.5mm; }
.code { font: 700 13pt/1.2 "DejaVu Sans Mono", monospace; letter-spacing: 0.3pt; white-space: nowrap; margin: 1mm 0 2mm; }
.cards { margin: 0; } .row { break-inside: avoid; height: 68mm; }
.card { display: inline-block; vertical-align: top; box-sizing: border-box; width: 92.5mm; height: 67mm; padding: 4mm;
  border: 0.4pt dashed #8a857a; font-size: 7.3pt; line-height: 1.3; overflow: hidden; overflow-wrap: anywhere; }
.card p { margin: 0 0 1mm; } .card .code { margin: 1mm 0 2mm; } .card .qr { float: right; width: 24mm; height: 24mm; margin: 0 0 1mm 2mm; }
.letter { break-after: page; font-size: 12pt; overflow-wrap: anywhere; } .letter:last-child { break-after: auto; }
.window { height: 60mm; } .letter h1 { font-size: 18pt; margin: 0 0 4mm; } .letter .code { font-size: 20pt; }
.letter .qr { float: right; width: 42mm; height: 42mm; margin: 0 0 4mm 6mm; } .letter section { margin: 0 0 5mm; }
.letter h2 { font-size: 12.5pt; margin: 0 0 1mm; }
.card .number, .number { color: #555; font-size: 7pt; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
"""

TITLE_ON_CARD = 60
"""Letters of the round's name on a card, so that three languages fit on it."""
JOINER = "\N{WORD JOINER}"
"""Keeps an address on one line, so that nobody types half of it; one that is longer than the line breaks anywhere."""
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a print says beside the codes. `words` translates into each of the languages; `until` is shown by them."""

    title: str
    name: str
    opens: str
    address: str
    words: Mapping[str, Translate]
    titles: Mapping[str, str]
    until: Mapping[str, str]

    def link(self, code: Code) -> str:
        """What the QR code holds. What follows `#` is never sent to a server, so no log can hold it."""
        return f"{self.address}#{code}"

    def values(self, language: str) -> Mapping[str, str]:
        """What the texts of a language name: the address as people type it, and until when."""
        typed = (
            self.address.split("://", 1)[-1]
            .replace("/", f"{JOINER}/{JOINER}")
            .replace("-", f"{JOINER}-{JOINER}")
        )
        return {"address": typed, "until": self.until[language]}


def page(layout: str, sheet: Sheet, codes: Sequence[Code]) -> str:
    """The whole print."""
    root = Element("html", {"lang": next(iter(sheet.words))})
    head, body = SubElement(root, "head"), SubElement(root, "body")
    SubElement(head, "title").text = sheet.title
    SubElement(head, "style").text = STYLE
    LAYOUTS[layout](body, sheet, codes)
    return "<!doctype html>" + tostring(root, encoding="unicode", method="html")


def _cards(body: Element, sheet: Sheet, codes: Sequence[Code]) -> None:
    """Eight on a page, two in a row."""
    for start in range(0, len(codes), 2):
        row = SubElement(body, "div", {"class": "row"})
        for code in codes[start : start + 2]:
            card = SubElement(row, "div", {"class": "card"})
            _qr(card, sheet, code)
            SubElement(card, "p", {"class": "code"}).text = str(code)
            for language, words in sheet.words.items():
                text = SubElement(card, "p", {"lang": language})
                title = SubElement(text, "b")
                title.text = _on_card(sheet.titles[language])
                title.tail = words(CARD[sheet.opens]) % sheet.values(language)
            SubElement(card, "p", {"class": "number"}).text = sheet.name


def _on_card(title: str) -> str:
    """The title as a sentence of its own, cut where it is long; figures such as 600 000 stay on one line."""
    cut = unbroken(shorten(title, TITLE_ON_CARD, placeholder="…"))
    return f"{cut} " if cut.endswith(("…", "?", "!", ".")) else f"{cut}. "


def _letters(body: Element, sheet: Sheet, codes: Sequence[Code]) -> None:
    """One on a page. The upper part is left empty for the address."""
    for code in codes:
        letter = SubElement(body, "div", {"class": "letter"})
        SubElement(letter, "div", {"class": "window"})
        _qr(letter, sheet, code)
        SubElement(letter, "h1").text = sheet.title
        SubElement(letter, "p", {"class": "code"}).text = str(code)
        for language, words in sheet.words.items():
            section = SubElement(letter, "section", {"lang": language})
            if sheet.titles[language] != sheet.title:
                SubElement(section, "h2").text = sheet.titles[language]
            for told in LETTER[sheet.opens]:
                SubElement(section, "p").text = words(told) % sheet.values(language)
        SubElement(letter, "p", {"class": "number"}).text = sheet.name


CARD: Mapping[str, str] = {
    VOTE: N_("Vote at %(address)s by %(until)s. This code is one vote. Keep it to yourself."),
    PROPOSE: N_(
        "Propose at %(address)s by %(until)s. With this code you come back to your proposal. Keep it to yourself."
    ),
}
POINT = N_("Point the camera of your phone at the square, or go to %(address)s and type the code.")
KEEP = N_("Keep the code to yourself. If you have lost it, ask at a service point of the city.")
LETTER: Mapping[str, tuple[str, ...]] = {
    VOTE: (
        N_("With this code you can vote by %(until)s."),
        POINT,
        N_("The code is one vote. Nobody can see what you voted for."),
        KEEP,
    ),
    PROPOSE: (
        N_("With this code you can make proposals by %(until)s, without an e-mail address."),
        POINT,
        N_(
            "With the same code you come back to correct or withdraw what you have proposed. It is not for voting."
        ),
        KEEP,
    ),
}
LAYOUTS: Mapping[str, Callable[[Element, Sheet, Sequence[Code]], None]] = {CARDS: _cards, LETTERS: _letters}


def _qr(parent: Element, sheet: Sheet, code: Code) -> None:
    """The QR code as a drawing; its words say the same to those who do not see it."""
    picture = picture_of(sheet.link(code), error="m")
    size = str(picture.size)
    frame = {
        "class": "qr",
        "viewBox": f"0 0 {size} {size}",
        "xmlns": "http://www.w3.org/2000/svg",
        "role": "img",
    }
    drawing = SubElement(parent, "svg", frame | {"aria-label": "QR"})
    SubElement(drawing, "path", {"d": picture.path, "fill": "#000"})
