"""Hostile forms and answers end in a refusal or in a bounded time; threads keep apart."""

import gc
import resource
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from surveys.instrument.logic import Evaluation, LogicExhausted, LogicRefused, evaluation, rewrite
from surveys.instrument.logic.document import MOST_IN_ALL
from surveys.instrument.logic.patterns import matches
from surveys.instrument.logic.program import _programs, program_of
from surveys.instrument.model import Record
from surveys.instrument.xform import read_instrument
from tests.oracle.forms import xform_of
from tests.unit.surveys.instrument.logic.making import NOW, answered, form, markdown


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)*b", "(x+x+)+y", "(.*)(.*)(.*)(.*)x", "^(([a-z])+.)+[A-Z]([a-z])+$"]
)
def test_no_pattern_takes_long(pattern: str) -> None:
    started = time.perf_counter()

    assert not matches(pattern, "a" * 100_000 + "!")
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("pattern", ["a{1000000}", "((a{100}){100}){100}", "(", "a" * 2_000])
def test_a_pattern_that_cannot_be_read_matches_nothing(pattern: str) -> None:
    assert not matches(pattern, "a")


@pytest.mark.parametrize(
    "source",
    [
        "(" * 4_000,
        "[" * 8_000,
        "not(" * 1_900 + "1" + ")" * 1_900,
        "1" + "+1" * 4_000,
        "a[" * 100,
        "'" * 8_000,
        "-" * 7_999 + "1",
        "\0",
        "\u202eage",
        "../" * 2_000,
        "count(/data/t[count(/data/t[count(/data/t) > 0]) > 0])" * 100,
    ],
)
def test_a_hostile_expression_is_refused_or_read_at_once(source: str) -> None:
    started = time.perf_counter()
    try:
        rewrite(source, context="t", nodes={"t": "string"})
    except LogicRefused:
        refused = True
    else:
        refused = "+1" in source

    assert refused
    assert time.perf_counter() - started < 1


def test_repeats_within_repeats_do_not_multiply_without_end() -> None:
    instrument = form(
        "integer n",
        "begin repeat a | repeat_count: ${n}",
        "begin repeat b | repeat_count: ${n}",
        "begin repeat c | repeat_count: ${n}",
        "calculate x | calculation: count(/data/a/b/c)",
        "end repeat",
        "end repeat",
        "end repeat",
    )
    started = time.perf_counter()

    ours = answered(instrument, {"n": "100"})

    assert sum(ours.record.counts.values()) == MOST_IN_ALL
    assert time.perf_counter() - started < 5


def test_more_evaluations_than_one_respondent_is_worth_are_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(evaluation, "MOST_EVALUATIONS", 5)
    instrument = form(*(f"calculate c{n} | calculation: {n}" for n in range(6)))

    with pytest.raises(LogicExhausted):
        answered(instrument, {})


def test_an_evaluation_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "LONGEST", -1.0)

    with pytest.raises(LogicExhausted):
        answered(form("calculate c | calculation: 1"), {})


def test_an_evaluation_may_be_asked_long_after_it_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = answered(form("integer n | constraint: . > 3"), {"n": "4"})
    moment = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: moment + 3_600)

    assert ours.constraint_holds("n")


def test_what_is_made_for_an_instrument_goes_with_it() -> None:
    instrument = read_instrument(xform_of(markdown("text t", "calculate c | calculation: ${t}")))
    key = id(instrument)
    program = program_of(instrument)

    assert program_of(instrument) is program
    assert _programs._kept[key][1] is program
    del instrument
    gc.collect()
    assert key not in _programs._kept


def test_evaluating_keeps_no_memory() -> None:
    instrument = form(
        "select_one district d",
        "calculate c | calculation: join(' ', instance('district')/root/item[name != 'x']/name)",
        "begin repeat hh",
        "calculate place | calculation: position(..)",
        "end repeat",
    )

    def kept(times: int) -> int:
        for _ in range(times):
            answered(instrument, {}, hh=20)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    before = kept(300)

    assert kept(3_000) - before < 4_096


def test_threads_do_not_see_each_others_answers_or_clocks() -> None:
    instrument = form(
        "integer n",
        "select_one district d | choice_filter: county = if(${n} mod 2 = 0, 'lindsey', 'holland')",
        "begin repeat hh | repeat_count: ${n} mod 4",
        "calculate place | calculation: concat(${n}, '/', position(..))",
        "end repeat",
        "calculate places | calculation: join(',', ${place})",
        "calculate day | calculation: today()",
        "calculate county | calculation: instance('district')/root/item[name = ${d}]/county",
    )
    ready = threading.Barrier(8)

    def work(start: int) -> list[str]:
        ready.wait()
        wrong = []
        for n in range(start, start + 200):
            now = NOW + timedelta(days=n)
            record = Record({"n": str(n), "d": "south"})
            ours = Evaluation(instrument, record, now=now)
            expected = ",".join(f"{n}/{place}" for place in range(1, n % 4 + 1))
            if (
                ours.value("places") != expected
                or ours.value("day") != now.date().isoformat()
                or ours.value("county") != ("" if n % 2 else "lindsey")
            ):
                wrong.append(f"{n}: {ours.kept()}")
        return wrong

    with ThreadPoolExecutor(8) as pool:
        found = [wrong for one in pool.map(work, range(0, 8_000, 1_000)) for wrong in one]

    assert found == []


def test_twenty_questions_with_logic_take_less_than_a_few_milliseconds() -> None:
    rows = [f"integer q{n} | relevant: ${{q{n - 1}}} > {n % 3} or {n} < 9" for n in range(1, 20)]
    instrument = form("integer q0", *rows, "calculate c | calculation: sum(${q3}) + ${q4}")
    values = {f"q{n}": str(n) for n in range(20)}
    Evaluation(instrument, Record(values), now=datetime(2026, 1, 1, tzinfo=UTC))

    def taken() -> float:
        started = time.perf_counter()
        Evaluation(instrument, Record(values), now=datetime(2026, 1, 1, tzinfo=UTC))
        return time.perf_counter() - started

    assert min(taken() for _ in range(20)) < 0.005
