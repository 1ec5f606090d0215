"""T12: the service fetches nothing that a person names, only what the operator has configured."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.geo.test_reader_is_safe import Listener
from webapp.config import LayerSource

KEY = "areas"


@pytest.mark.parametrize(
    "named",
    [
        "{address}",
        "http://[::1]:{port}/",
        "http://0x7f000001:{port}/",
        "http://localhost:{port}/",
        KEY + "@{address}",
    ],
)
def test_t12_an_address_that_is_named_in_a_form_is_not_visited(
    app: Flask, session: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    """Named in every field of the form, and as the query of its page."""
    listener = Listener()
    source = LayerSource(key=KEY, name={"fi": "Alueet"}, url="http://127.0.0.1:9/", kind="wfs", layer="areas")
    settings = app.config["SETTINGS"].model_copy(update={"layer_sources": (source,)})
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    address = named.format(address=listener.address, port=listener.address.rstrip("/").rpartition(":")[2])
    gis = sign_in(factories.account(session, "gis"))
    form = {"source": address, "level": "district", "url": address, "layer": address}
    assert gis.post("/staff/areas/fetch", data=form, query_string=form).status_code == 400
    listener.close()
    assert listener.visits == 0
