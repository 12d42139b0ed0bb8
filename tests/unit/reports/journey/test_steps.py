"""Each step reads what was typed, on a ground of the test's own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from engagement.areas.locating import Located
from engagement.core.partnership import load_partnership
from engagement.reports.concerns import Concern, TimeBand
from engagement.reports.journey.atlas import Atlas, Ground
from engagement.reports.journey.draft import MOST_CHARACTERS, Draft, Typed, seal_draft
from engagement.reports.journey.order import STEPS
from engagement.reports.journey.steps import Part, Read, first_unanswered
from engagement.reports.journey.when import Occurrence
from engagement.reports.journey.where import Whereabouts
from engagement.reports.journey.why import Reasons
from engagement.reports.models import PlacedBy

ROOT = Path(__file__).resolve().parents[4]
TODAY = date(2025, 3, 14)
VERSION = UUID(int=1)


@pytest.fixture(autouse=True, scope="module")
def _babel() -> Iterator[None]:
    """Dates in words ask for the reader's language."""
    app = Flask(__name__)
    Babel(app)
    with app.app_context():
        yield


def locate(easting: float, northing: float) -> Located | None:
    """A county of one district: the square of 20 km around Boston."""
    inside = 520_000 <= easting < 540_000 and 335_000 <= northing < 355_000
    return Located("E07000136", None, VERSION, confirmed=True) if inside else None


GROUND = Ground(Atlas(load_partnership(ROOT / "partnership" / "lincolnshire.toml")), TODAY, locate)


def read(step: str, **typed: str | tuple[str, ...]) -> Read:
    whole: Typed = {
        name.replace("_", "-") if step == "when" else name: (value,)
        if isinstance(value, str)
        else value
        for name, value in typed.items()
    }
    return STEPS[step].read(whole, GROUND)


def errors(read: Read) -> list[str]:
    assert read.part is None
    return [line.text for line in read.form.errors_summary]


def test_a_place_in_the_county_is_said_back_in_words() -> None:
    part = read("where", place="Boston").part

    assert isinstance(part, Whereabouts)
    assert part.lines() == ["Boston", "In the Boston district"]
    assert part.spot.placed_by is PlacedBy.PLACE_NAME


def test_nothing_at_all_is_asked_for_again() -> None:
    assert errors(read("where")) == ["Type a place, or put a pin on the map"]


def test_a_place_outside_is_refused_with_the_nearest_one() -> None:
    (message,) = errors(read("where", place="-1.13 52.63"))

    assert message.startswith(
        "This place is not in Lincolnshire. It is about 37 km from South Witham."
    )


def test_a_place_that_is_not_certain_is_asked_for_without_reproach() -> None:
    asked = read("where", place="bosten")

    assert asked.part is None
    assert asked.form.errors_summary == []
    assert [item.text for item in asked.form.choice.items] == ["Boston, in the Boston district"]


def asked_about(place: str) -> str:
    return str(read("where", place=place).form.asked.data)


def test_the_chosen_place_is_taken() -> None:
    asked = asked_about("bosten")

    part = read("where", place="bosten", asked=asked, choice="Boston|Boston").part

    assert isinstance(part, Whereabouts)
    assert part.near == "Boston"


@pytest.mark.parametrize("choice", ["", "Nowhere|Boston"])
def test_choosing_nothing_is_an_error_the_second_time(choice: str) -> None:
    again = read("where", place="bosten", asked=asked_about("bosten"), choice=choice)

    assert errors(again) == ["Choose one of these places, or type another one"]
    assert again.form.errors_summary[0].href == "#choice"


def test_a_choice_made_for_another_text_does_not_count() -> None:
    bosten = asked_about("bosten")

    asked = read("where", place="Market", asked=bosten, choice="Boston|Boston")

    assert asked.part is None
    assert len(asked.form.choice.items) > 1


def test_a_pin_wins_over_words_that_mean_nothing_and_over_a_place_near_it() -> None:
    pinned = {"longitude": "-0.03", "latitude": "52.97"}

    for text in ("", "behind the station", "Boston"):
        part = read("where", place=text, **pinned).part
        assert isinstance(part, Whereabouts)
        assert part.spot.placed_by is PlacedBy.MAP


def test_a_pin_and_a_place_far_from_it_are_both_offered() -> None:
    asked = read("where", place="Lincoln", longitude="-0.03", latitude="52.97")

    assert asked.part is None
    assert [item.value for item in asked.form.choice.items] == ["pin", "typed"]


def test_words_win_over_a_pin_outside_the_county() -> None:
    part = read("where", place="Boston", longitude="-1.13", latitude="52.63").part

    assert isinstance(part, Whereabouts)
    assert part.near == "Boston"


def test_an_unconfirmed_district_is_only_probable() -> None:
    ground = Ground(
        GROUND.atlas, TODAY, lambda *_: Located("E07000136", None, VERSION, confirmed=False)
    )
    nowhere = Ground(GROUND.atlas, TODAY, lambda *_: Located(None, None, VERSION, confirmed=False))

    def district(ground: Ground) -> str:
        part = STEPS["where"].read({"place": ("Boston",)}, ground).part
        assert isinstance(part, Whereabouts)
        return part.district

    assert district(ground) == "Probably in the Boston district: our outlines are approximate"
    assert district(nowhere) == "We are not sure of the district: our outlines are approximate"


