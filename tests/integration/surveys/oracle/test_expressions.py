"""Single expressions give what ODK's engine gives, or differ as decision 10 says."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from engagement.core.clock import LONDON
from surveys.instrument.logic import Evaluation
from surveys.instrument.model import Record
from surveys.instrument.xform import read_instrument
from tests.oracle.engine import Said, ask
from tests.oracle.expressions import DIFFERENT, EXPRESSIONS
from tests.oracle.forms import RESPONDENTS, form_of_expressions
from tests.oracle.grammar import expression

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def asked(xform: str, *, zone: str = "UTC", now: datetime = NOW) -> list[Said]:
    actions = [[("set", at, value) for at, value in one.items()] for one in RESPONDENTS]
    return ask(xform, actions, now=now, zone=zone)


def compared(expressions: Sequence[str]) -> list[tuple[int, str, str, str]]:
    """Of each respondent and expression what we say and what the engine says."""
    xform = form_of_expressions(expressions)
    instrument = read_instrument(xform)
    found = []
    for place, (given, said) in enumerate(zip(RESPONDENTS, asked(xform), strict=True)):
        record = Record(given, {"hh": int(given["hh_count"])})
        ours = Evaluation(instrument, record, now=NOW, zone=UTC)
        found += [
            (place, text, ours.value(f"c{n}"), said.values[f"c{n}"])
            for n, text in enumerate(expressions)
        ]
    return found


def test_every_expression_of_the_table_gives_what_the_engine_gives() -> None:
    different = [one for one in compared(EXPRESSIONS) if one[2] != one[3]]

    assert different == []
    assert len(EXPRESSIONS) > 200


@pytest.mark.parametrize("seed", range(3))
def test_expressions_nested_at_random_give_what_the_engine_gives(seed: int) -> None:
    rng = random.Random(seed)
    expressions = [expression(rng) for _ in range(300)]

    different = [one for one in compared(expressions) if one[2] != one[3]]

    assert different == []


def test_where_we_differ_from_the_engine_we_do_so_as_is_written_down() -> None:
    different = {
        text: (ours, theirs)
        for place, text, ours, theirs in compared(tuple(DIFFERENT))
        if place == DIFFERENT[text].respondent
    }

    assert different == {text: (one.ours, one.theirs) for text, one in DIFFERENT.items()}


def test_days_are_whole_when_the_clocks_change_between_them() -> None:
    text = "date('2026-04-01') - date('2026-03-01')"
    xform = form_of_expressions([text, "date(date('2026-03-28') + 3)", "now()", "today()"])
    now = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

    theirs = asked(xform, zone="Europe/London", now=now)[2]
    ours = Evaluation(read_instrument(xform), Record(), now=now, zone=LONDON)

    assert ours.value("c0") == "31"
    assert float(theirs.values["c0"]) == pytest.approx(30 + 23 / 24)
    assert ours.value("c1") == "2026-03-31"
    assert ours.value("c2") == theirs.values["c2"] == "2026-07-02T00:30:00.000+01:00"
    assert ours.value("c3") == theirs.values["c3"] == "2026-07-02"
