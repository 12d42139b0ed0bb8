"""Adding and removing instances of a repeat: nothing of the others is lost or mixed up."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from surveys.answering.draft import Draft
from surveys.answering.repeating import with_another, without_instance
from surveys.instrument.model import Record
from surveys.instrument.pages import MOST_INSTANCES
from tests.unit.surveys.answering.forms import form, question, repeat

NOW = datetime(2025, 6, 13, 12, 0, tzinfo=UTC)


def draft(**changes: object) -> Draft:
    facts: dict[str, object] = {
        "survey": uuid4(),
        "version": uuid4(),
        "language": "default",
        "made_on": date(2025, 6, 13),
    }
    return Draft(**facts | changes)  # type: ignore[arg-type]


THREE = Record(
    {
        "kid[1]/name": "Ada",
        "kid[2]/name": "Ben",
        "kid[2]/pet[1]/name": "Rex",
        "kid[3]/name": "Cem",
        "kid[3]/pet[1]/name": "Tom",
        "kid_two[2]/name": "other",
    },
    {"kid": 3, "kid[2]/pet": 1, "kid[3]/pet": 1},
)


def test_another_instance_is_counted_and_the_repeat_is_not_done_any_more() -> None:
    made = form(repeat("kid", question("kid/name", default="nobody")))
    begun = draft(record=Record({"kid[1]/name": "Ada"}, {"kid": 1}), done=("kid[1]/name", "kid+"))

    added = with_another(made, begun, "kid", NOW)

    assert added.record.counts["kid"] == 2
    assert added.record.values == {"kid[1]/name": "Ada", "kid[2]/name": "nobody"}
    assert added.done == ("kid[1]/name",)


def test_without_one_the_later_ones_move_up_with_all_that_was_answered() -> None:
    begun = draft(
        record=THREE,
        typed={"kid[3]/age": {"": ("x",)}, "kid[2]/age": {"": ("y",)}},
        done=("kid[1]/name", "kid[2]/name", "kid[3]/name"),
    )

    left = without_instance(begun, "kid", 2, 3)

    assert left.record.values == {
        "kid[1]/name": "Ada",
        "kid[2]/name": "Cem",
        "kid[2]/pet[1]/name": "Tom",
        "kid_two[2]/name": "other",
    }
    assert left.record.counts == {"kid": 2, "kid[2]/pet": 1}
    assert left.typed == {"kid[2]/age": {"": ("x",)}}
    assert left.done == ("kid[1]/name", "kid[2]/name")


@pytest.mark.parametrize("number", [0, 4, 999])
def test_an_instance_that_is_not_there_cannot_be_removed(number: int) -> None:
    begun = draft(record=THREE)

    assert without_instance(begun, "kid", number, 3) == begun


def test_more_than_the_most_are_not_added() -> None:
    made = form(repeat("kid", question("kid/name")))
    full = draft(record=Record({}, {"kid": MOST_INSTANCES}))

    assert with_another(made, full, "kid", NOW) == full
