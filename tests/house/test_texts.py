"""Every text of the application has its Finnish and Swedish words, none of them guessed."""

from __future__ import annotations

import pytest

from scripts.texts import LANGUAGES, collect, is_missing, update


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_lacks_its_translation(language: str) -> None:
    lacking = [message.id for message in update(language, collect()) if is_missing(message)]
    assert lacking == []
