"""A date asked in parts: says which part is missing, and takes rubbish calmly."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from babel.dates import get_month_names
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from engagement.core.forms.fields import Adapted, clean_line

# fmt: off
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)
# fmt: on
_YEARS = range(1900, 2200)
_LABELS = {"day": _l("Day"), "month": _l("Month"), "year": _l("Year")}
_ARTICLES = {"day": _l("a day"), "month": _l("a month"), "year": _l("a year")}


@dataclass(frozen=True, slots=True)
class Part:
    """One input of a date as its component draws it."""

    id: str
    name: str
    label: str
    value: str
    width: int
    wrong: bool


class DateField(Adapted):
    """Day, month and year in three inputs; `data` is a date or None.

    The inputs are named `<name>-day`, `<name>-month` and `<name>-year`. A month may be typed
    as a word. `called` begins the messages.
    """

    kind = "date"
    part_names: ClassVar[tuple[str, ...]] = ("day", "month", "year")
    unreal: ClassVar[object] = _l("%(it)s must be a real date")

    def __init__(
        self,
        label: object = "",
        validators: Sequence[object] = (),
        *,
        called: object = _l("The date"),
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.called = called
        self.typed = dict.fromkeys(self.part_names, "")
        self.wrong: frozenset[str] = frozenset()
        self.problem = ""

    @property
    def parts(self) -> list[Part]:
        """The inputs, with what was typed into each."""
        whole = bool(self.errors) and not self.wrong
        return [
            Part(
                id=f"{self.id}-{name}",
                name=f"{self.name}-{name}",
                label=str(_LABELS[name]),
                value=self.typed[name],
                width=4 if name == "year" else 2,
                wrong=whole or (bool(self.errors) and name in self.wrong),
            )
            for name in self.part_names
        ]

    @property
    def first_input_id(self) -> str:
        wrong = [part.id for part in self.parts if part.wrong]
        return wrong[0] if wrong else f"{self.id}-{self.part_names[0]}"

    def blank(self) -> bool:
        return not any(self.typed.values())

    def check(self) -> None:
        if self.problem:
            raise StopValidation(self.problem)

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        if formdata is not None:
            self.typed = self._sent_parts(formdata)
            self.data = self._read()

    def process_data(self, value: dt.date | None) -> None:
        self.data = value
        if value is not None:
            whole = {"day": value.day, "month": value.month, "year": value.year}
            self.typed = {name: str(whole[name]) for name in self.part_names}

    def process_formdata(self, valuelist: Sequence[object]) -> None:
        """Leave the parts to `process`, which sees all of them."""

    def _sent_parts(self, formdata: Any) -> dict[str, str]:
        sent = {name: formdata.getlist(f"{self.name}-{name}") for name in self.part_names}
        return {name: clean_line(self.sent(values))[:20] for name, values in sent.items()}

    def _read(self) -> dt.date | None:
        missing = [name for name in self.part_names if not self.typed[name]]
        if missing:
            self._refuse(
                _("%(it)s must include %(parts)s", it=self.called, parts=_listed(missing)), missing
            )
            return None
        day, month = _number(self.typed.get("day", "1"), 31), _month(self.typed["month"])
        year = _year(self.typed["year"])
        found = {"day": day, "month": month, "year": year}
        wrong = [name for name in self.part_names if found[name] is None]
        if wrong == ["year"] and not re.fullmatch("[0-9]{4}", self.typed["year"]):
            self._refuse(_("The year must have 4 numbers, like 2025"), wrong)
        elif day is None or month is None or year is None:
            self._refuse(str(self.unreal) % {"it": self.called}, wrong)
        elif day > monthrange(year, month)[1]:
            self._refuse(str(self.unreal) % {"it": self.called}, ["day"])
        else:
            return dt.date(year, month, day)
        return None

    def _refuse(self, problem: str, parts: Sequence[str]) -> None:
        self.problem = problem
        self.wrong = frozenset(parts)


class MonthField(DateField):
    """Month and year in two inputs; `data` is the month's first day or None.

    A link may carry the whole as `<name>=2025-03`.
    """

    part_names = ("month", "year")
    unreal = _l("%(it)s must be a real month")

    def __init__(
        self,
        label: object = "",
        validators: Sequence[object] = (),
        *,
        called: object = _l("The month"),
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, called=called, **kwargs)

    def _sent_parts(self, formdata: Any) -> dict[str, str]:
        whole = re.fullmatch("([0-9]{4})-([0-9]{2})", self.sent(formdata.getlist(self.name)))
        if whole:
            return {"month": whole[2].lstrip("0"), "year": whole[1]}
        return super()._sent_parts(formdata)


def _listed(parts: Sequence[str]) -> str:
    words = [str(_ARTICLES[part]) for part in parts]
    return words[0] if len(words) == 1 else _("%(a)s and %(b)s", a=words[0], b=words[-1])


def _number(text: str, highest: int) -> int | None:
    number = int(text) if re.fullmatch("[0-9]{1,2}", text) else 0
    return number if 1 <= number <= highest else None


def _month(text: str) -> int | None:
    """A month as a number, or as a word: English, or of the reader's language in any form."""
    word = text.casefold().rstrip(".")
    for number, name in enumerate(_MONTHS, start=1):
        if word in (name, name[:3]):
            return number
    return _number(text, 12) or _month_names(str(get_locale() or "en")).get(word)


@cache
def _month_names(locale: str) -> dict[str, int]:
    """The months' names and short names in a language, alone and within a date."""
    return {
        name.casefold().rstrip("."): number
        for width in ("abbreviated", "wide")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, locale).items()
    }


def _year(text: str) -> int | None:
    year = int(text) if re.fullmatch("[0-9]{4}", text) else 0
    return year if year in _YEARS else None
