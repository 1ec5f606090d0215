"""Two versions of a form are compared field by field, in the words of the form."""

from __future__ import annotations

from typing import Any

from flask import Flask
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from webapp.conflicts import Difference, differences


class Row(Form):
    id = HiddenField()
    name = StringField("Nimi")


class Sample(Form):
    seen = HiddenField()
    title = StringField("Otsikko")
    kind = SelectField("Laji", choices=[SelectChoice("a", "Ensimmäinen"), SelectChoice("b", "Toinen")])
    is_on = BooleanField("Käytössä")
    rows = FieldList(FormField(Row))


def sample(**values: Any) -> Sample:
    kept = {"title": "Sama", "kind": "a", "is_on": True, "rows": [{"id": "1", "name": "Puisto"}]}
    return Sample(data={**kept, **values})


def test_equal_versions_differ_in_nothing_whatever_their_marks(app: Flask) -> None:
    with app.test_request_context("/"):
        assert differences(sample(seen="x"), sample(seen="y")) == []


def test_every_kind_of_field_is_told_in_its_own_words(app: Flask) -> None:
    rows = [{"id": "1", "name": "Tori"}, {"id": "", "name": "Ranta"}]
    with app.test_request_context("/"):
        assert differences(sample(title="Oma", kind="b", is_on=False, rows=rows), sample()) == [
            Difference("Otsikko", "Oma", "Sama"),
            Difference("Laji", "Toinen", "Ensimmäinen"),
            Difference("Käytössä", "Ei", "Kyllä"),
            Difference("1. Nimi", "Tori", "Puisto"),
            Difference("2. Nimi", "Ranta", ""),
        ]
