"""The draft comes back as it went, and nothing else comes back at all."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.core.drafts import LIFETIME, DraftBroken, DraftExpired, DraftTooLarge, seal_plain
from engagement.core.seal import configure, key_ring
from surveys.answering.draft import (
    CONTEXT,
    MOST_CHARACTERS,
    Draft,
    open_draft,
    resumed,
    seal_draft,
)
from surveys.instrument.model import Record

TODAY = date(2025, 6, 13)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@pytest.fixture(autouse=True, scope="module")
def _keys() -> None:
    configure(key_ring("t1:" + "A" * 43))


def draft(**changes: object) -> Draft:
    facts: dict[str, object] = {
        "survey": uuid4(),
        "version": uuid4(),
        "language": "Polish (pl)",
        "made_on": TODAY,
    }
    return Draft(**facts | changes)  # type: ignore[arg-type]


@settings(deadline=None)
@given(
    values=st.dictionaries(TEXT, TEXT, max_size=4),
    typed=st.dictionaries(
        TEXT, st.dictionaries(TEXT, st.lists(TEXT, max_size=3).map(tuple)), max_size=2
    ),
)
def test_a_draft_comes_back_as_it_went(
    values: dict[str, str], typed: dict[str, dict[str, tuple[str, ...]]]
) -> None:
    made = draft(
        record=Record(values, {"kid": 2}),
        typed=typed,
        at="kid[1]/name",
        done=("a", "b"),
        link="abc",
        test=True,
        saved="ABCD-1234-WXYZ",
    )

    assert open_draft(seal_draft(made), TODAY) == made


def test_what_was_answered_cannot_be_read_in_the_page() -> None:
    made = draft(record=Record({"comment": "canary wharf"}))

    text = seal_draft(made)

    assert [word for word in ("canary", made.code, made.id.hex) if word in text] == []


def test_a_draft_of_exactly_256_kib_travels_and_one_character_more_does_not() -> None:
    def sized(characters: int) -> str:
        return seal_draft(draft(record=Record({"comment": "x" * characters})))

    empty = len(sized(0))
    room = (MOST_CHARACTERS - empty) * 3 // 4
    largest = max(n for n in range(room - 8, room + 8) if _fits(sized, n))

    assert MOST_CHARACTERS - 4 <= len(sized(largest)) <= MOST_CHARACTERS
    with pytest.raises(DraftTooLarge):
        sized(largest + 3)


def _fits(sized: object, characters: int) -> bool:
    try:
        sized(characters)  # type: ignore[operator]
    except DraftTooLarge:
        return False
    return True


def test_a_draft_is_good_for_seven_days_and_no_longer() -> None:
    text = seal_draft(draft())

    assert open_draft(text, TODAY + LIFETIME).made_on == TODAY
    with pytest.raises(DraftExpired):
        open_draft(text, TODAY + LIFETIME + timedelta(days=1))


def test_a_saved_draft_is_good_for_its_days_in_the_page_again() -> None:
    late = TODAY + timedelta(days=25)

    again = resumed(seal_draft(draft(at="a")), late)

    assert (again.made_on, again.at) == (late, "a")
    assert open_draft(seal_draft(again), late + LIFETIME) == again


@settings(deadline=None)
@given(place=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_an_altered_draft_is_refused(place: int, flip: int) -> None:
    text = bytearray(seal_draft(draft()).encode())
    text[place % len(text)] ^= flip

    with pytest.raises(DraftBroken):
        open_draft(text.decode("latin-1"), TODAY)


@pytest.mark.parametrize("text", ["", "x", "AAAA" * 90, "\N{PILE OF POO}", "A" * 300_000])
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(DraftBroken):
        open_draft(text, TODAY)


@pytest.mark.parametrize("changes", [{"id": "x"}, {"made": "yesterday"}])
def test_a_draft_that_a_version_to_come_made_is_refused_and_breaks_nothing(
    changes: dict[str, str],
) -> None:
    plain = {"id": uuid4().hex, "made": TODAY.isoformat(), "typed": {}} | changes

    with pytest.raises(DraftBroken):
        open_draft(seal_plain(CONTEXT, plain, most=MOST_CHARACTERS), TODAY)


def test_reports_drafts_are_not_surveys_drafts() -> None:
    text = seal_plain("reports.draft", {"id": uuid4().hex}, most=MOST_CHARACTERS)

    with pytest.raises(DraftBroken):
        open_draft(text, TODAY)


def test_passing_going_back_and_passing_again() -> None:
    made = draft().passed("a").passed("b").passed("a")

    assert made.done == ("a", "b")
    assert made.without(["a"]).done == ("b",)
    assert replace(made, done=()).passed("a").done == ("a",)
