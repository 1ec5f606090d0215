from __future__ import annotations

import json
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tests import factories
from tests.geo.files import EAST, WEST, square, write_geojson, write_layer
from webapp.areas.models import Area, LayerVersion, Reassignment
from webapp.areas.queries import active_areas


def run(app: Flask, *arguments: object) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["areas", *(str(argument) for argument in arguments)])
    return result.exit_code, result.output


def test_check_reports_and_stores_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    status, said = run(app, "check", write_geojson(tmp_path / "a.geojson", [square(28, 61)]), "--json")
    report = json.loads(said)
    assert (status, report["crs"]["epsg"], report["areas"], report["is_clean"]) == (0, 4326, 1, True)
    assert session.scalar(select(func.count()).select_from(LayerVersion)) == 0


def test_check_refuses_with_a_code_and_a_sentence(app: Flask, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_text("<!DOCTYPE html>")
    status, said = run(app, "check", path)
    assert status == 1
    assert "format_unknown" in said and "GeoPackage" in said


def test_load_stores_a_draft_and_activates_when_asked(app: Flask, session: Session, tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(28, 61), square(28.1, 61)])
    status, said = run(app, "load", path, "--level", "district", "--name", "Alueet")
    assert (status, active_areas(session, "district")) == (0, []), said
    status, said = run(app, "load", path, "--level", "district", "--code-digits", 2, "--activate")
    assert status == 0, said
    assert [area.code for area in active_areas(session, "district")] == ["01", "02"]


def test_many_pins_are_left_to_the_worker(app: Flask, session: Session, tmp_path: Path) -> None:
    factories.city(session)
    factories.proposal(session, factories.round_(session), geom=factories.point(28.05, 61.05))
    session.execute(
        text(
            "insert into proposal (round_id, state, title, body, language, geom)"
            " select round_id, state, title, body, language, geom from proposal, generate_series(1, 5000)"
        )
    )
    session.commit()
    path = write_geojson(tmp_path / "a.geojson", [square(28.0, 61.0)])
    status, said = run(app, "load", path, "--level", "district", "--activate")
    assert status == 0 and "the worker gives those from before their new areas" in said, said
    assert session.scalars(select(Reassignment.rows)).all() == [5001]
    earlier = session.scalars(select(LayerVersion.id).where(LayerVersion.state == "retired")).one()
    assert "the worker gives" in run(app, "activate", earlier)[1]


def test_an_inferred_system_is_never_taken_silently(app: Flask, session: Session, tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(28_510_000, 6_760_000, 1000)])
    status, said = run(app, "load", path, "--level", "district")
    assert status == 1
    assert "--crs 3882" in said
    assert run(app, "load", path, "--level", "district", "--crs", 3882)[0] == 0


