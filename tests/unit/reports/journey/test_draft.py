"""The draft comes back as it went, and nothing else comes back at all."""

import json
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.core.drafts import CODE_ALPHABET, LIFETIME, DraftBroken, DraftExpired, read_code
from engagement.core.seal import configure, key_ring, seal_bytes
from engagement.reports.journey.draft import (
    CONTEXT,
    MOST_CHARACTERS,
    Draft,
    open_draft,
    seal_draft,
)

TODAY = date(2025, 3, 14)
INPUTS = st.dictionaries(
    st.text(max_size=10), st.lists(st.text(max_size=20), max_size=3).map(tuple)
)


@pytest.fixture(autouse=True, scope="module")
def _keys() -> None:
    configure(key_ring("t1:" + "A" * 43))


@settings(deadline=None)
@given(typed=st.dictionaries(st.sampled_from(["where", "why"]), INPUTS, max_size=2))
def test_a_draft_comes_back_as_it_went(typed: dict[str, dict[str, tuple[str, ...]]]) -> None:
    draft = Draft.new(TODAY, began=1_741_946_400, link="a-token")
    draft = replace(draft, typed=typed, done=("where",))

    assert open_draft(seal_draft(draft), TODAY) == draft


def test_the_receipt_code_has_sixty_bits_in_readable_groups() -> None:
    codes = {Draft.new(TODAY).code for _ in range(200)}

    assert len(codes) == 200
    assert len(CODE_ALPHABET) == 32
    assert not set("ILOU") & set(CODE_ALPHABET)
    for code in codes:
        groups = code.split("-")
        assert [len(group) for group in groups] == [4, 4, 4]
        assert set("".join(groups)) <= set(CODE_ALPHABET)


@pytest.mark.parametrize(
    "typed",
    ["ABC1-0123-WXYZ", "abc1 0123 wxyz", "abcl-o123-wxyz", " ABCIO123WXYZ ", "abc1–0123–wxyz."],
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == "ABC1-0123-WXYZ"


@pytest.mark.parametrize(
    "typed", ["", "ABC1-0123-WXY", "ABC1-0123-WXYZA", "UBC1-0123-WXYZ", "é" * 12]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_every_code_is_read_as_it_was_made() -> None:
    codes = [Draft.new(TODAY).code for _ in range(50)]

    assert [read_code(code.lower().replace("-", "")) for code in codes] == codes


def test_a_draft_of_the_version_before_is_still_taken() -> None:
    plain = {
        "id": Draft.new(TODAY).id.hex,
        "code": "ABC1-0123-WXYZ",
        "made": TODAY.isoformat(),
        "typed": {"where": {"place": ["Boston"]}},
        "done": ["where"],
    }
    text = urlsafe_b64encode(seal_bytes(CONTEXT, json.dumps(plain).encode())).decode()

    assert (open_draft(text, TODAY).began, open_draft(text, TODAY).link) == (0, "")


def test_a_draft_is_good_for_seven_days_and_no_longer() -> None:
    text = seal_draft(Draft.new(TODAY))

    assert open_draft(text, TODAY + LIFETIME).made_on == TODAY
    with pytest.raises(DraftExpired):
        open_draft(text, TODAY + LIFETIME + timedelta(days=1))


def test_what_was_typed_cannot_be_read_in_the_page() -> None:
    draft = Draft.new(TODAY).with_typed("where", {"place": ("Canary Wharf",)})

    text = seal_draft(draft)

    assert "Canary" not in text
    assert draft.code not in text
    assert draft.id.hex not in text


@settings(deadline=None)
@given(place=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_an_altered_draft_is_refused(place: int, flip: int) -> None:
    text = bytearray(seal_draft(Draft.new(TODAY)).encode())
    text[place % len(text)] ^= flip

    with pytest.raises(DraftBroken):
        open_draft(text.decode("latin-1"), TODAY)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(DraftBroken):
        open_draft(text, TODAY)


def test_bytes_sealed_for_another_place_are_refused() -> None:
    text = urlsafe_b64encode(seal_bytes("outgoing_mails.body", b"{}")).decode()

    with pytest.raises(DraftBroken):
        open_draft(text, TODAY)


def test_a_draft_is_sixteen_kibibytes_at_most() -> None:
    large = Draft.new(TODAY).with_typed("where", {"place": ("x" * MOST_CHARACTERS,)})

    with pytest.raises(DraftBroken):
        seal_draft(large)
    with pytest.raises(DraftBroken):
        open_draft("A" * (MOST_CHARACTERS + 1), TODAY)


def test_a_step_is_passed_once() -> None:
    draft = Draft.new(TODAY).with_done("where").with_done("why").with_done("where")

    assert draft.done == ("where", "why")


def test_going_back_forgets_what_was_passed_but_not_what_was_typed() -> None:
    draft = Draft.new(TODAY).with_typed("why", {"about_place": ("rundown",)})
    draft = draft.with_done("where").with_done("why").with_done("when")

    back = draft.back_at("why", ["where", "why", "when"])

    assert back.done == ("where",)
    assert back.typed == draft.typed
