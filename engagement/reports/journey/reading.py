"""Reading a whole draft: every step again, on today's ground, before it counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from engagement.core.forms import PublicForm
from engagement.reports.commands import Answers
from engagement.reports.journey.about import about_of
from engagement.reports.journey.atlas import Ground
from engagement.reports.journey.draft import Draft
from engagement.reports.journey.steps import Part, Step
from engagement.reports.journey.when import Occurrence
from engagement.reports.journey.where import Whereabouts
from engagement.reports.journey.why import Reasons
from engagement.reports.journey.words import OwnWords

P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True)
class Unread:
    """The first step, in order, whose answers cannot be taken."""

    step: Step
    form: PublicForm


@dataclass(frozen=True, slots=True)
class Parts:
    """What every step says, in order."""

    pairs: tuple[tuple[Step, Part], ...]

    def __iter__(self) -> Iterator[tuple[Step, Part]]:
        return iter(self.pairs)

    def of(self, kind: type[P]) -> P:
        """The one part of a kind."""
        return next(part for _, part in self.pairs if isinstance(part, kind))

    @property
    def words(self) -> OwnWords:
        """The person's own words; blank where none were asked for."""
        found = (part for _, part in self.pairs if isinstance(part, OwnWords))
        return next(found, OwnWords(""))


def read_draft(steps: Iterable[Step], draft: Draft, ground: Ground) -> Parts | Unread:
    """All parts of a draft, or the first step that has to be asked again."""
    pairs = []
    for step in steps:
        read = step.read(step.typed(draft), ground)
        if read.part is None:
            return Unread(step, read.form)
        pairs.append((step, read.part))
    return Parts(tuple(pairs))


def answers_of(parts: Parts) -> Answers:
    """The parts as the command stores them."""
    where, why, when = parts.of(Whereabouts), parts.of(Reasons), parts.of(Occurrence)
    return Answers(
        spot=where.spot,
        located=where.located,
        concerns=why.concerns,
        occurred_on=when.on,
        occurred_month=when.month,
        time_band=when.band,
        often=when.often,
        about=about_of(part for _, part in parts),
        text=parts.words.text,
    )
