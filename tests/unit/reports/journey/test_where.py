"""The step that asks for the place: lists to choose from, swapped numbers, the county's border."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from werkzeug.datastructures import MultiDict

from engagement.areas.locating import Located
from engagement.core.partnership import load_partnership
from engagement.reports.journey.atlas import Atlas, Ground
from engagement.reports.journey.steps import Read
from engagement.reports.journey.where import Whereabouts, WhereStep
from engagement.reports.models import PlacedBy

ROOT = Path(__file__).resolve().parents[4]
TODAY = date(2025, 3, 14)
VERSION = UUID(int=1)
STEP = WhereStep()
NEAR = {"browse": "near"}


def locate(easting: float, northing: float) -> Located | None:
    """Charnwood and Blaby as one square, without the city in its south."""
    inside = 440_000 <= easting < 470_000 and 290_000 <= northing < 330_000
    city = 455_000 <= easting < 462_000 and 302_000 <= northing < 308_000
    return Located("E07000130", None, VERSION, confirmed=True) if inside and not city else None


ATLAS = Atlas(load_partnership(ROOT / "tests" / "data" / "leicestershire.toml"))
GROUND = Ground(ATLAS, TODAY, locate)


def read(**typed: str) -> Read:
    return STEP.read(STEP.taken(MultiDict(typed)), GROUND)


def errors(read: Read) -> list[str]:
    assert read.part is None
    return [line.text for line in read.form.errors_summary]


def offered(read: Read) -> list[str]:
    assert errors(read) == []
    return [item.text for item in read.form.choice.items]


def chosen(first: Read, choice: str, **typed: str) -> Whereabouts:
    part = read(asked=first.form.asked.data, choice=choice, **typed).part
    assert isinstance(part, Whereabouts)
    return part


def test_a_street_is_chosen_with_its_town_and_said_back() -> None:
    first = read(place="Demonstration Street")
    assert offered(first) == [
        "Demonstration Street, Loughborough",
        "Demonstration Street, Syston",
    ]

    part = chosen(
        first, "street|Demonstration Street|Syston|Charnwood", place="Demonstration Street"
    )

    assert part.near == "Demonstration Street, Syston"
    assert (part.spot.placed_by, part.spot.precision_m) == (PlacedBy.STREET, 500)


def test_the_house_of_a_postcode_is_never_taken_into_the_draft() -> None:
    assert STEP.taken(MultiDict({"place": "zz1 1yl"}))["place"] == ("ZZ1",)


def test_places_near_a_place_that_is_certain_are_offered_when_they_are_asked_for() -> None:
    first = read(place="Loughborough", **NEAR)
    assert offered(first)[0] == "Loughborough, in the Charnwood district"

    part = chosen(first, "Quorn|Charnwood", place="Loughborough")

    assert part.near == "Quorn"


@pytest.mark.parametrize(
    "typed", [{"place": "Lughborough"}, {"longitude": "-1.2062", "latitude": "52.7721"}]
)
def test_places_are_offered_near_a_misspelt_one_and_near_the_pin(typed: dict[str, str]) -> None:
    assert offered(read(**typed, **NEAR))[0] == "Loughborough, in the Charnwood district"


def test_a_list_of_places_near_needs_something_to_be_near() -> None:
    (message,) = errors(read(**NEAR))
    assert message == "Type a place, or put a pin on the map. We can then list the places near it"


def test_a_place_is_found_by_its_district_without_spelling_it() -> None:
    first = read(browse="district", district="Oadby and Wigston")
    assert offered(first) == ["Oadby", "South Wigston", "Wigston"]

    part = chosen(first, "Wigston|Oadby and Wigston", district="Oadby and Wigston")

    assert part.near == "Wigston"


def test_a_district_has_to_be_chosen_before_its_places_are_listed() -> None:
    assert errors(read(browse="district")) == [
        "Choose a district. We can then list the places there"
    ]
    assert errors(read(browse="district", district="Nowhere")) == [
        "Choose from the answers on this page"
    ]


def test_another_text_typed_beside_a_list_is_looked_up_instead() -> None:
    first = read(place="Loughborough", **NEAR)

    part = chosen(first, "Quorn|Charnwood", place="Syston")

    assert part.near == "Syston"


def test_asking_for_a_list_again_offers_it_again() -> None:
    first = read(place="Loughborough", **NEAR)
    asked = first.form.asked.data

    again = read(place="Loughborough", asked=asked, choice="Quorn|Charnwood", **NEAR)

    assert len(offered(again)) > 5


def test_swapped_numbers_inside_are_offered_corrected_and_outside_refused_at_once() -> None:
    assert offered(read(place="52.7721, -1.2062")) == [
        "The middle of Loughborough (longitude -1.20620, latitude 52.77210)"
    ]

    outside = read(place="52.6369, -1.1398")

    (message,) = errors(outside)
    assert message.startswith("The two numbers look swapped. The other way round they are a place")
    assert "not in Leicestershire" in message
    assert outside.form.outside
