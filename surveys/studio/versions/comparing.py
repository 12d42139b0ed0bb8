"""What a new version of a questionnaire changes, question by question."""

from collections.abc import Iterator
from dataclasses import dataclass

from surveys.instrument.kinds import KINDS
from surveys.instrument.markdown import Inserted, plain
from surveys.instrument.model import Choice, Expression, Instrument, Question, Words

NO_WORDS = "(no label)"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a list shows it."""

    column: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that both versions ask, and what is different."""

    asked: Asked
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """From one version to the next. `languages` are sentences."""

    added: tuple[Asked, ...] = ()
    removed: tuple[Asked, ...] = ()
    changed: tuple[Changed, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether people are asked the same in the same words."""
        return not (self.added or self.removed or self.changed or self.languages)


def asked_in(instrument: Instrument) -> tuple[Asked, ...]:
    """The questions of an instrument in their order; what is worked out or only read stays out."""
    return tuple(_asked(one, instrument) for one in _questions(instrument))


def compared(before: Instrument, after: Instrument) -> Comparison:
    """What is different; a question is the same one while it has the same column."""
    old = {one.column: one for one in _questions(before)}
    new = {one.column: one for one in _questions(after)}
    both = [(old[name], one) for name, one in new.items() if name in old]
    changes = [
        Changed(_asked(now, after), tuple(_differences(was, now, before, after)))
        for was, now in both
    ]
    return Comparison(
        added=tuple(_asked(one, after) for name, one in new.items() if name not in old),
        removed=tuple(_asked(one, before) for name, one in old.items() if name not in new),
        changed=tuple(one for one in changes if one.how),
        languages=tuple(_languages(before, after)),
    )


def words_in(words: Words | None, instrument: Instrument) -> str:
    """Words in the form's own language, without Markdown; what is put in shows as dots."""
    if words is None:
        return ""
    default = instrument.default_language
    pieces = words.pieces(default, default) or next(iter(words.by_language.values()), ())
    return plain(*(Inserted("…") if isinstance(one, Expression) else one for one in pieces))


def _questions(instrument: Instrument) -> Iterator[Question]:
    return (one for one in instrument.questions if KINDS[one.kind].asks)


def _asked(question: Question, instrument: Instrument) -> Asked:
    label = words_in(question.label, instrument) or NO_WORDS
    return Asked(question.column, question.kind.replace("_", " "), label)


def _differences(
    was: Question, now: Question, before: Instrument, after: Instrument
) -> Iterator[str]:
    if was.kind != now.kind:
        yield f"Asked as {now.kind.replace('_', ' ')} instead of {was.kind.replace('_', ' ')}"
    if words_in(was.label, before) != words_in(now.label, after):
        yield f"Its words were “{words_in(was.label, before)}”"
    if words_in(was.hint, before) != words_in(now.hint, after):
        yield "Another hint"
    yield from _choices(was, now, before, after)
    rules = {
        "relevant": "It is asked under another condition",
        "required": "Whether it must be answered is different",
        "constraint": "Which answers are allowed is different",
    }
    for name, words in rules.items():
        if _source(getattr(was.bind, name)) != _source(getattr(now.bind, name)):
            yield words


def _choices(was: Question, now: Question, before: Instrument, after: Instrument) -> Iterator[str]:
    old, new = _by_name(was), _by_name(now)
    for words, names, of, instrument in (
        ("New choices", [name for name in new if name not in old], new, after),
        ("Choices that go", [name for name in old if name not in new], old, before),
    ):
        if names:
            yield f"{words}: {', '.join(words_in(of[one].label, instrument) for one in names)}"
    for name in old.keys() & new.keys():
        said = words_in(old[name].label, before), words_in(new[name].label, after)
        if said[0] != said[1]:
            yield f"The choice “{said[0]}” is now “{said[1]}”"


def _by_name(question: Question) -> dict[str, Choice]:
    return {one.name: one for one in (question.choices.all if question.choices else ())}


def _source(expression: Expression | None) -> str:
    return expression.source if expression else ""


def _languages(before: Instrument, after: Instrument) -> Iterator[str]:
    for words, more, fewer in (
        ("New language", after, before),
        ("No longer in", before, after),
    ):
        for language in more.languages:
            if language not in fewer.languages:
                yield f"{words}: {language}"
