from surveys.instrument.logic import first_record, with_new_instances, with_one_more
from surveys.instrument.model import Record
from tests.unit.surveys.instrument.logic.making import NOW, form


def test_a_form_begins_with_its_defaults() -> None:
    instrument = form("integer n | default: 3", "text t", "calculate c | calculation: ${n} + 1")

    assert first_record(instrument, now=NOW) == Record({"n": "3", "c": "4"}, {})


def test_a_form_begins_with_values_of_the_moment_in_the_order_of_the_form() -> None:
    instrument = form(
        "date day | default: today()",
        "text t | default: concat('on ', ${day})",
        "text u | default: concat(${t}, '!')",
    )

    begun = first_record(instrument, now=NOW)

    assert begun.values == {"day": "2026-03-10", "t": "on 2026-03-10", "u": "on 2026-03-10!"}


def test_a_value_of_the_moment_is_given_to_relevant_questions_only() -> None:
    instrument = form("integer n", "date day | relevant: ${n} = 1 | default: today()")

    assert first_record(instrument, now=NOW).values == {}


def test_every_instance_begins_with_the_defaults_of_its_questions() -> None:
    instrument = form(
        "integer n | default: 2",
        "begin repeat hh | repeat_count: ${n}",
        "text t | default: hello",
        "begin repeat pet",
        "text kind | default: cat",
        "end repeat",
        "end repeat",
    )

    begun = first_record(instrument, now=NOW)

    assert begun.counts == {"hh": 2, "hh[1]/pet": 1, "hh[2]/pet": 1}
    assert begun.values == {
        "n": "2",
        "hh[1]/t": "hello",
        "hh[2]/t": "hello",
        "hh[1]/pet[1]/kind": "cat",
        "hh[2]/pet[1]/kind": "cat",
    }


def test_one_more_instance_comes_with_defaults_and_changes_no_other() -> None:
    instrument = form(
        "begin repeat hh", "text t | default: hello", "end repeat", "text u | default: x"
    )
    record = Record({"hh[1]/t": "changed"}, {"hh": 1})

    more = with_one_more(instrument, record, "hh", now=NOW)

    assert more == Record({"hh[1]/t": "changed", "hh[2]/t": "hello"}, {"hh": 2})


def test_instances_that_an_answer_brings_come_with_defaults() -> None:
    instrument = form(
        "integer n", "begin repeat hh | repeat_count: ${n}", "text t | default: hello", "end repeat"
    )
    before = Record({"n": "1", "hh[1]/t": "changed"}, {"hh": 1})

    after = with_new_instances(
        instrument, Record({**before.values, "n": "3"}, before.counts), now=NOW
    )

    assert after.counts == {"hh": 3}
    assert [after.values[f"hh[{n}]/t"] for n in (1, 2, 3)] == ["changed", "hello", "hello"]


def test_an_answer_that_was_taken_back_gets_no_default_again() -> None:
    instrument = form("text t | default: hello")

    assert with_new_instances(instrument, Record(), now=NOW).values == {}
