"""One respondent in one survey at one moment: the draft on its instrument. Nothing changes here.

Where under-18s may answer, the page with the age band leads. What is asked after it is the form's
to say (`relevant`): we take no question away from a child who has something to tell us, and nothing
that anybody writes is published, so a text of theirs is read by officers alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Final, Self, TypeVar

from werkzeug.datastructures import MultiDict

from engagement.core.forms.fields import clean_lines
from surveys.answering import place
from surveys.answering.draft import CHECK, SECTIONS, Draft, Typed
from surveys.answering.judging import Wrong, judged
from surveys.instrument.kinds import KINDS
from surveys.instrument.kinds.drawing import name_of
from surveys.instrument.logic import Evaluation, with_new_instances
from surveys.instrument.model import Address, Instrument, Language, Path, Record
from surveys.instrument.pages import PLACE, Asked, Page, all_asked, is_hub, pages_of
from surveys.models import Survey

V = TypeVar("V")

LONGEST: Final = 64 * 1024
"""Characters of one input that are taken: far more than any question allows."""
MOST_VALUES: Final = 500
AGE_BAND: Final = "age-band"
FOLLOWS: Final = ("evaluation", "pages", "hub")
"""What depends on the survey and the answers alone."""


@dataclass(frozen=True)
class Sitting:
    """The draft of a response, and what follows from it."""

    survey: Survey
    instrument: Instrument
    draft: Draft
    now: datetime

    @cached_property
    def evaluation(self) -> Evaluation:
        """Everything that the form computes from the answers so far."""
        return Evaluation(self.instrument, self.draft.record, now=self.now)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages that are asked, in order; the age band first where under-18s may answer."""
        return pages_of(self.instrument, self.evaluation, self._first)

    @cached_property
    def hub(self) -> bool:
        """Whether it is answered section by section."""
        return is_hub(self.instrument)

    @cached_property
    def page(self) -> Page | None:
        """The page that is open; None at the end, or where its questions are not asked any more."""
        return next((one for one in self.pages if one.key == self.draft.at), None)

    @property
    def _first(self) -> Path:
        age = self.instrument.with_role(AGE_BAND) if self.survey.for_under_18s else None
        return age.path if age else ""

    def on(self, draft: Draft) -> Self:
        """The same with another draft; what follows from the answers goes on with the answers."""
        other = replace(self, draft=draft)
        if draft.record is self.draft.record:
            known = self.__dict__
            other.__dict__.update({name: known[name] for name in FOLLOWS if name in known})
        return other

    def wrong(self, asked: Sequence[Asked]) -> Mapping[Address, Wrong]:
        """What is wrong with the answers to these questions."""
        return judged(self.evaluation, asked, self.draft)

    def taking(self, sent: MultiDict[str, str]) -> "Sitting":
        """With what was typed on the open page: as answers, or kept as it was typed."""
        if self.page is None or not self.page.asked:
            return self
        values, typed = dict(self.draft.record.values), dict(self.draft.typed)
        for one in self.page.asked:
            value, kept = _taken(one, sent)
            _put(values, one.address, value)
            _put(typed, one.address, kept)
        record = Record(values, self.draft.record.counts)
        return _settled(self.on(replace(self.draft, typed=typed, record=record)))

    def going(self, key: str) -> Self:
        """With another page open."""
        return self.on(self.draft.opened(key))

    def speaking(self, language: Language) -> Self:
        """In another language, which the draft keeps."""
        return self.on(replace(self.draft, language=language))

    def kept_as(self, code: str) -> Self:
        """Waiting on the server under a code."""
        return self.on(replace(self.draft, saved=code))

    def passing(self) -> Self:
        """With the open page passed, and the next one open."""
        passed = self.on(self.draft.passed(self.draft.at))
        return passed.going(passed.next_key())

    def back(self) -> Self:
        """With the page before open; what was answered from there on stays answered."""
        before = self._before()
        if before is None:
            return self.going(SECTIONS) if self.hub else self
        later = self.pages[self.pages.index(before) :]
        draft = self.draft.without(one.key for one in later if one.section == before.section)
        return self.on(draft.opened(before.key))

    @property
    def can_go_back(self) -> bool:
        """Whether a page lies before the open one."""
        return self._before() is not None or (self.hub and self.page is not None)

    def next_key(self) -> str:
        """The first page that was not passed: in a hub of this section, and then the sections."""
        left = [one for one in self.pages if one.key not in self.draft.done]
        if not self.hub:
            return left[0].key if left else CHECK
        here = self.page.section if self.page else ""
        return next((one.key for one in left if one.section in ("", here)), SECTIONS)

    def section(self, path: Path) -> Sequence[Page]:
        """The pages of one section."""
        return [one for one in self.pages if one.section == path]

    def first_unfit(self) -> tuple[Page, Mapping[Address, Wrong]] | None:
        """The first page, in order, that was not passed or whose answers cannot be taken."""
        wrong = self.wrong(tuple(all_asked(self.pages)))
        for page in self.pages:
            here = {one.address: wrong[one.address] for one in page.asked if one.address in wrong}
            if here or page.key not in self.draft.done:
                return page, here
        return None

    def _before(self) -> Page | None:
        if self.page is None:
            return self.pages[-1] if self.pages and not self.hub else None
        earlier = self.pages[: self.pages.index(self.page)]
        if self.hub:
            earlier = tuple(one for one in earlier if one.section == self.page.section)
        return earlier[-1] if earlier else None


def inputs_of(one: Asked, sent: MultiDict[str, str]) -> Typed:
    """What was typed for one question, part by part."""
    name = name_of(one.address)
    found = {
        key[len(name) + 1 :]: sent.getlist(key)
        for key in sent
        if key == name or key.startswith(f"{name}:")
    }
    return {
        part: tuple(clean_lines(value[:LONGEST]) for value in values[:MOST_VALUES])
        for part, values in list(found.items())[:MOST_VALUES]
        if any(values)
    }


def _settled(said: Sitting) -> Sitting:
    """With calculations in the draft, and the defaults of instances that an answer brought."""
    record, before = said.evaluation.record, said.draft.record.counts
    if any(count > before.get(repeat, 0) for repeat, count in record.counts.items()):
        record = with_new_instances(said.instrument, said.draft.record, now=said.now)
        return said.on(replace(said.draft, record=record))
    settled = said.on(replace(said.draft, record=record))
    settled.__dict__["evaluation"] = said.evaluation  # of the same answers
    return settled


def _taken(one: Asked, sent: MultiDict[str, str]) -> tuple[str, Typed]:
    """The answer to one question as XForms writes it, and the inputs that have to be kept."""
    if one.question.kind == PLACE:
        return _taken_place(sent)
    typed = inputs_of(one, sent)
    reading = KINDS[one.question.kind].read(one.question, typed)
    return (reading.value, {}) if reading.problem is None else ("", typed)


def _taken_place(sent: MultiDict[str, str]) -> tuple[str, Typed]:
    typed = place.taken(sent)
    found = place.read(typed).place if typed else None
    return place.lexical(found) if found else "", typed


def _put(into: dict[Address, V], address: Address, what: V) -> None:
    into.pop(address, None)
    if what:
        into[address] = what
