"""What may tell who somebody is, is found; what people say about places is left alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.core.personal import Detail, personal_details

TOLD = [
    (Detail.PHONE, "Ring me on 07700 900123"),
    (Detail.PHONE, "his number is +44 7700 900 123"),
    (Detail.PHONE, "my number:01632-960-123, thanks"),
    (Detail.PHONE, "(01632) 960123"),
    (Detail.PHONE, "0044 1632 960123"),
    (Detail.PHONE, "ring 7700 900 123"),
    (Detail.PHONE, "+48 22 555 12 34"),
    (Detail.EMAIL, "write to someone@example.org please"),
    (Detail.EMAIL, "first.last+spam@mail.example.co.uk"),
    (Detail.EMAIL, "someone (at) example.org"),
    (Detail.POSTCODE, "I live at ZZ99 9ZZ"),
    (Detail.POSTCODE, "near ln99zz behind the shop"),
    (Detail.PLATE, "a white van AB12 CDE"),
    (Detail.PLATE, "the car ab12cde drove off"),
    (Detail.PLATE, "P123 XAB was parked there"),
    (Detail.PLATE, "XAB 123P"),
    (Detail.INSURANCE, "AB 12 34 56 C"),
    (Detail.INSURANCE, "my number is ab123456c"),
    (Detail.ADDRESS, "they live at 14 Demonstration Street"),
    (Detail.ADDRESS, "14 high street"),
    (Detail.ADDRESS, "22a, Demonstration Lane"),
    (Detail.ADDRESS, "in flat 3"),
    (Detail.ADDRESS, "at 5 Old Mill Close"),
    (Detail.HANDLE, "it was @some_one99"),
    (Detail.HANDLE, "snapchat: someone99"),
    (Detail.HANDLE, "his insta is someone.99"),
    (Detail.NAME, "Mr Demonstration shouted"),
    (Detail.NAME, "mrs demonstration next door"),
    (Detail.NAME, "Miss Demonstration from the shop"),
    (Detail.NAME, "PC Demonstration was kind"),
    (Detail.NAME, "a lad called Demonstration did it"),
    (Detail.NAME, "one is named Demonstration"),
    (Detail.NAME, "her name is Demonstration"),
    (Detail.NAME, "it was Sarah again"),
    (Detail.NAME, "Sarah’s brother"),
    (Detail.NAME, "Piotr and two others"),
]
LEFT_ALONE = [
    "The A45 is dark, and so is the A1",
    "on the M1 the barrier is broken",
    "between the B1188 and the A15",
    "The bus 64A does not stop there",
    "bus 5 the last one at 11pm",
    "I rang 101 and then 999, nobody came",
    "I called the police twice",
    "I called Childline on 0800 1111 and Samaritans on 116 123",
    "Crimestoppers is 0800 555 111",
    "in LN5 near the bridge",
    "PE21 has no lights at all",
    "PE21 the whole of it",
    "since 2019, on 14.05.2025 and 2024-12-31",
    "from 22:30 to 6.00",
    "at 10pm, @ 10pm, 10 pm",
    "about 200 metres from the station",
    "10 minutes walk from the park",
    "a 30 mph road",
    "5 people on high street were shouting",
    "3 of the 4 lamps on Church Road are out",
    "the 3rd lamp after the bridge",
    "12 lamps out, Church Road",
    "2 street lights do not work",
    "Victoria Street and George Street",
    "King Edward Road, St John’s Church and St. Peter's Square",
    "opposite The George",
    "in Queen Elizabeth Park",
    "I miss the old lights",
    "the park is called The Lawn",
    "a girl was followed by a man with a dog",
    "It costs £25.00 and 12345 people saw it",
    "there are 7 of them, 14 to 16 years old",
    "drug deals in the car park at the back of the shop",
    "",
    "   ",
]


@pytest.mark.parametrize(("kind", "text"), TOLD)
def test_what_tells_who_somebody_is_is_found(kind: Detail, text: str) -> None:
    assert [one.kind for one in personal_details(text)] == [kind]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_tells_of_a_place_is_left_alone(text: str) -> None:
    assert personal_details(text) == ()


def test_all_of_a_text_is_found_in_its_order_and_where_it_stands() -> None:
    text = "Sarah, 07700 900123, lives at 14 Demonstration Street, ZZ99 9ZZ"

    found = personal_details(text)

    assert [one.kind for one in found] == [
        Detail.NAME,
        Detail.PHONE,
        Detail.ADDRESS,
        Detail.POSTCODE,
    ]
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]


@given(st.text(max_size=600))
def test_any_text_is_read_and_no_detail_overlaps_another(text: str) -> None:
    found = personal_details(text)

    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("text", ["a" * 5000, "1 " * 2500, "A1 " * 1600, "@" * 5000, "0 " * 2500])
def test_a_hostile_text_takes_no_time(text: str) -> None:
    assert isinstance(personal_details(text), tuple)
