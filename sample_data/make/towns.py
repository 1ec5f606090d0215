"""The 26 neighbourhoods and the 8 area-council areas: codes, names, centre points, illustrative populations.

Centre points: GeoNames (CC BY 4.0), longitude first. Populations are round numbers, not statistics.
Swedish names stand only where one is in use.
"""

from dataclasses import dataclass

from sample_data.make.drawn import Line


@dataclass(frozen=True)
class District:
    """An area-council area (alueraati)."""

    code: str
    name_fi: str
    name_sv: str
    population: int


@dataclass(frozen=True)
class Neighbourhood:
    """A neighbourhood; `more` are further points that it gathers where a plain cell would look wrong."""

    code: str
    name_fi: str
    name_sv: str
    district: str
    lon: float
    lat: float
    population: int
    more: tuple[tuple[float, float], ...] = ()


DISTRICTS = [
    District("01", "Keskusta", "Keskusta", 16_000),
    District("02", "Läntinen", "Läntinen", 15_000),
    District("03", "Pohjoinen", "Pohjoinen", 5_000),
    District("04", "Lauritsala", "Lauritsala", 14_000),
    District("05", "Eteläinen", "Eteläinen", 9_000),
    District("06", "Joutseno", "Joutseno", 9_800),
    District("07", "Lappee", "Lappvesi", 3_500),
    District("08", "Ylämaa", "Ylämaa", 1_200),
]

_LAPPEE = (
    (28.46, 60.94), (28.36, 60.92), (28.28, 60.97), (28.25, 60.88), (28.18, 60.99), (28.12, 60.93),
    (28.06, 60.98), (27.99, 60.93),
    (27.95, 60.98), (28.34, 61.02), (28.44, 61.00), (28.43, 61.04), (28.56, 61.01), (28.64, 60.98),
    (28.30, 61.035), (28.20, 61.020),
    (28.13, 61.015), (28.04, 61.015), (27.92, 61.015), (27.99, 61.040),
)  # fmt: skip

NEIGHBOURHOODS = [
    Neighbourhood("0101", "Keskus", "Keskus", "01", 28.1887, 61.0587, 4_300),
    Neighbourhood("0102", "Linnoitus", "Fästningen", "01", 28.1823, 61.0665, 250),
    Neighbourhood("0103", "Kylpylä", "Kylpylä", "01", 28.1908, 61.0598, 900),
    Neighbourhood("0104", "Leiri", "Leiri", "01", 28.1779, 61.0558, 2_100),
    Neighbourhood("0105", "Tykki-Kiviharju", "Tykki-Kiviharju", "01", 28.1869, 61.0489, 2_350),
    Neighbourhood("0106", "Peltola", "Peltola", "01", 28.1946, 61.0547, 900),
    Neighbourhood("0107", "Alakylä", "Alakylä", "01", 28.2051, 61.0556, 1_200),
    Neighbourhood("0108", "Kimpinen", "Kimpinen", "01", 28.2000, 61.0632, 1_700),
    Neighbourhood("0109", "Harapainen", "Harapainen", "01", 28.2110, 61.0502, 1_300),
    Neighbourhood("0110", "Pallo", "Pallo", "01", 28.1681, 61.0651, 1_600),
    Neighbourhood("0201", "Kuusimäki", "Kuusimäki", "02", 28.1403, 61.0503, 2_100, ((28.152, 61.058),)),
    Neighbourhood("0202", "Kourula", "Kourula", "02", 28.1307, 61.0463, 2_400),
    Neighbourhood("0203", "Sammonlahti", "Sammonlahti", "02", 28.1214, 61.0493, 4_200),
    Neighbourhood("0204", "Uus-Lavola", "Uus-Lavola", "02", 28.1020, 61.0426, 2_700, ((28.070, 61.044),)),
    Neighbourhood("0205", "Skinnarila", "Skinnarila", "02", 28.1006, 61.0637, 3_600, ((28.060, 61.066),)),
    Neighbourhood("0301", "Voisalmi", "Voisalmi", "03", 28.1502, 61.0818, 2_700, ((28.190, 61.078),
        (28.120, 61.078))),
    Neighbourhood("0302", "Kivisalmi", "Kivisalmi", "03", 28.1455, 61.0906, 1_700, ((28.190, 61.105),)),
    Neighbourhood("0401", "Lauritsala", "Lauritsala", "04", 28.2592, 61.0719, 5_300, ((28.242, 61.088),)),
    Neighbourhood("0402", "Hakali", "Hakali", "04", 28.2758, 61.0719, 2_900),
    Neighbourhood("0403", "Laihia", "Laihia", "04", 28.3228, 61.0864, 2_400, ((28.290, 61.105),
        (28.355, 61.075))),
    Neighbourhood("0404", "Tirilä", "Tirilä", "04", 28.2443, 61.0577, 3_400),
    Neighbourhood("0501", "Karhuvuori", "Karhuvuori", "05", 28.2441, 61.0444, 9_000, ((28.215, 61.037),
        (28.277, 61.050))),
    Neighbourhood("0601", "Joutseno", "Joutseno", "06", 28.5076, 61.1180, 8_200,
                  ((28.43, 61.10), (28.47, 61.20), (28.42, 61.15), (28.35, 61.23), (28.50, 61.07),
                  (28.58, 61.10))),
    Neighbourhood("0602", "Korvenkylä", "Korvenkylä", "06", 28.7004, 61.1811, 1_600, ((28.67, 61.10),
        (28.61, 61.18))),
    Neighbourhood("0701", "Nuijamaa", "Nuijamaa", "07", 28.5510, 60.9601, 3_500, _LAPPEE),
    Neighbourhood("0801", "Ylämaa", "Ylämaa", "08", 28.0000, 60.8000, 1_200,
                  ((27.85, 60.80), (28.10, 60.83), (28.00, 60.72), (27.75, 60.79), (28.17, 60.80),
                  (28.05, 60.88))),
]  # fmt: skip

# Pallo lies in two area-council areas: its northern part belongs to Pohjoinen. These two points part it.
PALLO_PARTS: Line = [(28.1690, 61.0632), (28.1672, 61.0672)]
