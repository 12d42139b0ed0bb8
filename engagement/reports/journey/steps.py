"""What a step of the journey is: kinds, not ifs. A new step is one more class in order.STEPS."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from flask_babel import LazyString
from werkzeug.datastructures import MultiDict

from engagement.core.forms import PublicForm
from engagement.core.forms.fields import clean_line
from engagement.reports.journey.atlas import Ground
from engagement.reports.journey.draft import Draft, Typed

CODE_CHARACTERS: Final = 60


class Part(ABC):
    """What one step of a report says."""

    @abstractmethod
    def lines(self) -> list[str]:
        """The same in words, for the page that shows all answers; none where nothing is kept."""


@dataclass(frozen=True, slots=True)
class Read:
    """A step's form after reading: `part` is None while something is wrong or still to be asked.

    `aside` names the page that is shown instead of the next question.
    """

    form: PublicForm
    part: Part | None
    aside: str = ""


class Step(ABC):
    """One page of the journey."""

    name: ClassVar[str]
    question: ClassVar[LazyString]
    caption: ClassVar[LazyString]
    inputs: ClassVar[tuple[str, ...]]
    longest: ClassVar[int] = CODE_CHARACTERS
    """Characters of one value that are taken; more is cut, so that a draft stays small."""
    codes: ClassVar[frozenset[str]] = frozenset()
    """Inputs that carry our own codes, or numbers: CODE_CHARACTERS of ASCII are taken of them."""
    most: ClassVar[int] = 1
    """Values of one input that are taken."""

    def taken(self, sent: MultiDict[str, str]) -> Typed:
        """Its inputs out of what a browser sent."""
        found = {name: sent.getlist(name)[: self.most] for name in self.inputs}
        return {
            name: tuple(self._cut(name, value) for value in values)
            for name, values in found.items()
            if values
        }

    def clean(self, text: str) -> str:
        """A value as it is kept: on one line."""
        return clean_line(text)

    def asked(self, draft: Draft) -> bool:
        """Whether this page is part of the way that the answers before it lead."""
        return True

    def typed(self, draft: Draft) -> Typed:
        """What was typed that this page depends on."""
        return draft.of(self.name)

    @abstractmethod
    def form(self, typed: Typed, ground: Ground) -> PublicForm:
        """The form filled with what was typed, not judged."""

    @abstractmethod
    def read(self, typed: Typed, ground: Ground) -> Read:
        """What was typed, judged."""

    def _cut(self, name: str, value: str) -> str:
        if name in self.codes:
            value = value[:CODE_CHARACTERS].encode("ascii", "ignore").decode()
        return self.clean(value[: self.longest])


def formdata(typed: Typed) -> MultiDict[str, str] | None:
    """What was typed as a form reads it; None when the step was not seen yet."""
    if not typed:
        return None
    return MultiDict((name, value) for name, values in typed.items() for value in values)


def first_unanswered(steps: Iterable[Step], draft: Draft) -> Step | None:
    """The first step that was not passed yet; None when only the check is left."""
    return next((step for step in steps if step.name not in draft.done), None)