def test_reasons_about_the_place_and_about_people_count_alike() -> None:
    both = read("why", about_place=("badly-lit",), about_people=("followed",)).part

    assert isinstance(both, Reasons)
    assert both.concerns == {Concern.BADLY_LIT, Concern.FOLLOWED}
    assert isinstance(read("why", about_people="followed").part, Reasons)


def test_at_least_one_reason_is_needed() -> None:
    assert errors(read("why")) == [
        "Choose at least one reason, about the place or about the people"
    ]


@pytest.mark.parametrize("value", ["followed", "<b>", "x" * 30])
def test_a_reason_that_was_not_offered_there_is_refused(value: str) -> None:
    assert errors(read("why", about_place=value)) == ["Choose from the answers on this page"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({}, Occurrence(None, None, None)),
        ({"band": "night"}, Occurrence(None, None, TimeBand.NIGHT)),
        ({"on_day": "14", "on_month": "3", "on_year": "2025"}, Occurrence(TODAY, "2025-03", None)),
        ({"often": "often"}, Occurrence(None, None, None, often=True)),
        (
            {"on_month": "2", "on_year": "2025", "band": "night"},
            Occurrence(None, "2025-02", TimeBand.NIGHT),
        ),
        ({"on_month": "march", "on_year": "2025"}, Occurrence(None, "2025-03", None)),
        ({"on_month": "3", "on_year": "2023"}, Occurrence(None, "2023-03", None)),
    ],
)
def test_a_day_a_month_or_nothing_is_enough(typed: dict[str, str], expected: Occurrence) -> None:
    assert read("when", **typed).part == expected


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"on_day": "15", "on_month": "3", "on_year": "2025"}, "must be today or earlier"),
        ({"on_month": "4", "on_year": "2025"}, "must be today or earlier"),
        ({"on_month": "2", "on_year": "2023"}, "only take the last 2 years"),
        ({"on_day": "30", "on_month": "2", "on_year": "2025"}, "must be a real date"),
        ({"on_day": "3"}, "must include a month and a year"),
        ({"on_month": "3"}, "must include a year"),
        ({"on_month": "13", "on_year": "2025"}, "must be a real date"),
        ({"band": "noon"}, "Choose from the answers on this page"),
    ],
)
def test_a_date_that_cannot_be_is_refused(typed: dict[str, str], says: str) -> None:
    (message,) = errors(read("when", **typed))

    assert says in message


FRIDAY = {"on_day": "28", "on_month": "2", "on_year": "2025", "band": "night"}


def test_after_midnight_a_date_can_mean_two_nights_so_it_is_asked_in_words() -> None:
    asked = read("when", **FRIDAY)

    assert asked.part is None
    assert asked.form.errors_summary == []
    assert [item.text for item in asked.form.night.items] == [
        "The night of Thursday 27 February to Friday 28 February 2025",
        "The night of Friday 28 February to Saturday 1 March 2025",
    ]


@pytest.mark.parametrize(
    ("night", "on", "month"),
    [
        ("2025-02-28", date(2025, 2, 28), "2025-02"),
        ("2025-03-01", date(2025, 3, 1), "2025-03"),
    ],
)
def test_the_day_that_had_begun_at_midnight_is_kept(night: str, on: date, month: str) -> None:
    part = read("when", **FRIDAY, asked="2025-02-28", night=night).part

    assert part == Occurrence(on, month, TimeBand.NIGHT)


@pytest.mark.parametrize("night", ["", "2025-02-27", "soon"])
def test_no_night_is_an_error_the_second_time(night: str) -> None:
    assert errors(read("when", **FRIDAY, asked="2025-02-28", night=night)) == ["Choose the night"]


def test_a_night_chosen_for_another_date_does_not_count() -> None:
    asked = read("when", **FRIDAY, asked="2025-02-27", night="2025-02-28")

    assert asked.part is None
    assert asked.form.errors_summary == []


def test_tonight_has_not_been_so_today_can_only_mean_last_night() -> None:
    part = read("when", on_day="14", on_month="3", on_year="2025", band="night").part

    assert isinstance(part, Occurrence)
    assert part.on == TODAY
    assert part.lines()[0] == "The night of Thursday 13 March to Friday 14 March 2025"


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@settings(deadline=None)
@given(data=st.data())
def test_every_step_takes_any_text_and_keeps_the_draft_small(
    step: object, data: st.DataObject
) -> None:
    here = next(one for one in STEPS.values() if one is step)
    pairs = st.tuples(st.sampled_from(here.inputs), st.text(max_size=400))
    typed = here.taken(MultiDict(data.draw(st.lists(pairs, max_size=30))))

    part = here.read(typed, GROUND).part

    assert part is None or isinstance(part, Part)
    assert here.form(typed, GROUND) is not None


def test_the_longest_answers_of_all_steps_fit_into_a_draft() -> None:
    draft = Draft.new(TODAY)
    for name, step in STEPS.items():
        longest = MultiDict(
            (one, "\N{GRINNING FACE}" * 9999) for one in step.inputs for _ in range(99)
        )
        draft = draft.with_typed(name, step.taken(longest))

    assert len(seal_draft(draft)) <= MOST_CHARACTERS


def test_the_next_question_is_the_first_that_was_not_passed() -> None:
    passed = ((), ("what",), ("what", "where", "when"), tuple(STEPS))
    drafts = [replace(Draft.new(TODAY), done=done) for done in passed]

    order = [first_unanswered(STEPS.values(), draft) for draft in drafts]

    assert [step.name if step else None for step in order] == ["what", "where", "why", None]
