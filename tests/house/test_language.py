"""A letter or a file in another language than the page's."""

from __future__ import annotations

from tests.house.tree import files, name


def test_another_language_is_spoken_in_one_way() -> None:
    found = [name(path) for path in files(".py", under="webapp") if "force_locale" in path.read_text()]
    assert found == ["webapp/formats.py"]
