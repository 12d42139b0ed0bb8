"""Addresses of surveys from their titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.studio.slugs import LONGEST, RESERVED, numbered, slug_of, why_not


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("How safe we feel", "how-safe-we-feel"),
        ("  Café & bar: what's next?  ", "cafe-bar-whats-next"),
        ("Saved", "survey-saved"),
        ("???", "survey"),
        ("ЯЯЯ", "survey"),
        ("a" * 200, "a" * 60),
        ("Feeling safe " * 10, "feeling-safe-" * 4 + "feeling"),
    ],
)
def test_an_address_is_made_of_the_words_of_the_title(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@given(st.text(max_size=300), st.integers(min_value=1, max_value=200))
def test_an_address_that_we_make_is_one_that_we_take(title: str, number: int) -> None:
    assert why_not(numbered(slug_of(title), number)) == ""


@pytest.mark.parametrize(
    "typed",
    ["", "Big", "two  words", "-x", "x-", "x--y", "ä", "a/b", "a.b", "x" * (LONGEST + 1), "a\n"],
)
def test_another_address_is_refused_with_what_to_do(typed: str) -> None:
    assert "small letters" in why_not(typed)


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_an_address_of_our_own_pages_is_no_address_of_a_survey(word: str) -> None:
    assert "Choose another" in why_not(word)
