"""What a new version changes, in sentences."""

from surveys.instrument.compiling import compile_form
from surveys.instrument.model import Instrument
from surveys.instrument.workbook import sheets_of_text
from surveys.studio.versions.comparing import asked_in, compared

FORM = """
| survey |
| | type | name | label::English (en) | label::Polish (pl) | required | relevant |
| | select_one safety | safe | How **safe** do you feel? | Jak? | | |
| | integer | times | How often were you out? | Ile? | | |
| | note | thanks | Thank you | Dziękujemy | | |
| | text | comment | What else, after ${times} times? | Co? | | |
| choices |
| | list_name | name | label::English (en) | label::Polish (pl) |
| | safety | safe | Safe | Tak |
| | safety | unsafe | Unsafe | Nie |
| settings |
| | form_title | default_language |
| | How safe we feel | English (en) |
"""


def instrument(*changes: tuple[str, str]) -> Instrument:
    text = FORM
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return compile_form(sheets_of_text(text)).instrument


def test_the_same_questions_change_nothing() -> None:
    assert compared(instrument(), instrument()).is_empty


def test_questions_are_shown_in_their_words_without_notes_and_markdown() -> None:
    assert [one.label for one in asked_in(instrument())] == [
        "How safe do you feel?",
        "How often were you out?",
        "What else, after … times?",
    ]


def test_new_questions_and_those_that_go_are_named() -> None:
    changed = instrument(
        ("| | integer | times |", "| | integer | outings |"), ("${times}", "${outings}")
    )

    found = compared(instrument(), changed)

    assert [one.column for one in found.added] == ["outings"]
    assert [one.column for one in found.removed] == ["times"]


def test_choices_that_come_go_and_change_their_words_are_named() -> None:
    changed = instrument(
        ("| safety | unsafe | Unsafe | Nie |", "| safety | never | Never safe | Nigdy |"),
        ("| Safe | Tak |", "| Quite safe | Tak |"),
    )

    (one,) = compared(instrument(), changed).changed

    assert one.asked.column == "safe"
    assert set(one.how) == {
        "New choices: Never safe",
        "Choices that go: Unsafe",
        "The choice “Safe” is now “Quite safe”",
    }


def test_other_words_another_kind_and_other_rules_are_named() -> None:
    changed = instrument(
        (
            "| | integer | times | How often were you out? | Ile? | | |",
            "| | decimal | times | How often did you go out? | Ile? | yes | ${safe} = 'safe' |",
        )
    )

    (one,) = compared(instrument(), changed).changed

    assert set(one.how) == {
        "Asked as decimal instead of integer",
        "Its words were “How often were you out?”",
        "It is asked under another condition",
        "Whether it must be answered is different",
    }


def test_a_language_that_comes_is_named() -> None:
    changed = instrument(("Polish (pl)", "Lithuanian (lt)"))

    assert set(compared(instrument(), changed).languages) == {
        "New language: Lithuanian (lt)",
        "No longer in: Polish (pl)",
    }
