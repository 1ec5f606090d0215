import numpy as np
import pytest
import shapely

from geo import crs
from geo.errors import GeometryCode, GeometryError

LAPPEENRANTA = {
    crs.WGS84: (27.8, 60.7, 28.9, 61.3),
    crs.TM35FIN: (540_000.0, 6_730_000.0, 600_000.0, 6_800_000.0),
    crs.GK_ZONES[28]: (28_480_000.0, 6_730_000.0, 28_540_000.0, 6_800_000.0),
    crs.KKJ_ZONES[3]: (3_540_000.0, 6_730_000.0, 3_600_000.0, 6_800_000.0),
    crs.WEB_MERCATOR: (3_090_000.0, 8_560_000.0, 3_220_000.0, 8_700_000.0),
}


@pytest.mark.parametrize("epsg", LAPPEENRANTA)
def test_coordinates_of_the_city_name_their_system(epsg: int) -> None:
    assert crs.infer_crs(LAPPEENRANTA[epsg]) == (crs.CrsCandidate(epsg),)


@pytest.mark.parametrize("epsg", LAPPEENRANTA)
def test_swapped_axes_are_seen(epsg: int) -> None:
    west, south, east, north = LAPPEENRANTA[epsg]
    assert crs.infer_crs((south, west, north, east)) == (crs.CrsCandidate(epsg, is_swapped=True),)


@pytest.mark.parametrize("meridian", crs.GK_ZONES)
def test_each_gk_zone_is_known_by_its_first_two_digits(meridian: int) -> None:
    easting = meridian * 1_000_000 + 500_000.0
    found = crs.infer_crs((easting - 20_000, 6_700_000, easting + 20_000, 6_750_000))
    assert found == (crs.CrsCandidate(3873 + meridian - 19),)


def test_coordinates_of_nowhere_in_particular_name_no_system() -> None:
    assert crs.infer_crs((0, 0, 100, 100)) == ()
    assert crs.infer_crs((-1e30, -1e30, 1e30, 1e30)) == ()


def test_the_centre_of_the_city_is_the_same_place_in_each_system() -> None:
    centre = shapely.Point(28.19, 61.06)
    for epsg in LAPPEENRANTA:
        there = crs.transform_one(centre, crs.WGS84, epsg)
        back = crs.transform_one(there, epsg, crs.WGS84)
        assert back.distance(centre) < 1e-6
        assert crs.infer_crs(there.bounds)[0].epsg == epsg


def test_gk28_and_tm35fin_agree_with_the_published_centre() -> None:
    centre = shapely.Point(564166, 6769864)
    local = crs.transform_one(centre, crs.TM35FIN, crs.GK_ZONES[28])
    assert local.distance(shapely.Point(28510186, 6772005)) < 1


def test_a_layer_fits_its_own_system_and_no_other_zone() -> None:
    bounds = LAPPEENRANTA[3882]
    assert crs.fits(bounds, 3882)
    assert not crs.fits(bounds, 3879)
    assert not crs.fits(bounds, crs.TM35FIN)
    assert not crs.fits((0, 0, 1, 1), crs.TM35FIN)


def test_what_cannot_be_projected_is_refused() -> None:
    with pytest.raises(GeometryError) as error:
        crs.transform(
            np.array([shapely.Point(1e30, 1e30)], dtype=np.object_),
            crs.TM35FIN,
            crs.WGS84,
        )
    assert error.value.code is GeometryCode.CRS_DOES_NOT_FIT


@pytest.mark.parametrize("epsg", [0, -1, 999_999, 10**12])
def test_a_number_that_is_no_system_is_refused(epsg: int) -> None:
    assert not crs.is_usable(epsg)
    with pytest.raises(GeometryError) as error:
        crs.crs_of(epsg)
    assert error.value.code is GeometryCode.CRS_UNKNOWN


def test_a_system_of_heights_is_no_system_for_a_map() -> None:
    assert not crs.is_usable(3900)
    assert crs.is_usable(3882)


def test_a_definition_names_its_number_or_none_but_never_a_guess() -> None:
    assert crs.epsg_of_definition(crs.crs_of(3882).to_wkt()) == 3882
    assert crs.epsg_of_definition("+proj=tmerc +lon_0=28.3 +x_0=1 +ellps=GRS80") is None
    with pytest.raises(GeometryError):
        crs.epsg_of_definition("<!DOCTYPE html><title>404</title>")


def test_lengths_are_measured_in_a_system_of_the_place() -> None:
    assert crs.metric_system_at(28.19, 61.06) == crs.TM35FIN
    assert crs.name_of(crs.metric_system_at(2.35, 48.85)) == "WGS 84 / UTM zone 31N"
    assert crs.name_of(crs.metric_system_at(-70.6, -33.4)) == "WGS 84 / UTM zone 19S"
