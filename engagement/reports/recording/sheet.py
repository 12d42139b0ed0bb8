"""The page on which a report is recorded: the steps of the journey, all in one form."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from engagement.core.errors import Rejected
from engagement.core.forms.base import SummaryLine
from engagement.reports.journey.about import ADULTS, NOT_SAID, QUESTIONS
from engagement.reports.journey.atlas import Ground
from engagement.reports.journey.draft import Draft
from engagement.reports.journey.order import STEPS as JOURNEY
from engagement.reports.journey.order import steps_for
from engagement.reports.journey.reading import Parts
from engagement.reports.journey.steps import Read
from engagement.reports.recording.forms import ChannelForm

STEPS: Final = {name: step for name, step in JOURNEY.items() if name != "what"}
"""What is asked. Danger, a crime and a home are not asked about: what to say stands on the page."""
ADULTS_ONLY: Final = frozenset(name for name, one in QUESTIONS.items() if one.adults_only)
_OFFERS: Final = {
    "choice": _l("Choose which place is meant"),
    "night": _l("Choose which night is meant"),
}
_AGE_FIRST: Final = _l(
    "Choose an age. Only people who are 18 or older may be asked these questions: %(questions)s"
)
_TAKEN_OUT: Final = _l(
    "Only people who are 18 or older may be asked these questions: %(questions)s. Their answers "
    "were taken out. Check the age, then record the report again"
)
_SWITCHED_OFF: Final = _l(
    "Free text was switched off after you opened this page. Clear this box, then record the "
    "report again"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page as it was sent: the officer's part, and each step as it was read."""

    channel: ChannelForm
    reads: dict[str, Read]

    @property
    def parts(self) -> Parts | None:
        """What all steps say; None while one of them has to be asked again."""
        pairs = [
            (STEPS[name], read.part) for name, read in self.reads.items() if read.part is not None
        ]
        return Parts(tuple(pairs)) if len(pairs) == len(self.reads) else None

    @property
    def errors_summary(self) -> list[SummaryLine]:
        """Every error in the order of the page."""
        forms = [self.channel, *(read.form for read in self.reads.values())]
        return [line for form in forms for line in form.errors_summary]


def with_sent(draft: Draft, sent: MultiDict[str, str]) -> Draft:
    """The draft with what was typed on the page.

    Two steps have an input `asked`; on this page the step's name stands before it. There is no
    button to skip questions: they are left blank.
    """
    for name, step in STEPS.items():
        own = sent.copy()
        own.setlist("asked", sent.getlist(f"{name}-asked"))
        own.poplist("skip")
        draft = draft.with_typed(name, step.taken(own))
    return draft


def sheet_of(draft: Draft, ground: Ground, *, judged: Collection[str] = ()) -> Sheet:
    """The page with what was typed; the steps that are named in `judged` are read as well."""
    reads = {}
    for step in steps_for(draft):
        typed = step.typed(draft)
        if step.name in judged:
            reads[step.name] = _say_what_to_choose(step.read(typed, ground))
        else:
            reads[step.name] = Read(step.form(typed, ground), None)
    _mind_the_age(reads, draft, ground)
    _mind_the_words(reads, draft, ground)
    return Sheet(ChannelForm(), {name: reads[name] for name in STEPS if name in reads})


def _say_what_to_choose(read: Read) -> Read:
    """Where a step goes on with a second question, this page has to say so."""
    if read.part is None and not read.form.errors_summary:
        for name, message in _OFFERS.items():
            if name in read.form and read.form[name].choices:
                read.form.reject(Rejected(str(message), name))
    return read


def _mind_the_age(reads: dict[str, Read], draft: Draft, ground: Ground) -> None:
    """Until an age is chosen the questions for adults are shown; without one nobody answers them.

    Below 18, and where the age is not said, they are not shown again.
    """
    age = _first(draft, "age", "age")
    if not age:
        grown = STEPS["you"].form({**draft.of("you"), "age": (min(ADULTS),)}, ground)
        if reads["you"].form.errors:
            grown.validate()
        reads["you"] = replace(reads["you"], form=grown)
    answered = [
        f"“{one.short}”"
        for name, one in QUESTIONS.items()
        if one.adults_only and _first(draft, "you", name) not in ("", NOT_SAID)
    ]
    if answered and age not in ADULTS:
        message = str(_TAKEN_OUT if age else _AGE_FIRST) % {"questions": ", ".join(answered)}
        _refuse(reads, "age", message)


def _mind_the_words(reads: dict[str, Read], draft: Draft, ground: Ground) -> None:
    """Words typed before an administrator switched them off are shown until they are cleared."""
    if "words" not in reads and _first(draft, "words", "words"):
        reads["words"] = Read(STEPS["words"].form(draft.of("words"), ground), None)
        _refuse(reads, "words", str(_SWITCHED_OFF))
    if "words" in reads:
        reads["words"].form["words"].label.text = _("What the person says, in their own words")


def _refuse(reads: dict[str, Read], name: str, message: str) -> None:
    """Ask a step again, for the sake of the input that is called like it."""
    reads[name].form.reject(Rejected(message, name))
    reads[name] = replace(reads[name], part=None)


def _first(draft: Draft, step: str, name: str) -> str:
    """What was typed into an input, blank where nothing was."""
    return next(iter(draft.of(step).get(name, ())), "")
