import numpy as np

from engagement.core.partnership import Place
from engagement.reports.maps.settlements import settlements
from geo.crs import to_lonlat

NEAR, FAR = (530_000.0, 340_000.0), (545_000.0, 340_000.0)


def place(name: str, point: tuple[float, float]) -> Place:
    lon, lat = to_lonlat(*point)
    return Place(name=name, lat=lat, lon=lon, population=None, district="X1")


def test_the_nearest_settlement_is_named_with_the_distance_to_its_centre() -> None:
    known = settlements((place("Near", NEAR), place("Far", FAR)))

    name, metres = known.nearest(533_000, 344_000)

    assert name == "Near"
    assert np.isclose(metres, 5_000, atol=1)


def test_projecting_is_done_once_for_a_partnership() -> None:
    places = (place("Near", NEAR),)

    assert settlements(places) is settlements((place("Near", NEAR),))
