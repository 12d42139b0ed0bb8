"""Streets, postcode districts and lists of places, where the partnership's file has them."""

from pathlib import Path

import pytest

from engagement.core.errors import Rejected
from engagement.core.partnership import load_partnership
from engagement.reports.commands import Spot
from engagement.reports.journey.atlas import Atlas
from engagement.reports.journey.finding import Candidate, find, without_house
from engagement.reports.journey.nearby import places_in, places_near
from engagement.reports.journey.safe_places import nearest_safe_places
from engagement.reports.models import PlacedBy
from geo.crs import to_national_grid

ROOT = Path(__file__).resolve().parents[4]
PARTNERSHIP = load_partnership(ROOT / "tests" / "data" / "leicestershire.toml")
ATLAS = Atlas(PARTNERSHIP)
LINCOLNSHIRE = load_partnership(ROOT / "partnership" / "lincolnshire.toml")
IN_LOUGHBOROUGH = "Demonstration Street, Loughborough"
IN_SYSTON = "Demonstration Street, Syston"
LOUGHBOROUGH = Spot(*to_national_grid(-1.2062, 52.7721), 10, PlacedBy.MAP)


def sure(text: str) -> Candidate:
    found = find(ATLAS, text).sure
    assert found is not None
    return found


def labels(text: str) -> list[str]:
    search = find(ATLAS, text)
    assert search.sure is None
    return [one.label for one in search.candidates]


@pytest.mark.parametrize(
    "text",
    [
        "Demonstration Street, Loughborough",
        "demonstration street loughborough",
        "Demonstration St, Loughborough",
        "12a Demonstration Street, Loughborough, ZZ1 1YL",
    ],
)
def test_a_street_with_its_town_is_certain(text: str) -> None:
    found = sure(text)

    assert found.said == IN_LOUGHBOROUGH
    assert (found.spot.placed_by, found.spot.precision_m) == (PlacedBy.STREET, 200)


def test_a_street_is_as_exact_as_the_file_says() -> None:
    assert sure(IN_SYSTON).spot.precision_m == 500


@pytest.mark.parametrize("text", ["Demonstration Street", "DEMONSTRATION ST."])
def test_a_street_in_several_towns_is_offered_with_each(text: str) -> None:
    assert labels(text) == [IN_LOUGHBOROUGH, IN_SYSTON]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Demonstratoin Street, Syston", IN_SYSTON),
        ("Demonst", "Demonstration Way, in the Blaby district"),
        ("the bus stop in Syston", "Syston, in the Charnwood district"),
    ],
)
def test_a_street_nearly_named_is_offered_and_never_taken(text: str, label: str) -> None:
    assert label in labels(text)


def test_a_street_that_is_not_listed_leads_to_its_town() -> None:
    assert labels("Elsewhere Road, Syston") == ["Syston, in the Charnwood district"]


@pytest.mark.parametrize("text", ["ZZ1", "zz1 1yl", "ZZ11YL"])
def test_of_a_postcode_only_the_district_is_used_and_it_says_so(text: str) -> None:
    found = sure(text)

    assert (found.spot.placed_by, found.spot.precision_m) == (PlacedBy.POSTCODE_DISTRICT, 5_000)
    assert found.said.startswith("Somewhere in the postcode district ZZ1. We use and keep only")
    assert "1YL" not in found.said


def test_a_postcode_district_is_as_exact_as_the_file_says() -> None:
    assert sure("ZZ1A 2AB").spot.precision_m == 5_000


@pytest.mark.parametrize(
    ("text", "kept"),
    [("zz1 1yl", "ZZ1"), ("LN11YL", "LN1"), ("LN1", "LN1"), ("Sutton 1", "Sutton 1"), ("", "")],
)
def test_a_house_is_cut_off_a_postcode_before_anything_is_kept(text: str, kept: str) -> None:
    assert without_house(text) == kept


def test_a_postcode_district_that_is_not_listed_is_refused_by_name() -> None:
    with pytest.raises(Rejected, match="We do not know the postcode district LN1"):
        find(ATLAS, "LN1 1YL")


def test_places_near_are_listed_with_their_distance_the_nearest_first() -> None:
    found = [one.label for one in places_near(ATLAS, LOUGHBOROUGH)]

    assert found[0] == "Loughborough, in the Charnwood district"
    assert found[1].startswith(f"{IN_LOUGHBOROUGH}: 150 metres away")
    assert any(label.startswith("Quorn, in the Charnwood district: 4.1 km away") for label in found)


def test_every_place_of_a_district_is_listed_by_name() -> None:
    found = [one.label for one in places_in(ATLAS, "Oadby and Wigston")]

    assert found == ["Oadby", "South Wigston", "Wigston"]
    assert places_in(ATLAS, "Nowhere") == ()


def test_the_nearest_keep_safe_places_come_with_their_distance() -> None:
    found = nearest_safe_places(PARTNERSHIP, LOUGHBOROUGH.easting, LOUGHBOROUGH.northing)

    assert [one.place.name for one in found] == [
        "Demonstration library",
        "Demonstration café",
    ]  # the station lies farther away than somebody who is frightened walks or drives
    assert found[0].distance == "50 metres"
    assert found[1].distance.endswith(" km")


def test_without_a_list_none_are_named_but_a_demonstration_makes_some_up() -> None:
    spot = to_national_grid(-0.02664, 52.97633)

    assert nearest_safe_places(LINCOLNSHIRE, *spot) == ()
    made_up = nearest_safe_places(LINCOLNSHIRE, *spot, demonstration=True)
    assert len(made_up) == 1
    assert made_up[0].place.name == "Demonstration safe place, Boston"
