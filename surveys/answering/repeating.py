"""Another instance of a repeat, and one less: the answers of later ones move up."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from surveys.answering.draft import Draft
from surveys.instrument.logic import with_one_more
from surveys.instrument.model import Address, Instrument, Record
from surveys.instrument.pages import MORE, MOST_INSTANCES

V = TypeVar("V")


def with_another(instrument: Instrument, draft: Draft, repeat: Address, now: datetime) -> Draft:
    """The draft with one more instance, to be answered before the repeat is done."""
    added = with_one_more(instrument, draft.record, repeat, now=now)
    if added.counts[repeat] > MOST_INSTANCES:
        return draft
    return replace(draft, record=added).without([f"{repeat}{MORE}"])


def without_instance(draft: Draft, repeat: Address, number: int, count: int) -> Draft:
    """The draft without one instance (from 1) and what was answered in it."""
    if not 1 <= number <= count:
        return draft
    moved = _mover(repeat, number)
    counts = _moved(draft.record.counts, moved)
    counts[repeat] = count - 1
    return replace(
        draft,
        record=Record(_moved(draft.record.values, moved), counts),
        typed=_moved(draft.typed, moved),
        done=tuple(key for one in draft.done if (key := moved(one)) is not None),
    )


def _mover(repeat: Address, number: int) -> Callable[[str], str | None]:
    """Where an address is afterwards; None where it is gone."""
    within = re.compile(rf"{re.escape(repeat)}\[(\d+)\](.*)", re.DOTALL)

    def moved(address: str) -> str | None:
        found = within.fullmatch(address)
        if found is None or int(found[1]) < number:
            return address
        if int(found[1]) == number:
            return None
        return f"{repeat}[{int(found[1]) - 1}]{found[2]}"

    return moved


def _moved(kept: Mapping[str, V], moved: Callable[[str], str | None]) -> dict[str, V]:
    return {there: one for key, one in kept.items() if (there := moved(key)) is not None}
