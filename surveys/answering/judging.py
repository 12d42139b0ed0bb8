"""Whether answers can be taken: their shape, whether one is needed, and the form's own rules."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from surveys.answering.draft import Draft
from surveys.instrument.kinds import KINDS
from surveys.instrument.kinds.values import Problem
from surveys.instrument.logic import Evaluation
from surveys.instrument.model import Address, Language, Words
from surveys.instrument.pages import PLACE, Asked


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one answer, and the parts of it that are wrong.

    `by_form` says that the words are the form's own, in the language of the questions.
    """

    text: str
    parts: frozenset[str] = frozenset()
    by_form: bool = False


def judged(evaluation: Evaluation, asked: Iterable[Asked], draft: Draft) -> dict[Address, Wrong]:
    """What is wrong with these answers, by address; only what is asked now is judged."""
    found = {
        one.address: _wrong(evaluation, one, draft)
        for one in asked
        if evaluation.is_relevant(one.address)
    }
    return {address: wrong for address, wrong in found.items() if wrong is not None}


def _wrong(evaluation: Evaluation, one: Asked, draft: Draft) -> Wrong | None:
    value = evaluation.value(one.address)
    if not value and one.address in draft.typed:
        return _misshapen(one, draft)
    bind = one.question.bind
    if not value:
        if not evaluation.is_required(one.address):
            return None
        return _say(
            evaluation, one, bind.required_message, draft.language, _("Answer this question")
        )
    if not evaluation.constraint_holds(one.address):
        usual = _("This answer cannot be right. Check it")
        return _say(evaluation, one, bind.constraint_message, draft.language, usual)
    offered = {choice.name for choice in evaluation.choices(one.address)}
    return _ours(KINDS[one.question.kind].misfit(one.question, value, offered))


def _misshapen(one: Asked, draft: Draft) -> Wrong | None:
    """What the kind says about inputs that it could not read."""
    typed = draft.typed[one.address]
    if one.question.kind == PLACE:
        return Wrong(_("Say which place you mean"))
    return _ours(KINDS[one.question.kind].read(one.question, typed).problem)


def _ours(problem: Problem | None) -> Wrong | None:
    """A problem in the language of the page."""
    return Wrong(_(problem.text, **problem.values), problem.parts) if problem else None


def _say(
    evaluation: Evaluation, one: Asked, words: Words | None, language: Language, usual: str
) -> Wrong:
    """The form's own message where it has one."""
    said = evaluation.words(words, one.address, language) if words else ""
    return Wrong(said, by_form=True) if said else Wrong(usual)
