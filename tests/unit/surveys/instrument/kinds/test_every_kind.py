"""Whatever the kind: any bytes are read calmly, and an answer survives every form it takes."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from surveys.instrument.kinds import KINDS
from surveys.instrument.kinds.base import Measure, Sent, Stored
from surveys.instrument.kinds.drawing import Offered, View
from surveys.instrument.model import Question
from tests.unit.surveys.instrument.kinds.asked import EVERY

TEMPLATES = Path(__file__).resolve().parents[5] / "templates" / "components" / "questions"
ASKED = [
    pytest.param(one, id=f"{kind}-{'-'.join(sorted(one.appearance)) or number}")
    for kind, questions in EVERY.items()
    for number, one in enumerate(questions)
]
ANY_CHARACTER = st.characters(exclude_categories=())
LIKELY = st.sampled_from(
    [
        *("", "3", "1,200", "-7", "0.05", "3.5", "£50", "25%", "1e5", "9" * 60, "٣", "−2"),
        *("31", "2", "2024", "February", "luty", "1899", "7pm", "19:30", "7.30 pm", "25:00"),
        *("red", "green", "dont_know", "red 1", "green 2", "blue 3", "red 2", "OK", " red ", "x 0"),
        *("52.9 -0.2", "52.9,-0.2", "91 181", "53.1 0.1 0 10", "a\x00b", "\u202ea", "\ud800"),
    ]
)
SENT = st.dictionaries(
    st.sampled_from(["", "day", "month", "year", "time", "longitude", "latitude", "other"]),
    st.lists(st.one_of(LIKELY, st.text(ANY_CHARACTER, max_size=30)), max_size=4),
)


def labels(question: Question) -> Mapping[str, str]:
    offered = question.choices.all if question.choices else ()
    return {one.name: one.name.capitalize() for one in offered}


def test_every_kind_of_question_is_tried_here() -> None:
    assert set(EVERY) == set(KINDS)
    assert all(name == kind.name for name, kind in KINDS.items())


@pytest.mark.parametrize("question", ASKED)
@given(sent=SENT)
@settings(deadline=None, max_examples=60)
def test_whatever_was_sent_is_read_without_an_error(question: Question, sent: Sent) -> None:
    kind = KINDS[question.kind]

    reading = kind.read(question, sent)

    etree.Element("answer").text = reading.value  # which refuses what XML cannot hold
    if reading.problem:
        assert reading.value == ""
        assert reading.problem.text % reading.problem.values
        inputs = set(kind.parts) | set(labels(question))
        assert reading.problem.parts <= inputs


@pytest.mark.parametrize("question", ASKED)
@given(sent=SENT)
@settings(deadline=None, max_examples=60)
def test_an_answer_is_the_same_after_it_was_stored_shown_again_and_sent_again(
    question: Question, sent: Sent
) -> None:
    kind = KINDS[question.kind]
    lexical = kind.read(question, sent).value

    value = kind.value(question, lexical)

    assert kind.lexical(question, value) == lexical
    assert kind.read(question, kind.typed(question, lexical)).value == lexical
    assert len(kind.cells(question, value)) == len(kind.columns(question, labels(question), "Q"))
    for locale in ("en", "en_GB", "pl", "pt-BR", "xx", ""):
        assert bool(kind.shown(question, value, labels(question), locale)) == bool(lexical)


@pytest.mark.parametrize("question", ASKED)
@given(lexical=st.one_of(LIKELY, st.text(max_size=30)))
@settings(deadline=None, max_examples=40)
def test_a_value_that_came_otherwise_is_shown_without_an_error(
    question: Question, lexical: str
) -> None:
    kind = KINDS[question.kind]

    value = kind.value(question, lexical)

    kind.typed(question, lexical)
    kind.misfit(question, lexical, list(labels(question)))
    assert isinstance(kind.shown(question, value, {}, "en"), str)
    assert kind.summary(question, [value, None]).blank >= (kind.stored is not Stored.NOTHING)


@pytest.mark.parametrize("question", ASKED)
def test_a_blank_answer_is_no_answer(question: Question) -> None:
    kind = KINDS[question.kind]

    for blank in ({}, {part: [""] for part in kind.parts}, {part: [" \t"] for part in kind.parts}):
        assert kind.read(question, blank) == kind.read(question, {})
    assert kind.value(question, "") is None
    assert kind.lexical(question, None) == ""
    assert set(kind.cells(question, None)) <= {None}


@pytest.mark.parametrize("question", ASKED)
def test_every_column_says_what_it_holds(question: Question) -> None:
    kind = KINDS[question.kind]

    columns = kind.columns(question, labels(question), "How safe do you feel?")

    assert bool(columns) == (kind.stored is not Stored.NOTHING)
    assert len({column.name for column in columns}) == len(columns)
    for column in columns:
        assert column.name.startswith(question.column)
        assert column.label.startswith("How safe do you feel?")
        assert column.stored.is_sealed == kind.stored.is_sealed
        assert isinstance(column.measure, Measure)
        assert all(code and label for code, label in column.codes)
        assert set(column.missing) <= {code for code, _label in column.codes}
        coded = column.stored in (Stored.CODE, Stored.CODES)
        assert bool(column.codes) == coded


@pytest.mark.parametrize("question", ASKED)
def test_a_component_stands_ready_for_each_way_in_which_it_is_drawn(question: Question) -> None:
    kind = KINDS[question.kind]
    offered = [Offered(name, label) for name, label in labels(question).items()]

    shown = kind.draw(question, View(address="group/it", title="Q", offered=offered))

    assert (TEMPLATES / f"{kind.macro}.html").is_file()
    assert (TEMPLATES / f"{shown.macro}.html").is_file()
