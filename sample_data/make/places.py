"""Made-up addresses and place names for the demo's search. None is meant to be a real one."""

import csv
from hashlib import sha256
from math import cos, radians, sin
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from sample_data.make.shapes import degrees, metres
from sample_data.make.towns import NEIGHBOURHOODS, Neighbourhood

Row = tuple[str, str, str, float, float]

STREETS = {
    "Keskus": "Kauppakatu Valtakatu Koulukatu Raatimiehenkatu Kirkkokatu Brahenkatu Snellmaninkatu",
    "Linnoitus": "Kristiinankatu Katariinantori Vallikatu Pormestarinpiha",
    "Kylpylä": "Ainonkatu Kylpylänkatu Rantakuja Lähdekatu",
    "Leiri": "Leirikatu Rakuunankatu Ratsumiehenkatu Kenttäkatu Kasarminkuja",
    "Tykki-Kiviharju": "Tykkitie Kiviharjunkatu Valtaharjuntie Sairaalakatu Ammuskuja",
    "Peltola": "Peltolankatu Sarkatie Ohrakuja Kynnöskatu",
    "Alakylä": "Alakylänkatu Myllymäenkatu Pihlajakatu Tallikuja",
    "Kimpinen": "Kimpisenkatu Urheilukatu Lönnrotinkatu Soutajankatu Kotkaniemenkuja",
    "Harapainen": "Harapaisenkatu Orioninkatu Saturnuksenkatu Kuukuja Tähtikatu",
    "Pallo": "Pallonkatu Purjehtijankatu Satamaraitti Luotsikuja",
    "Kuusimäki": "Kuusimäenkatu Havukatu Käpypolku Oravatie Tiaiskuja",
    "Kourula": "Kourulankatu Lampikatu Sarvitie Koivukuja Likolammenkatu",
    "Sammonlahti": "Sammonlahdenkatu Hietakallionkatu Sammontori Takojankatu Ilmarisenkuja Louhenkatu",
    "Uus-Lavola": "Lavolankatu Standertskjöldinkatu Ojakuja Niittyraitti Kontiokatu",
    "Skinnarila": "Skinnarilankatu Laserkatu Yliopistonkatu Punkkerikatu Ruskonlahdenkatu Korpraalinkuja",
    "Voisalmi": "Voisalmentie Tuosankatu Siltaraitti Kalastajankuja Verkkotie",
    "Kivisalmi": "Kivisalmenkatu Saarenkuja Kaislapolku Ahventie",
    "Lauritsala": "Lauritsalantie Hallituskatu Kanavakatu Luukkaankatu Torikuja Patruunankatu",
    "Hakali": "Hakalinkatu Metsäsuonkatu Kaukaankatu Sulkuvartijankatu Tukkitie",
    "Laihia": "Laihiantie Murheistenrannantie Mälkiänkatu Rantaraitti Kuikkatie",
    "Tirilä": "Tirilänkatu Vanha Viipurintie Kaskikatu Ruiskatu Hirsikuja",
    "Karhuvuori": "Karhuvuorenkatu Karjalantie Mesikämmenenkatu Louhikatu Vuoristotie Pesäkuja Rauhankatu",
    "Joutseno": "Keskuskatu Saimaantie Joutsenonkatu Pulpintie Kartanonkatu Ahtialantie Kirkkotie",
    "Korvenkylä": "Korvenkyläntie Honkatie Niemenrannantie Tervakuja",
    "Nuijamaa": "Nuijamaantie Rajakatu Kirkonkyläntie Pappilantie Järvitie",
    "Ylämaa": "Ylämaantie Koskentie Spektroliittikatu Kiventie Ylijärventie",
}


def rows(areas: dict[str, BaseGeometry], water: BaseGeometry) -> list[Row]:
    """Every place of the search: neighbourhoods, spots, then addresses; degrees, longitude first."""
    found: list[Row] = [(n.name_fi, n.name_sv, "neighbourhood", n.lon, n.lat) for n in NEIGHBOURHOODS]
    found += _spots()
    for n in NEIGHBOURHOODS:
        for street in _street_names(n.name_fi):
            found += _addresses(street, n, areas[n.code], water)
    return found


def _spots() -> list[Row]:
    with (Path(__file__).parent / "spots.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    return [(r["name_fi"], r["name_sv"], r["kind"], float(r["lon"]), float(r["lat"])) for r in lines]


def _street_names(neighbourhood: str) -> list[str]:
    return STREETS[neighbourhood].replace("Vanha ", "Vanha_").split()


def _addresses(street: str, n: Neighbourhood, area: BaseGeometry, water: BaseGeometry) -> list[Row]:
    """Three or four addresses along a street: a straight line near the centre, on land, inside the area."""
    name = street.replace("_", " ")
    digest = sha256(f"{n.code} {name}".encode()).digest()
    x, y = metres((n.lon, n.lat))
    reach = 120 + digest[0] * (1.2 if n.population > 1500 else 0.7)
    start, heading = radians(digest[1] * 360 / 256), radians(digest[2] * 360 / 256)
    found: list[Row] = []
    for step in range(12):
        place = degrees(
            (
                x + reach * cos(start) + 90 * step * cos(heading),
                y + reach * sin(start) + 90 * step * sin(heading),
            )
        )
        point = shapely.Point(place)
        if area.covers(point) and not water.intersects(point) and len(found) < 3 + digest[3] % 2:
            found.append(
                (
                    f"{name} {1 + step * 4 + digest[4] % 3}",
                    f"{name} {1 + step * 4 + digest[4] % 3}",
                    "address",
                    *place,
                )
            )
    return found