def test_degrees_that_lie_in_the_city_only_the_other_way_round_are_never_taken_silently(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    city = write_geojson(tmp_path / "city.geojson", [square(11.8, 57.5, 0.3)])
    assert run(app, "load", city, "--level", "city", "--activate")[0] == 0
    path = write_geojson(tmp_path / "a.geojson", [square(57.6, 11.9)])
    for command in ("check", "load"):
        status, said = run(app, command, path, "--level", "district")
        assert status == 1 and "crs_not_confirmed" in said and "--crs 4326 --swapped" in said, said
    assert run(app, "load", path, "--level", "district", "--crs", 4326, "--swapped")[0] == 0
    right = write_geojson(tmp_path / "b.geojson", [square(11.9, 57.6)])
    assert run(app, "load", right, "--level", "district")[0] == 0


def test_check_tells_how_the_levels_lie_in_each_other(app: Flask, session: Session, tmp_path: Path) -> None:
    factories.city(session)
    session.commit()
    path = write_geojson(tmp_path / "a.geojson", [square(28.15, 61.0), square(28.35, 61.0)])
    status, said = run(app, "check", path, "--level", "neighbourhood", "--json")
    above = json.loads(said)["nesting"]["above"]
    assert (status, above["level"], above["split_count"], above["outside_count"]) == (0, "district", 1, 1)
    assert {part["code"] for part in above["split"][0]["parts"]} == {"A", "B"}
    assert above["outside"][0]["code"] == "2"


def test_check_without_a_level_says_what_it_did_not_look_at(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    factories.city(session)
    session.commit()
    inside = write_geojson(tmp_path / "a.geojson", [square(28.1, 61.0)])
    said = run(app, "check", inside)[1]
    assert "not compared with the layers in use: say --level" in said and "lies in the city" not in said
    assert "not compared" not in run(app, "check", inside, "--level", "district")[1]
    elsewhere = write_geojson(tmp_path / "b.geojson", [square(24.9, 60.1)])
    assert "nothing in the file lies in the city" in run(app, "check", elsewhere, "--level", "district")[1]


def test_check_without_a_level_asks_no_database(app: Flask, tmp_path: Path, queries: list[str]) -> None:
    assert run(app, "check", write_geojson(tmp_path / "a.geojson", [square(28, 61)]))[0] == 0
    assert queries == []


def test_large_overlaps_are_stored_only_by_a_rule(app: Flask, session: Session, tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(28.0, 61.0), square(28.05, 61.0)])
    status, said = run(app, "load", path, "--level", "district")
    assert status == 1 and "overlaps_undecided" in said and "--overlaps keep" in said
    assert run(app, "load", path, "--level", "district", "--overlaps", "keep")[0] == 0
    assert session.scalar(select(LayerVersion.report["overlap_rule"].astext)) == "keep"


def test_a_refusal_is_json_too(app: Flask, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text("[1]")
    status, said = run(app, "check", path, "--json")
    assert status == 1 and set(json.loads(said)) == {"file", "error", "details", "words"}


def test_check_ends_as_load_would_and_says_what_to_choose(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(28.0, 61.0), square(28.05, 61.0)])
    status, said = run(app, "check", path)
    assert status == 1 and "  1 + 2: " in said and "--overlaps keep" in said
    assert run(app, "check", path, "--overlaps", "keep")[0] == 0
    path = write_geojson(tmp_path / "b.geojson", [square(28_510_000, 6_760_000, 1000)])
    status, said = run(app, "check", path)
    assert status == 1 and "--crs 3882" in said
    status, said = run(app, "check", path, "--json")
    assert status == 1 and json.loads(said)["refusal"]["error"] == "crs_not_confirmed"
    assert json.loads(run(app, "check", path, "--crs", 3882, "--json")[1])["refusal"] is None


def test_a_file_of_several_layers_asks_for_one_also_when_the_first_has_no_areas(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    path = write_layer(
        tmp_path / "a.gpkg", [WEST.centroid], {"nro": ["1"]}, layer="pisteet", geometry_type="Point"
    )
    write_layer(path, [WEST, EAST], {"koodi": ["1", "2"], "nimi": ["a", "b"]}, layer="alueet", append=True)
    status, said = run(app, "check", path)
    assert status == 1 and "layer_not_chosen" in said and "--layer: pisteet, alueet" in said
    assert run(app, "check", path, "--layer", "alueet")[0] == 0


def test_every_field_can_be_named(app: Flask, session: Session, tmp_path: Path) -> None:
    fields: dict[str, list[object]] = {
        "a": ["K1"], "b": ["Länsi"], "c": ["Väster"], "d": ["West"], "e": ["S1"], "f": [12]
    }  # fmt: skip
    path = write_layer(tmp_path / "a.gpkg", [WEST], fields)
    named = ("--code-field", "a", "--name-field", "b", "--name-sv-field", "c", "--name-en-field", "d")
    more = ("--parent-field", "e", "--population-field", "f")
    assert "code = a, name_fi = b, name_sv = c" in run(app, "check", path, *named, *more)[1]
    assert run(app, "load", path, "--level", "district", *named, *more)[0] == 0
    area = session.scalars(select(Area)).one()
    assert (area.code, area.parent_code, area.population) == ("K1", "S1", 12)
    assert area.name == {"fi": "Länsi", "sv": "Väster", "en": "West"}


def test_rows_that_cannot_be_areas_are_told_in_words_with_the_fields_there_are(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    fields: dict[str, list[object]] = {"koodi": ["1", "2"], "nimi": ["a", None]}
    path = write_layer(tmp_path / "a.gpkg", [WEST, EAST], fields)
    status, said = run(app, "check", path)
    assert status == 1 and "area_name_missing" in said and "has no name" in said and "row 2" in said
    assert "--name-field F (koodi, nimi)" in said


def test_what_was_found_is_told_in_words(app: Flask, session: Session, tmp_path: Path) -> None:
    factories.city(session)
    session.commit()
    path = write_geojson(tmp_path / "a.geojson", [square(28.15, 61.0), square(28.35, 61.0), None])
    status, said = run(app, "check", path, "--level", "neighbourhood")
    assert status == 0
    assert "Rows without a shape were left out. (rows=1)" in said
    assert "against district: 1 in several (1), 1 partly or wholly outside (2)" in said
    helsinki = write_geojson(tmp_path / "b.geojson", [square(24.9, 60.1)])
    for level in ("city", "district"):
        assert "nothing in the file lies in the city" in run(app, "check", helsinki, "--level", level)[1]
