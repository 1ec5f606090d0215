"""Keep the translations: `texts.py sync`, `texts.py missing`, `texts.py fill FILE.tsv`.

The English text is the key. `sync` collects the texts of the code and templates into the Finnish and
Swedish catalogues and drops those no longer used; `missing` lists what lacks a translation (exit 1 if
anything does); `fill` takes rows of `English<TAB>Finnish<TAB>Swedish`, plural forms parted by ` || `.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "webapp" / "translations"
LANGUAGES = ("fi", "sv")
METHODS = [("**.py", "python"), ("templates/**", "jinja2")]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}


def po_path(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def load(language: str) -> Catalog:
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def save(language: str, catalog: Catalog) -> None:
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog.fuzzy = False
    with path.open("wb") as stream:
        write_po(
            stream,
            catalog,
            width=0,
            sort_output=True,
            no_location=True,
            omit_header=False,
            ignore_obsolete=True,
        )


def collect() -> Catalog:
    """Every text of the application, as an empty catalogue."""
    catalog = Catalog(fuzzy=False)
    options = {"templates/**": {"trimmed": "true", "silent": "false"}}
    for _name, _line, message, _comments, context in extract_from_dir(
        ROOT / "webapp", METHODS, options, KEYWORDS, comment_tags=()
    ):
        catalog.add(message, context=context)
    return catalog


def update(language: str, template: Catalog) -> Catalog:
    old, new = load(language), Catalog(locale=language, fuzzy=False)
    for message in template:
        if message.id:
            known = old.get(message.id, message.context)
            string = (
                known.string if known and bool(known.pluralizable) == bool(message.pluralizable) else None
            )
            new.add(message.id, string if string else None, context=message.context)
    return new


def is_missing(message: Message) -> bool:
    if not message.id:
        return False
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return message.fuzzy or not all(strings)


def sync() -> int:
    template = collect()
    for language in LANGUAGES:
        save(language, update(language, template))
    return compile_all()


def compile_all() -> int:
    for language in LANGUAGES:
        with po_path(language).with_suffix(".mo").open("wb") as stream:
            write_mo(stream, load(language))
    return 0


def missing() -> int:
    template, count = collect(), 0
    for language in LANGUAGES:
        for message in update(language, template):
            if is_missing(message):
                print(f"{language}\t{' || '.join(message.id) if message.pluralizable else message.id}")
                count += 1
    return int(count > 0)


def fill(path: str) -> int:
    template = collect()
    catalogs = {language: update(language, template) for language in LANGUAGES}
    unknown = 0
    for row in Path(path).read_text(encoding="utf-8").splitlines():
        if not row.strip():
            continue
        key, *translations = row.replace("\\n", "\n").split("\t")
        for language, text in zip(LANGUAGES, translations, strict=True):
            message = catalogs[language].get(key.split(" || ")[0])
            if message is None:
                print(f"not a text of the application: {key!r}")
                unknown += 1
                break
            message.string = tuple(text.split(" || ")) if message.pluralizable else text
    for language, catalog in catalogs.items():
        save(language, catalog)
    compile_all()
    return int(unknown > 0)


COMMANDS: dict[str, Callable[..., int]] = {
    "sync": sync,
    "compile": compile_all,
    "missing": missing,
    "fill": fill,
}

if __name__ == "__main__":
    sys.exit(COMMANDS[sys.argv[1]](*sys.argv[2:]))
