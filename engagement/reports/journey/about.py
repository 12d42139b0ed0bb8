"""The steps that ask about the person: the age first, then what may be asked at that age.

Nothing of it is stored beside the place. The questions are the harmonised ones of the Government
Statistical Service in plain words; each may be left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engagement.core.forms import PublicForm, RadiosField, choice
from engagement.reports.journey.atlas import Ground
from engagement.reports.journey.draft import Draft, Typed
from engagement.reports.journey.steps import Part, Read, Step, formdata

NOT_SAID: Final = "not-said"
_YES_NO: Final = {"yes": _l("Yes"), "no": _l("No")}


@dataclass(frozen=True, slots=True)
class Question:
    """One question about the person: its words, its answers by code, and who is not asked."""

    text: LazyString
    short: LazyString
    answers: Mapping[str, LazyString]
    adults_only: bool = False

    @property
    def choices(self) -> Mapping[str, LazyString]:
        """Its answers, and the one that says nothing."""
        return {**self.answers, NOT_SAID: _l("I prefer not to say")}


AGES: Final = Question(
    _l("How old are you?"),
    _l("Age"),
    {
        "under-16": _l("Under 16"),
        "16-17": _l("16 or 17"),
        "18-24": _l("18 to 24"),
        "25-34": _l("25 to 34"),
        "35-44": _l("35 to 44"),
        "45-54": _l("45 to 54"),
        "55-64": _l("55 to 64"),
        "65-74": _l("65 to 74"),
        "75-over": _l("75 or older"),
    },
)
ADULTS: Final = frozenset(AGES.answers) - {"under-16", "16-17"}

QUESTIONS: Final[Mapping[str, Question]] = {
    "happened": Question(
        _l("In the last 12 months, did something like this happen to you?"),
        _l("Happened to me"),
        {
            "here": _l("Yes, at this place"),
            "elsewhere": _l("Yes, at another place"),
            "no": _l("No"),
        },
        adults_only=True,
    ),
    "police": Question(
        _l("Did you tell the police about this place?"),
        _l("Told the police"),
        {
            "told": _l("I told the police"),
            "no-crime": _l("I did not think it was a crime"),
            "too-small": _l("It seemed too small"),
            "no-use": _l("I did not think it would help"),
            "how": _l("I did not know how"),
            "afraid": _l("I was afraid of what might happen"),
            "no-trust": _l("I do not trust the police"),
            "other": _l("Another reason"),
        },
    ),
    "sex": Question(
        _l("What is your sex?"), _l("Sex"), {"female": _l("Female"), "male": _l("Male")}
    ),
    "gender": Question(
        _l("Is the gender you identify with the same as your sex registered at birth?"),
        _l("Gender is the same as at birth"),
        _YES_NO,
        adults_only=True,
    ),
    "ethnicity": Question(
        _l("What is your ethnic group?"),
        _l("Ethnic group"),
        {
            "asian": _l("Asian or Asian British"),
            "black": _l("Black, Black British, Caribbean or African"),
            "mixed": _l("Mixed or multiple ethnic groups"),
            "white": _l("White"),
            "other": _l("Another ethnic group"),
        },
    ),
    "religion": Question(
        _l("What is your religion?"),
        _l("Religion"),
        {
            "none": _l("No religion"),
            "christian": _l("Christian"),
            "buddhist": _l("Buddhist"),
            "hindu": _l("Hindu"),
            "jewish": _l("Jewish"),
            "muslim": _l("Muslim"),
            "sikh": _l("Sikh"),
            "other": _l("Another religion"),
        },
        adults_only=True,
    ),
    "orientation": Question(
        _l("Which of these best describes your sexual orientation?"),
        _l("Sexual orientation"),
        {
            "straight": _l("Straight or heterosexual"),
            "gay": _l("Gay or lesbian"),
            "bisexual": _l("Bisexual"),
            "other": _l("Another sexual orientation"),
        },
        adults_only=True,
    ),
    "disability": Question(
        _l(
            "Do you have an illness or a disability that has lasted, or may last, 12 months or "
            "more? Does it make daily life harder?"
        ),
        _l("Illness or disability"),
        {
            "lot": _l("Yes, and it makes daily life a lot harder"),
            "little": _l("Yes, and it makes daily life a little harder"),
            "none": _l("Yes, but it does not make daily life harder"),
            "no": _l("No"),
        },
    ),
}


@dataclass(frozen=True, slots=True)
class AboutYou(Part):
    """What the person said about themselves: code by question, only what was answered."""

    answers: Mapping[str, str]

    def lines(self) -> list[str]:
        words = {"age": AGES, **QUESTIONS}
        lines = [
            _(
                "%(question)s: %(answer)s",
                question=words[name].short,
                answer=words[name].choices[code],
            )
            for name, code in self.answers.items()
        ]
        return lines or [_("Nothing said")]


class AgeStep(Step):
    """The age, which decides what else may be asked; or none of these questions."""

    name = "age"
    question = _l("Some questions about you")
    caption = _l("Your age")
    inputs = ("age", "skip")
    codes = frozenset(inputs)

    def form(self, typed: Typed, ground: Ground) -> PublicForm:
        return _form({"age": AGES}, typed)

    def read(self, typed: Typed, ground: Ground) -> Read:
        form = self.form({} if typed.get("skip") else typed, ground)
        return Read(form, AboutYou(_answered(form)) if form.validate() else None)


class YouStep(Step):
    """What may be asked at the age that was given; as a child's where none was."""

    name = "you"
    question = _l("More about you")
    caption = _l("About you")
    inputs = tuple(QUESTIONS)
    codes = frozenset(inputs)

    def asked(self, draft: Draft) -> bool:
        return not draft.of("age").get("skip")

    def typed(self, draft: Draft) -> Typed:
        return {**draft.of(self.name), "age": draft.of("age").get("age", ())}

    def form(self, typed: Typed, ground: Ground) -> PublicForm:
        adult = not ADULTS.isdisjoint(typed.get("age", ()))
        return _form(
            {name: one for name, one in QUESTIONS.items() if adult or not one.adults_only}, typed
        )

    def read(self, typed: Typed, ground: Ground) -> Read:
        form = self.form(typed, ground)
        return Read(form, AboutYou(_answered(form)) if form.validate() else None)


def about_of(parts: Iterable[Part]) -> dict[str, str]:
    """All that was said about the person."""
    return {
        name: code
        for part in parts
        if isinstance(part, AboutYou)
        for name, code in part.answers.items()
    }


def _form(questions: Mapping[str, Question], typed: Typed) -> PublicForm:
    fields = {
        name: RadiosField(
            one.text, choices=[choice(code, words) for code, words in one.choices.items()]
        )
        for name, one in questions.items()
    }
    made: PublicForm = type("AboutForm", (PublicForm,), fields)(formdata(typed))
    return made


def _answered(form: PublicForm) -> dict[str, str]:
    return {name: str(value) for name, value in form.data.items() if value}
