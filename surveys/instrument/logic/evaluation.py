"""What holds for one respondent: which questions are asked, what is calculated, what is wrong."""

import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final

from engagement.core.clock import LONDON
from surveys.instrument.logic.casting import cast
from surveys.instrument.logic.compiled import compiled
from surveys.instrument.logic.document import Document
from surveys.instrument.logic.order import common_repeat, parent_of
from surveys.instrument.logic.program import program_of
from surveys.instrument.logic.running import Running, while_running
from surveys.instrument.logic.shuffle import shuffled
from surveys.instrument.logic.values import Node as Element
from surveys.instrument.logic.values import Value, as_condition, as_number, as_text
from surveys.instrument.model import (
    Address,
    Choice,
    Expression,
    Group,
    Instrument,
    Language,
    Path,
    Question,
    Record,
    Repeat,
    Words,
    path_of,
)

MOST_EVALUATIONS: Final = 100_000
LONGEST: Final = 5.0
"""Seconds that one question about a respondent is worked on."""


class LogicExhausted(RuntimeError):
    """A form asks for more than is evaluated for one respondent."""


class Evaluation:
    """The logic of an instrument over one respondent's answers, at one moment.

    Everything that questions read of each other is worked out at once; constraints, words and
    choices when they are asked for. A node that is not relevant counts as blank, and so does a
    choice that its filter leaves out. `language` is that of labels that a calculation reads.
    """

    def __init__(
        self,
        instrument: Instrument,
        record: Record,
        *,
        now: datetime,
        zone: tzinfo = LONDON,
        language: Language = "",
    ) -> None:
        self._instrument = instrument
        self._program = program_of(instrument)
        self._given = record
        self._run = Running(now, zone, language or instrument.default_language, self._program)
        self._left = MOST_EVALUATIONS
        self._until = 0.0
        self._document = Document(self._program)
        self._relevant: dict[Address, bool] = {"": True}
        self._values = dict(record.values)
        self._kept: dict[Address, str] = {}
        with self._running():
            for paths in self._program.order:
                self._settle(paths)

    @property
    def record(self) -> Record:
        """The given values and the calculated ones; how many instances each repeat has."""
        return Record(dict(self._values), dict(self._document.counts))

    def kept(self) -> Record:
        """What is stored: the values of relevant questions."""
        counts = {at: count for at, count in self._document.counts.items() if self._relevant[at]}
        return Record(dict(self._kept), counts)

    def is_relevant(self, address: Address) -> bool:
        """Whether a node is asked or calculated; a repeat also by its own address."""
        return self._relevant.get(address, False)

    def is_required(self, address: Address) -> bool:
        """Whether a relevant question must be answered."""
        required = self._node(address).bind.required
        return self.is_relevant(address) and (
            required is not None and as_condition(self._evaluate_outside(required, address))
        )

    def constraint_holds(self, address: Address) -> bool:
        """Whether an answer is allowed; a blank one is."""
        constraint = self._node(address).bind.constraint
        if constraint is None or address not in self._kept:
            return True
        return as_condition(self._evaluate_outside(constraint, address))

    def value(self, address: Address) -> str:
        """The value of a question as expressions read it; blank where it is not relevant."""
        return self._kept.get(address, "")

    def addresses(self, path: Path) -> tuple[Address, ...]:
        """Where a question or group stands: once, or once in every instance of a repeat."""
        return tuple(self._document.addresses[path])

    def count(self, repeat: Address) -> int:
        """How many instances a repeat has."""
        return self._document.counts.get(repeat, 0)

    def choices(self, address: Address) -> tuple[Choice, ...]:
        """The choices that are offered, in the order in which they are."""
        node = self._node(address)
        if not isinstance(node, Question) or node.choices is None:
            return ()
        if node.choices.filter is None and not node.choices.randomised:
            return node.choices.all
        with self._running():
            offered = self._offered(node, self._element(address))
            if not node.choices.randomised:
                return tuple(offered)
            seed = node.choices.seed
            drawn = self._evaluate(seed, self._element(address)) if seed else None
            return tuple(shuffled(offered, drawn))

    def words(self, words: Words, address: Address, language: Language) -> str:
        """A label, hint or message with the values that it shows."""
        default = self._instrument.default_language
        with self._running(language):
            return "".join(
                piece
                if isinstance(piece, str)
                else as_text(self._evaluate(piece, self._element(address)))
                for piece in words.pieces(language, default)
            )

    def worked_out(self, expression: Expression, address: Address) -> str:
        """The value of an expression of the form for a question, as the question writes it."""
        node = self._node(address)
        kind = node.kind if isinstance(node, Question) else ""
        return cast(kind, as_text(self._evaluate_outside(expression, address)))

    @contextmanager
    def _running(self, language: Language = "") -> Iterator[None]:
        """Evaluate what one call asks for, in a bounded time."""
        self._until = time.monotonic() + LONGEST
        with while_running(replace(self._run, language=language or self._run.language)):
            yield

    def _node(self, address: Address) -> Question | Group | Repeat:
        return self._program.nodes[path_of(address)]

    def _element(self, address: Address) -> Element:
        return self._document.elements.get(address, self._document.root)

    def _evaluate_outside(self, expression: Expression, address: Address) -> Value:
        with self._running():
            return self._evaluate(expression, self._element(address))

    def _evaluate(self, expression: Expression, element: Element) -> Value:
        return self._evaluate_text(expression.rewritten, element, element)

    def _evaluate_text(self, rewritten: str, element: Element, current: Element) -> Value:
        self._left -= 1
        if self._left < 0 or time.monotonic() > self._until:
            raise LogicExhausted(self._instrument.form_id)
        return compiled(rewritten)(element, current, self._document.root)

    def _settle(self, paths: tuple[Path, ...]) -> None:
        """Work out nodes; several at once instance by instance of the repeat around them."""
        if len(paths) == 1:
            for address in list(self._addresses(paths[0])):
                self._settle_one(paths[0], address)
            return
        repeat = common_repeat(self._instrument, paths)
        for instance in self._document.addresses[repeat]:
            for path in paths:
                within = (a for a in self._document.addresses[path] if a.startswith(f"{instance}/"))
                for address in list(within):
                    self._settle_one(path, address)

    def _addresses(self, path: Path) -> Iterable[Address]:
        """Where a node stands; a repeat once for every instance of what is around it."""
        if not isinstance(self._program.nodes[path], Repeat):
            return self._document.addresses[path]
        parent, name = parent_of(path), path.rpartition("/")[2]
        around = self._document.addresses[parent] if parent else [""]
        return [f"{above}/{name}" if above else name for above in around]

    def _settle_one(self, path: Path, address: Address) -> None:
        node = self._program.nodes[path]
        element = self._element(f"{address}[1]" if isinstance(node, Repeat) else address)
        condition = node.bind.relevant
        relevant = self._relevant[parent_of(address)] and (
            condition is None or as_condition(self._evaluate(condition, element))
        )
        self._relevant[address] = relevant
        if isinstance(node, Repeat):
            self._spread(node, address, element)
        elif isinstance(node, Question) and relevant:
            self._answer(node, address, element)

    def _spread(self, repeat: Repeat, address: Address, element: Element) -> None:
        wanted = self._given.counts.get(address, 1)
        if repeat.count is not None:
            number = as_number(self._evaluate(repeat.count, element))
            wanted = 0 if math.isnan(number) else int(min(max(number, 0), MOST_EVALUATIONS))
        for position in range(1, self._document.spread(repeat.path, address, wanted) + 1):
            self._relevant[f"{address}[{position}]"] = self._relevant[address]

    def _answer(self, question: Question, address: Address, element: Element) -> None:
        """Write the value of a relevant question, given or calculated, where others read it."""
        value = self._given.values.get(address, "")
        if question.bind.calculate is not None:
            self._document.write(address, value)
            value = cast(question.kind, as_text(self._evaluate(question.bind.calculate, element)))
            self._values[address] = value
        if value and question.choices is not None and question.choices.filter is not None:
            offered = {choice.name for choice in self._offered(question, element)}
            value = " ".join(name for name in value.split() if name in offered)
        self._document.write(address, value)
        if value:
            self._kept[address] = value
        elif question.bind.calculate is not None:
            self._values.pop(address, None)

    def _offered(self, question: Question, element: Element) -> list[Choice]:
        """The choices that the filter lets through, in the order of the list."""
        choices = question.choices
        if choices is None or choices.filter is None:
            return list(choices.all) if choices else []
        items = self._program.items(choices.list_name)
        if items is None:
            return list(choices.all)
        through = self._evaluate_text(f"root/item[{choices.filter.rewritten}]", items, element)
        places = self._program.item_places[choices.list_name]
        found = [places[item] for item in through] if isinstance(through, list) else []
        return [choices.all[place] for place in found if place < len(choices.all)]
