"""A text is shown without what may tell who somebody is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.core.personal import Detail, personal_details
from surveys.text.masking import SHOWN_AS, mask


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ring me on 07700 900123 please", "Ring me on [phone] please"),
        ("someone@example.org", "[email]"),
        ("it was @some_one99", "it was [user name]"),
        ("my number is ab123456c", "my number is [National Insurance number]"),
        ("near ln99zz", "near [postcode]"),
        ("a white van AB12 CDE", "a white van [number plate]"),
        ("they live at 14 Demonstration Street.", "they live at [address]."),
        ("Sarah’s brother, 07700 900123", "[name]’s brother, [phone]"),
        ("The A45 is dark, I rang 101", "The A45 is dark, I rang 101"),
        ("", ""),
    ],
)
def test_a_detail_is_shown_as_what_it_is(text: str, shown: str) -> None:
    assert mask(text) == shown


def test_every_kind_of_detail_has_its_word() -> None:
    assert set(SHOWN_AS) == set(Detail)
    assert len(set(SHOWN_AS.values())) == len(SHOWN_AS)


@given(st.text(max_size=200))
def test_what_is_no_detail_stays_as_it_was(text: str) -> None:
    if not personal_details(text):
        assert mask(text) == text


def test_nothing_is_found_in_a_masked_text() -> None:
    text = "Mr Demonstration, 14 Demonstration Street, AB12 CDE, someone@example.org, 07700 900123"

    assert len(personal_details(text)) == 5
    assert personal_details(mask(text)) == ()
