"""A record as one document, as it is stored, and back.

`answers` holds coded answers by the columns of their questions, `texts` in the same shape what
people wrote and where they are, which is stored sealed. A repeat is a list of documents under its
own key; in `answers` it always has an entry for each instance, in `texts` it is left out where
nothing was written in any of them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from engagement.core.seal import Json
from surveys.instrument.kinds import KINDS
from surveys.instrument.kinds.base import Stored, Value
from surveys.instrument.model import (
    Address,
    Group,
    Instrument,
    Node,
    Path,
    Question,
    Record,
    Repeat,
)
from surveys.responses.places import kept_place, middle_of

Tree: TypeAlias = "dict[str, Json]"
"""Answers by column; repeats as lists of such."""

EMPTY: Final[Tree] = {}


@dataclass(frozen=True, slots=True)
class Document:
    """The answers of one respondent. `calculated` names the columns that the form worked out."""

    answers: Tree
    texts: Tree
    calculated: frozenset[str] = field(default=frozenset(), compare=False)

    def said(self) -> tuple[Tree, Tree]:
        """Without what was worked out: it may differ from one minute to the next."""
        return _without(self.answers, self.calculated), _without(self.texts, self.calculated)


def document_of(instrument: Instrument, record: Record) -> Document:
    """What is stored of a record that holds relevant answers only.

    A place is floored to the corner of its 10 m square; an answer that its kind cannot store (a sum
    that is no number) is a blank one.
    """
    writer = _Writer(record, repeat_keys(instrument))
    answers, texts = writer.write(instrument.children, "")
    worked_out = (one.column for one in instrument.questions if one.bind.calculate)
    return Document(answers, texts, frozenset(worked_out))


def record_of(instrument: Instrument, document: Document) -> Record:
    """The record of a document; a place is somewhere in its square."""
    reader = _Reader({}, {}, repeat_keys(instrument))
    reader.read(instrument.children, "", document.answers, document.texts)
    return Record(reader.values, reader.counts)


def repeat_keys(instrument: Instrument) -> Mapping[Path, str]:
    """The key of each repeat in documents: its name, or its path where that is taken."""
    taken = {one.column for one in instrument.questions}
    keys: dict[Path, str] = {}
    for repeat in instrument.repeats:
        key = repeat.name if repeat.name not in taken else repeat.path.replace("/", "-")
        while key in taken:
            key += "-"
        taken.add(key)
        keys[repeat.path] = key
    return keys


def instances_of(tree: Tree, key: str) -> Sequence[Tree]:
    """The documents of a repeat."""
    found = tree.get(key)
    listed = found if isinstance(found, list) else []
    return [one if isinstance(one, dict) else {} for one in listed]


def is_sealed(question: Question) -> bool:
    """Whether its answers stand in the sealed document."""
    return KINDS[question.kind].stored.is_sealed


def stored_value(question: Question, lexical: str) -> Value:
    """An answer as it is stored; None for a blank one and for what cannot be."""
    kind = KINDS[question.kind]
    if kind.stored is Stored.NOTHING or not lexical:
        return None
    if kind.stored is Stored.PLACE:
        lexical = kept_place(lexical) or ""
    try:
        value = kind.value(question, lexical)
    except (ArithmeticError, ValueError):
        return None
    return None if isinstance(value, float) and not math.isfinite(value) else value


def value_in(tree: Tree, column: str) -> Value:
    """A stored answer in a document, of the shape that its kind knows."""
    found = tree.get(column)
    if isinstance(found, list):
        return [one for one in found if isinstance(one, str)]
    return None if isinstance(found, dict | bool) else found


@dataclass(frozen=True, slots=True)
class _Writer:
    record: Record
    keys: Mapping[Path, str]

    def write(self, nodes: Sequence[Node], prefix: Address) -> tuple[Tree, Tree]:
        answers: Tree = {}
        texts: Tree = {}
        for node in nodes:
            address = f"{prefix}{node.name}"
            if isinstance(node, Question):
                value = stored_value(node, self.record.values.get(address, ""))
                if value is not None:
                    (texts if is_sealed(node) else answers)[node.column] = _json(value)
            elif isinstance(node, Group):
                inner = self.write(node.children, f"{address}/")
                answers |= inner[0]
                texts |= inner[1]
            else:
                self._repeat(node, address, answers, texts)
        return answers, texts

    def _repeat(self, repeat: Repeat, address: Address, answers: Tree, texts: Tree) -> None:
        count = self.record.counts.get(address, 0)
        instances = [
            self.write(repeat.children, f"{address}[{number}]/") for number in range(1, count + 1)
        ]
        if instances:
            answers[self.keys[repeat.path]] = [one for one, _texts in instances]
        if any(written for _answers, written in instances):
            texts[self.keys[repeat.path]] = [one for _answers, one in instances]


@dataclass(frozen=True, slots=True)
class _Reader:
    values: dict[Address, str]
    counts: dict[Address, int]
    keys: Mapping[Path, str]

    def read(self, nodes: Sequence[Node], prefix: Address, answers: Tree, texts: Tree) -> None:
        for node in nodes:
            address = f"{prefix}{node.name}"
            if isinstance(node, Question):
                lexical = _lexical(node, texts if is_sealed(node) else answers)
                if lexical:
                    self.values[address] = lexical
            elif isinstance(node, Group):
                self.read(node.children, f"{address}/", answers, texts)
            else:
                self._repeat(node, address, answers, texts)

    def _repeat(self, repeat: Repeat, address: Address, answers: Tree, texts: Tree) -> None:
        key = self.keys[repeat.path]
        instances, written = instances_of(answers, key), instances_of(texts, key)
        if instances:
            self.counts[address] = len(instances)
        for number, one in enumerate(instances):
            beside = written[number] if number < len(written) else EMPTY
            self.read(repeat.children, f"{address}[{number + 1}]/", one, beside)


def _lexical(question: Question, tree: Tree) -> str:
    value = value_in(tree, question.column)
    if value is None:
        return ""
    kind = KINDS[question.kind]
    lexical = kind.lexical(question, value)
    return middle_of(lexical) if kind.stored is Stored.PLACE else lexical


def _json(value: Value) -> Json:
    return [*value] if isinstance(value, list) else value


def _without(tree: Tree, columns: frozenset[str]) -> Tree:
    left: Tree = {}
    for name, value in tree.items():
        if name in columns:
            continue
        repeats = isinstance(value, list) and any(isinstance(one, dict) for one in value)
        left[name] = (
            [_without(one, columns) for one in instances_of(tree, name)] if repeats else value
        )
    return left
