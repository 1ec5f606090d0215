"""A proposal may have a line or an area as its place where its round allows it, inside the city, in one area."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient
from geoalchemy2 import WKTElement
from geoalchemy2.shape import to_shape
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.proposals.test_proposing import GOOD, nonce_in, sent
from tests.rounds.conftest import fields_of
from tests.rounds.test_frozen import refused
from webapp.areas.models import Area
from webapp.errors import Refusal, RefusalCode
from webapp.proposals import actions
from webapp.proposals.models import Proposal, ProposalDraft, ProposalVersion
from webapp.proposals.rules import Written
from webapp.rounds.models import Round

Corners = list[list[float]]
PATH: Corners = [[28.05, 61.05], [28.06, 61.05]]
PARK: Corners = [[28.05, 61.05], [28.06, 61.05], [28.06, 61.06], [28.05, 61.06], [28.05, 61.05]]
BOW_TIE: Corners = [[28.05, 61.05], [28.06, 61.06], [28.06, 61.05], [28.05, 61.06], [28.05, 61.05]]


def line(corners: Corners = PATH) -> str:
    return json.dumps({"type": "LineString", "coordinates": corners})


def area(*rings: Corners) -> str:
    return json.dumps({"type": "Polygon", "coordinates": rings or [PARK]})


@pytest.fixture
def city(session: Session) -> dict[str, Area]:
    return factories.city(session)


@pytest.fixture
def round_(session: Session, city: dict[str, Area]) -> Round:
    round_ = factories.round_(session, "proposing", place_kinds=["point", "line", "area"])
    session.commit()
    return round_


def propose(client: FlaskClient, round_: Round, **values: str) -> str:
    """Write a proposal; the page that follows."""
    data = {**GOOD, "lon": "", "lat": "", **values}
    return client.post(f"/rounds/{round_.slug}/propose", data=data, follow_redirects=True).text


def send(client: FlaskClient, session: Session, round_: Round, **values: str) -> Proposal:
    page = propose(client, round_, **values)
    done = client.post(f"/rounds/{round_.slug}/propose/send", data={"nonce": nonce_in(page)})
    assert done.status_code == 302, done.text
    return sent(session)[-1]


@pytest.mark.parametrize(("shape", "kind"), [(line(), "LineString"), (area(), "Polygon")])
def test_a_drawn_place_is_kept_with_the_point_that_stands_for_it(
    session: Session, round_: Round, city: dict[str, Area], sign_in: SignIn, shape: str, kind: str
) -> None:
    author = sign_in(factories.account(session))
    proposal = send(author, session, round_, shape=shape)
    assert proposal.shape is not None and proposal.geom is not None
    drawn, point = to_shape(proposal.shape), to_shape(proposal.geom)
    assert drawn.geom_type == kind
    assert drawn.distance(point) < 1e-9
    assert proposal.neighbourhood_id == city["A1"].id


def test_it_is_counted_where_most_of_it_lies(
    session: Session, round_: Round, city: dict[str, Area], sign_in: SignIn
) -> None:
    author = sign_in(factories.account(session))
    corners = [[28.19, 61.05], [28.25, 61.05]]
    assert send(author, session, round_, shape=line(corners)).neighbourhood_id == city["B1"].id
    slab = [[28.15, 61.02], [28.25, 61.02], [28.25, 61.18], [28.15, 61.18], [28.15, 61.02]]
    chosen = send(author, session, round_, shape=area(slab)).neighbourhood_id
    assert chosen in {city[code].id for code in ("A1", "A2", "B1", "B2")}


def test_a_little_outside_the_city_is_cut_off(session: Session, round_: Round, sign_in: SignIn) -> None:
    author = sign_in(factories.account(session))
    proposal = send(author, session, round_, shape=line([[28.1, 60.9995], [28.1, 61.1]]))
    assert proposal.shape is not None
    assert to_shape(proposal.shape).bounds[1] == pytest.approx(61.0)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (line([[28.1, 60.9], [28.1, 61.1]]), "kaupungin ulkopuolelle"),
        (line([[28.1, 61.1], [28.1, 61.10001]]), "liian pieni"),
        (area(BOW_TIE), "risteää"),
        (area(PARK, [[28.051, 61.051], [28.052, 61.051], [28.052, 61.052], [28.051, 61.051]]), "reikää"),
        (line([[28.0 + n / 10_000, 61.05] for n in range(2_001)]), "liian monta"),
        (line([[28.1, 61.1]]), "kesken"),
        ('{"type":"LineString","coordinates":[[NaN,61],[28,61]]}', "Piirrä se uudelleen"),
        ('{"type":"Point","coordinates":[28.1,61.1]}', "Piirrä se uudelleen"),
        ("__proto__", "Piirrä se uudelleen"),
    ],
)
def test_a_drawing_that_will_not_do_is_told_and_nothing_is_kept(
    client: FlaskClient, session: Session, round_: Round, shape: str, words: str
) -> None:
    page = propose(client, round_, shape=shape)
    assert "error-summary" in page and words in page
    assert session.scalars(select(ProposalDraft)).all() == []


@pytest.mark.parametrize("kinds", [["point"], ["point", "area"]])
def test_a_kind_that_the_round_does_not_take_is_refused(
    client: FlaskClient, session: Session, round_: Round, kinds: list[str]
) -> None:
    round_.place_kinds = kinds
    session.commit()
    assert "ei oteta" in propose(client, round_, shape=line())
    author = factories.account(session)
    written = Written("Polku", "Polku rantaan.", None, None, None, None, None, to_shape(wkt_line(PATH)))
    with pytest.raises(Refusal) as caught:
        actions.send_proposal(session, round_.id, author.id, written, "nonce", "fi")
    assert caught.value.code is RefusalCode.SHAPE_NOT_ALLOWED


def wkt_line(corners: Corners) -> WKTElement:
    return WKTElement(f"LINESTRING({', '.join(f'{x} {y}' for x, y in corners)})", srid=4326)


def test_correcting_a_drawing_keeps_the_old_one_and_a_point_takes_its_place(
    session: Session, round_: Round, sign_in: SignIn
) -> None:
    author = sign_in(factories.account(session))
    proposal = send(author, session, round_, shape=line())
    address = f"/proposals/{proposal.id}/edit"
    kept = fields_of(author.get(address).text)
    assert "LineString" in kept["shape"]
    kept |= {"lon": "28.3", "lat": "61.05"}
    assert author.post(address, data={**kept, "drop_shape": "y"}).status_code == 302
    session.expire_all()
    assert proposal.shape is None and proposal.geom is not None
    assert to_shape(proposal.geom).bounds[0] == pytest.approx(28.3)
    assert "LineString" in session.scalars(select(ProposalVersion)).one().content["shape"]


def test_a_place_found_by_its_name_without_script_comes_before_an_old_drawing(
    session: Session, round_: Round, sign_in: SignIn
) -> None:
    author = sign_in(factories.account(session))
    proposal = send(author, session, round_, shape=line(), found="28.300000,61.050000")
    assert proposal.shape is None and proposal.geom is not None


@pytest.mark.parametrize(
    ("wkt", "constraint"),
    [
        ("POINT(28.05 61.05)", "proposal_shape_allowed"),
        (
            "POLYGON((28.05 61.05, 28.08 61.08, 28.08 61.05, 28.05 61.06, 28.05 61.05))",
            "proposal_shape_valid",
        ),
        ("LINESTRING(28.05 61.05, 28.05 61.05001)", "proposal_shape_size"),
        ("LINESTRING(28.05 61.05, 28.05 60.9)", "proposal_shape_inside_city"),
        ("LINESTRING(28.3 61.05, 28.3 61.06)", "proposal_shape_has_point"),
    ],
)
def test_the_database_has_the_last_word(session: Session, round_: Round, wkt: str, constraint: str) -> None:
    drawn = "insert into proposal (round_id, title, body, geom, shape) values (:round, 'x', 'x', ST_Point(28.05, 61.05, 4326), ST_GeomFromText(:wkt, 4326))"
    assert refused(session, drawn, round=round_.id, wkt=wkt) == constraint
    moved = "update proposal set shape = ST_GeomFromText(:wkt, 4326) where id = :id"
    proposal = factories.proposal(session, round_, geom=factories.point(28.05, 61.05), shape=wkt_line(PATH))
    assert refused(session, moved, id=proposal.id, wkt=wkt) == constraint


def measured(client: FlaskClient, text: str) -> dict[str, object]:
    answer = client.post("/proposals/shape", data=text)
    assert answer.status_code == 200
    found: dict[str, object] = answer.get_json()
    return found


def test_while_one_draws_the_size_and_the_areas_are_told(client: FlaskClient, city: dict[str, Area]) -> None:
    found = measured(client, line([[28.19, 61.05], [28.22, 61.05]]))
    assert found["fits"] is True
    assert str(found["words"]).replace("\xa0", " ") == "Viiva, 1,6 km: B1 67 %, A1 33 %."
    park = str(measured(client, area())["words"]).replace("\xa0", " ")
    assert park == "Alue, 60,2 ha: A1."
    cut = measured(client, line([[28.1, 60.9995], [28.1, 61.1]]))
    assert "leikataan pois" in str(cut["words"])


@pytest.mark.parametrize(
    "text", ["", "{", line([[28.1, 60.9], [28.1, 61.1]]), area(BOW_TIE), "\xff" * 300_000]
)
def test_what_will_not_do_is_told_while_one_draws(
    client: FlaskClient, city: dict[str, Area], text: str
) -> None:
    found = measured(client, text)
    assert found["fits"] is False and found["words"]


def test_the_borders_near_by_are_given_to_draw_along(client: FlaskClient, city: dict[str, Area]) -> None:
    box = {"west": "28.19", "south": "61.09", "east": "28.21", "north": "61.11"}
    near = client.get("/areas/borders", query_string=box).get_json()
    assert near["type"] == "GeometryCollection"
    corners = [tuple(at) for shape in near["geometries"] for part in shape["coordinates"] for at in part]
    assert (28.2, 61.1) in corners
    assert all(28.19 <= x <= 28.21 and 61.09 <= y <= 61.11 for x, y in corners)
    wide = client.get("/areas/borders", query_string=box | {"west": "27"}).get_json()
    assert wide["geometries"] == []
    assert client.get("/areas/borders", query_string=box | {"west": "nan"}).status_code == 404


def test_the_pages_of_a_drawn_proposal_show_it_on_their_map(
    client: FlaskClient, session: Session, round_: Round, sign_in: SignIn
) -> None:
    proposal = factories.proposal(
        session, round_, geom=factories.point(28.055, 61.05), shape=wkt_line(PATH), title="Polku"
    )
    session.commit()
    official = sign_in(factories.account(session, "official"))
    for page in (client.get(f"/proposals/{proposal.id}"), official.get(f"/staff/proposals/{proposal.id}")):
        assert "LineString" in page.text and "28.04,61.045,28.07,61.055" in page.text.replace(
            "00000000000001", ""
        )


@pytest.mark.parametrize(("drawing", "corners"), [(line(), 2), (area(), 5)], ids=["line", "area"])
def test_the_check_page_shows_what_was_drawn_also_without_script(
    client: FlaskClient, session: Session, round_: Round, drawing: str, corners: int
) -> None:
    page = propose(client, round_, shape=drawing)
    assert json.loads(drawing)["type"] in page
    found = re.search(r'<noscript><img [^>]*src="([^"]+)" alt="[^"]+"', page)
    assert found
    picture = client.get(found.group(1))
    assert picture.mimetype == "image/svg+xml"
    assert (
        max(path.count("L") + 1 for path in re.findall(r' d="([^"]+)"[^>]*stroke="#0b5c4a"', picture.text))
        == corners
    )


def test_the_picture_of_a_proposal_is_seen_by_whoever_sees_the_proposal(
    session: Session, round_: Round, sign_in: SignIn, client: FlaskClient
) -> None:
    author = factories.account(session)
    shown, nowhere, withdrawn = (
        factories.proposal(session, round_, author_id=author.id, **values)
        for values in (
            {"geom": factories.point(28.05, 61.05)},
            {},
            {"geom": factories.point(28.05, 61.05), "state": "withdrawn"},
        )
    )
    session.commit()
    answers = [
        client.get(f"/proposals/{one.id}/place.svg").status_code for one in (shown, nowhere, withdrawn)
    ]
    assert answers == [200, 404, 404]
    assert sign_in(author).get(f"/proposals/{withdrawn.id}/place.svg").status_code == 200
