"""Forms for the oracle: one of single expressions, and one of a hundred questions."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pyxform.xls2xform import convert

QUESTIONS: Final = Path(__file__).parents[1] / "data" / "oracle_form.md"

HEAD: Final = """| survey |
| | type | name | label::English (en) | label::Polish (pl) | calculation | repeat_count |
| | text | t | Text | Tekst | | |
| | integer | n | Whole number | Liczba | | |
| | decimal | m | Number | Liczba | | |
| | date | day | Day | Dzień | | |
| | date | other_day | Other day | Inny dzień | | |
| | dateTime | moment | Moment | Chwila | | |
| | time | clock | Time | Czas | | |
| | text | nothing | Left blank | Puste | | |
| | select_one letter | one | One | Jedno | | |
| | select_multiple letter | many | Many | Wiele | | |
| | integer | hh_count | How many | Ile | | |
| | begin repeat | hh | Person | Osoba | | ${hh_count} |
| | text | person | Name | Imię | | |
| | integer | age | Age | Wiek | | |
| | end repeat | | | | | |
"""
TAIL: Final = """| choices |
| | list_name | name | label::English (en) | label::Polish (pl) | weight |
| | letter | a | Ash | Jesion | 1 |
| | letter | b | Beech | Buk | 2 |
| | letter | c | Cedar | Cedr | 3 |
| | letter | d | Damson | Śliwa | 4 |
| settings |
| | default_language |
| | English (en) |
"""

RESPONDENTS: Final = (
    {
        "t": "Anne",
        "n": "12",
        "m": "2.75",
        "day": "2026-02-03",
        "other_day": "2026-02-04",
        "moment": "2026-03-09T22:15:30.250Z",
        "clock": "07:30:00.000",
        "one": "b",
        "many": "a c",
        "hh_count": "3",
        "hh[1]/person": "Jo",
        "hh[1]/age": "5",
        "hh[2]/person": "Max",
        "hh[2]/age": "34",
        "hh[3]/person": "Ola",
        "hh[3]/age": "41",
    },
    {
        "t": "zoë",
        "n": "3",
        "m": "-0.5",
        "day": "2026-03-10",
        "other_day": "2026-03-10",
        "moment": "2026-03-11T00:00:00.000Z",
        "clock": "23:59:59.000",
        "one": "d",
        "many": "b",
        "hh_count": "1",
        "hh[1]/person": "Jo",
    },
    {"hh_count": "0"},
    {
        "t": "2026-01-01",
        "n": "0",
        "m": "0.0",
        "day": "2024-02-29",
        "other_day": "2023-12-31",
        "many": "b c d",
        "hh_count": "2",
        "hh[2]/person": "b",
        "hh[2]/age": "0",
    },
)
"""Answers by address: all of them, some at their edges, none, and dates where none are expected."""


def xform_of(text: str) -> str:
    """The XForm that pyxform makes of a form written as Markdown."""
    xform: str = convert(xlsform=text, file_type=".md").xform
    return xform


def form_of_expressions(expressions: Sequence[str]) -> str:
    """An XForm with one calculation for each expression, named c0, c1 and so on."""
    rows = (f"| | calculate | c{n} | | | {text} | |\n" for n, text in enumerate(expressions))
    return xform_of(HEAD + "".join(rows) + TAIL)


def form_of_questions() -> str:
    """The form of a hundred questions."""
    return xform_of(QUESTIONS.read_text(encoding="utf-8"))
