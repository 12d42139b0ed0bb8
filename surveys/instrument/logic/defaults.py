"""Answers that a form gives before anyone does: defaults, and values of the moment it is opened."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from surveys.instrument.logic.evaluation import Evaluation
from surveys.instrument.model import Address, Instrument, Question, Record

ROUNDS: Final = 5
"""Defaults may bring new instances with new defaults; so often that is followed."""

Counts = Mapping[Address, int]


def first_record(instrument: Instrument, *, now: datetime) -> Record:
    """The record with which a form is opened: defaults, and one instance of each repeat."""
    return _filled(instrument, Record(), None, now=now)


def with_one_more(
    instrument: Instrument, record: Record, repeat: Address, *, now: datetime
) -> Record:
    """The record after an instance is added to a repeat, with the defaults of its questions."""
    known = Evaluation(instrument, record, now=now).record.counts
    counts = {**known, repeat: known.get(repeat, 0) + 1}
    return _filled(instrument, Record(record.values, counts), known, now=now)


def with_new_instances(instrument: Instrument, record: Record, *, now: datetime) -> Record:
    """The record with the defaults of instances that answers have brought since it was made."""
    return _filled(instrument, record, record.counts, now=now)


def _filled(
    instrument: Instrument, record: Record, known: Counts | None, *, now: datetime
) -> Record:
    """A record with defaults wherever a question stands that was not known before."""
    filled: set[Address] = set()
    for _ in range(ROUNDS):
        evaluation = Evaluation(instrument, record, now=now)
        fresh = [
            (question, address)
            for question in instrument.questions
            for address in evaluation.addresses(question.path)
            if address not in filled and not _is_known(address, known)
        ]
        if not fresh:
            break
        filled.update(address for _, address in fresh)
        record = _with_first_loads(instrument, _with_defaults(record, fresh), fresh, now=now)
    return Evaluation(instrument, record, now=now).record


def _is_known(address: Address, known: Counts | None) -> bool:
    """Whether every instance around an address was there before."""
    if known is None:
        return False
    for place, letter in enumerate(address):
        if letter == "[":
            position = int(address[place + 1 : address.index("]", place)])
            if position > known.get(address[:place], 0):
                return False
    return True


def _with_defaults(record: Record, fresh: list[tuple[Question, Address]]) -> Record:
    defaults = {address: one.default for one, address in fresh if one.default}
    return Record({**defaults, **record.values}, record.counts)


def _with_first_loads(
    instrument: Instrument, record: Record, fresh: list[tuple[Question, Address]], *, now: datetime
) -> Record:
    """Values of the moment, in the order of the form, each reading those before it."""
    evaluation: Evaluation | None = None
    for question, address in fresh:
        expression = question.first_load
        if expression is None:
            continue
        if evaluation is None or expression.references:
            evaluation = Evaluation(instrument, record, now=now)
        if evaluation.is_relevant(address):
            value = evaluation.worked_out(expression, address)
            record = Record({**record.values, address: value}, record.counts)
    return Record({at: value for at, value in record.values.items() if value}, record.counts)
