"""Who can help: each number once, what fits first, nobody forgotten."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from engagement.core.partnership import HelpLine, Signpost, load_partnership
from engagement.reports.journey.helping import helpers_afterwards, helpers_with_crime

ROOT = Path(__file__).resolve().parents[4]
SHIRE = load_partnership(ROOT / "partnership" / "lincolnshire.toml")
LAMPS = Signpost(concerns=("badly-lit",), who="Council", text="Lamps.", url="https://lamps.example")
POLICE = Signpost(
    concerns=("followed",), who="Police", text="Tell.", url="https://police.example", phone="101"
)
STRANGER = Signpost(concerns=("followed",), who="Others", text="Help.", phone="0300 123 456")


def numbers(lines: Sequence[HelpLine]) -> list[str]:
    return [line.number for line in lines]


@pytest.mark.parametrize("posts", [(), (LAMPS,), (POLICE, LAMPS), (STRANGER,)])
def test_afterwards_no_help_line_is_forgotten_or_said_twice(posts: tuple[Signpost, ...]) -> None:
    helpers = helpers_afterwards(SHIRE, posts)

    assert sorted(numbers([*helpers.lines, *helpers.more])) == sorted(numbers(SHIRE.help_lines))
    assert helpers.lines[0].emergency
    assert 2 <= len(helpers.lines) <= 4


def test_a_signpost_with_the_number_of_a_line_gives_it_its_address() -> None:
    helpers = helpers_afterwards(SHIRE, (LAMPS, POLICE, STRANGER))

    assert numbers(helpers.lines) == ["999", "101"]
    assert helpers.sites == {"101": "https://police.example"}
    assert list(helpers.signposts) == [LAMPS, STRANGER]


def test_a_place_alone_shows_the_emergency_and_where_to_report_a_crime() -> None:
    helpers = helpers_afterwards(SHIRE, (LAMPS,))

    assert numbers(helpers.lines) == ["999", "101"]
    assert helpers.sites == {}


def test_with_a_crime_the_lines_marked_so_are_shown_or_all_that_are_no_emergency() -> None:
    unmarked = replace(
        SHIRE, help_lines=tuple(replace(one, crime=False) for one in SHIRE.help_lines)
    )

    assert {line.crime for line in helpers_with_crime(SHIRE, (POLICE,)).lines} == {True}
    assert numbers(helpers_with_crime(unmarked, ()).lines) == [
        line.number for line in SHIRE.help_lines if not line.emergency
    ]
