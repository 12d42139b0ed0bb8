"""Days in words, as each language writes them; and months as people type them."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from werkzeug.datastructures import MultiDict

from engagement.core.days import day_words, month_words, weekday_words
from engagement.core.forms import DateField, PublicForm

DAY = date(2025, 6, 13)


class WhenForm(PublicForm):
    on = DateField("When")


@pytest.fixture(autouse=True)
def _app() -> Iterator[None]:
    app = Flask("days")
    Babel(app, default_locale="en_GB")
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("locale", "day", "weekday", "month"),
    [
        ("en_GB", "13 June 2025", "Friday 13 June 2025", "June 2025"),
        ("pl", "13 czerwca 2025", "piątek, 13 czerwca 2025", "czerwiec 2025"),
        (
            "lt",
            "2025 m. birželio 13 d.",
            "2025 m. birželio 13 d., penktadienis",
            "2025 m. birželis",
        ),
        ("ro", "13 iunie 2025", "vineri, 13 iunie 2025", "iunie 2025"),
        ("pt_PT", "13 de junho de 2025", "sexta-feira, 13 de junho de 2025", "junho de 2025"),
    ],
)
def test_a_day_is_written_in_the_order_of_its_language(
    locale: str, day: str, weekday: str, month: str
) -> None:
    with force_locale(locale):
        assert (day_words(DAY), weekday_words(DAY), month_words(DAY)) == (day, weekday, month)


def test_without_a_year_other_languages_name_the_weekday_alone() -> None:
    assert weekday_words(DAY, year=False) == "Friday 13 June"
    with force_locale("pl"):
        assert weekday_words(DAY, year=False) == "piątek"


@pytest.mark.parametrize(
    ("locale", "typed"),
    [
        ("en_GB", "june"),
        ("pl", "czerwiec"),
        ("pl", "Czerwca"),
        ("pl", "cze."),
        ("pl", "June"),
        ("lt", "birželis"),
        ("lt", "birželio"),
        ("ro", "iunie"),
        ("pt_PT", "JUNHO"),
    ],
)
def test_a_month_may_be_typed_by_its_name_in_the_readers_language(locale: str, typed: str) -> None:
    with force_locale(locale):
        form = WhenForm(_sent(month=typed))

    assert form.on.data == DAY


def test_a_month_of_another_language_is_not_guessed() -> None:
    assert WhenForm(_sent(month="czerwiec")).on.data is None


def _sent(month: str) -> MultiDict[str, str]:
    return MultiDict({"on-day": "13", "on-month": month, "on-year": "2025"})
