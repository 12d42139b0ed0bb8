"""Numbers as people type them: "1,200", "£50", "25%", "-3", and what a form asks of them."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal as Exact
from typing import Final

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import format_decimal, get_decimal_symbol

from surveys.instrument.kinds.base import Kind
from surveys.instrument.kinds.cleaning import digits, first
from surveys.instrument.kinds.drawing import Shown, View, shown
from surveys.instrument.kinds.summaries import Numbers, Summary
from surveys.instrument.kinds.values import (
    N_,
    Measure,
    Reading,
    Sent,
    Stored,
    Value,
    refused,
)
from surveys.instrument.model import Question, language_tag

WHOLE_NUMBER: Final = N_("Enter a whole number, like 3")
NUMBER: Final = N_("Enter a number, like 3 or 3.5")
TOO_GREAT: Final = N_("Enter a whole number between -%(most)s and %(most)s")
TOO_EXACT: Final = N_("Enter a number of 15 digits or fewer")
GREATEST: Final = 2**31 - 1
"""Of an XForms int, which has 32 bits."""
MOST_DIGITS: Final = 15
"""That a floating-point number keeps exactly."""

PLAIN: Final = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})")
GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
GROUPED_BY_POINTS: Final = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3}){2,}(?:,[0-9]*)?")
COMMA: Final = re.compile(r"[+-]?[0-9]*,[0-9]+")
AROUND: Final = re.compile(r"^([+-]?)[£€$]|[%£€$]$")
"""Signs of money or of a share, which the question itself has asked for."""


def number_typed(text: str, *, commas: bool = False) -> Exact | None:
    """The number that was typed; None where it is none.

    A comma parts thousands, as in Britain. With `commas` (a form in a language that writes so) a
    comma that cannot part thousands begins the decimals.
    """
    plain = AROUND.sub(r"\1", digits(text).replace(" ", ""))
    if GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    elif commas and (COMMA.fullmatch(plain) or GROUPED_BY_POINTS.fullmatch(plain)):
        plain = plain.replace(".", "").replace(",", ".")
    return Exact(plain) if PLAIN.fullmatch(plain) else None


def numeral(number: Exact) -> str:
    """A number as XForms writes it: no exponent, no zeros that say nothing."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def writes_commas(question: Question) -> bool:
    """Whether a language of the question begins decimals with a comma."""
    return any(_comma(language_tag(one)) for one in question.label.by_language)


def in_words(lexical: str, locale: str) -> str:
    """A number as the reader's language writes it; what is none stays as it is."""
    number = number_typed(lexical)
    known = known_locale(locale)
    return (
        lexical
        if number is None
        else format_decimal(number, locale=known, decimal_quantization=False)
    )


def known_locale(tag: str) -> Locale:
    """The locale of a language tag; British English where there is none of it."""
    try:
        return Locale.parse("en_GB" if tag == "en" else tag, sep="-" if "-" in tag else "_")
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")


def _comma(tag: str) -> bool:
    return get_decimal_symbol(known_locale(tag)) == ","


class Decimal(Kind):
    """A number."""

    name = "decimal"
    macro = "text"
    stored = Stored.DECIMAL
    measure = Measure.SCALE
    inputmode = "decimal"

    def read(self, question: Question, sent: Sent) -> Reading:
        text = first(sent)
        if not text:
            return Reading()
        number = number_typed(text, commas=writes_commas(question))
        if number is None:
            return refused(NUMBER, "")
        if len(numeral(number).strip("-").replace(".", "").lstrip("0")) > MOST_DIGITS:
            return refused(TOO_EXACT, "")
        return Reading(numeral(number))

    def value(self, question: Question, lexical: str) -> Value:
        return float(lexical) if PLAIN.fullmatch(lexical) else None

    def lexical(self, question: Question, value: Value) -> str:
        return "" if value is None else numeral(Exact(repr(value)))

    def shown(
        self, question: Question, value: Value, labels: Mapping[str, str], locale: str = "en"
    ) -> str:
        return in_words(self.lexical(question, value), locale)

    def draw(self, question: Question, view: View) -> Shown:
        return shown(
            self.macro,
            view,
            value=first(view.typed),
            width=10,
            inputmode=self.inputmode,
            spellcheck=False,
        )

    def summary(self, question: Question, values: Iterable[Value]) -> Summary:
        return summary_of_numbers(values)


class Integer(Decimal):
    """A whole number."""

    name = "integer"
    stored = Stored.INTEGER
    inputmode = "numeric"

    def read(self, question: Question, sent: Sent) -> Reading:
        text = first(sent)
        if not text:
            return Reading()
        number = number_typed(text, commas=writes_commas(question))
        if number is None or number != number.to_integral_value():
            return refused(WHOLE_NUMBER, "")
        if abs(number) > GREATEST:
            return refused(TOO_GREAT, "", most=f"{GREATEST:,}")
        return Reading(numeral(number))

    def value(self, question: Question, lexical: str) -> Value:
        number = super().value(question, lexical)
        return int(number) if isinstance(number, float) else None


def summary_of_numbers(values: Iterable[Value]) -> Summary:
    """Their middle, and how many there are."""
    given = list(values)
    numbers = [float(one) for one in given if isinstance(one, int | float)]
    n = len(numbers)
    return Summary(n=n, base=n, blank=len(given) - n, numbers=Numbers.of(numbers))
