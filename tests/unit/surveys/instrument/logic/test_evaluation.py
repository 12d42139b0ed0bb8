import pytest

from surveys.instrument.logic import Evaluation
from surveys.instrument.model import Record
from tests.unit.surveys.instrument.logic.making import NOW, answered, form


def names(evaluation: Evaluation, address: str) -> list[str]:
    return [choice.name for choice in evaluation.choices(address)]


def test_a_question_is_relevant_where_its_condition_holds() -> None:
    instrument = form("integer n", "text t | relevant: ${n} > 3")

    assert answered(instrument, {"n": "4"}).is_relevant("t")
    assert not answered(instrument, {"n": "3"}).is_relevant("t")
    assert not answered(instrument, {}).is_relevant("t")


def test_nothing_within_a_group_that_is_not_relevant_is() -> None:
    instrument = form(
        "integer n",
        "begin group g | relevant: ${n} > 3",
        "begin group inner",
        "text t | required: yes",
        "end group",
        "end group",
    )

    ours = answered(instrument, {"n": "1", "g/inner/t": "kept back"})

    assert [ours.is_relevant(at) for at in ("g", "g/inner", "g/inner/t")] == [False] * 3
    assert not ours.is_required("g/inner/t")
    assert ours.kept().values == {"n": "1"}
    assert ours.record.values["g/inner/t"] == "kept back"


def test_what_is_not_relevant_counts_as_blank() -> None:
    instrument = form(
        "integer n",
        "text t | relevant: ${n} = 1",
        "text other | relevant: ${t} = ''",
        "calculate c | calculation: concat('<', ${t}, '>')",
    )

    ours = answered(instrument, {"n": "2", "t": "hidden"})

    assert ours.is_relevant("other")
    assert ours.value("c") == "<>"


def test_a_constraint_is_asked_of_relevant_answers_only() -> None:
    instrument = form("integer n", "integer m | relevant: ${n} = 1 | constraint: . > ${n}")

    assert answered(instrument, {"n": "1", "m": "2"}).constraint_holds("m")
    assert not answered(instrument, {"n": "1", "m": "1"}).constraint_holds("m")
    assert answered(instrument, {"n": "1"}).constraint_holds("m")
    assert answered(instrument, {"n": "2", "m": "1"}).constraint_holds("m")


def test_a_question_may_be_required_on_a_condition() -> None:
    instrument = form("integer n", "text t | required: ${n} > 3", "text u | required: yes")

    assert answered(instrument, {"n": "4"}).is_required("t")
    assert not answered(instrument, {"n": "3"}).is_required("t")
    assert answered(instrument, {}).is_required("u")
    assert not answered(instrument, {}).is_required("n")


def test_calculations_read_each_other_in_whatever_order_they_are_written() -> None:
    instrument = form(
        "calculate third | calculation: ${second} * 2",
        "calculate second | calculation: ${first} + 1",
        "calculate first | calculation: ${n} * 10",
        "integer n",
    )

    assert answered(instrument, {"n": "2"}).value("third") == "42"


@pytest.mark.parametrize(
    ("kind", "calculation", "value"),
    [
        ("integer", "7 div 2", "3"),
        ("integer", "-7 div 2", "-3"),
        ("integer", "3000000000", ""),
        ("integer", "'x'", ""),
        ("decimal", "1 div 4", "0.25"),
        ("decimal", "1 div 0", ""),
        ("date", "'2026-03-10T10:00:00'", "2026-03-10"),
        ("date", "'soon'", ""),
        ("dateTime", "'2026-03-10'", ""),
        ("dateTime", "'2026-03-10T10:00:00'", "2026-03-10T10:00:00"),
        ("text", "7 div 2", "3.5"),
    ],
)
def test_a_calculated_answer_is_written_as_its_kind_is(
    kind: str, calculation: str, value: str
) -> None:
    instrument = form(f"{kind} x | calculation: {calculation}")

    assert answered(instrument, {}).value("x") == value


def test_choices_follow_other_answers_and_what_they_leave_out_is_blank() -> None:
    instrument = form(
        "select_one county county",
        "select_one district district | choice_filter: county = ${county}",
        "calculate c | calculation: ${district}",
    )

    ours = answered(instrument, {"county": "lindsey", "district": "south"})
    later = answered(instrument, {"county": "holland", "district": "south"})

    assert names(ours, "district") == ["north", "south"]
    assert ours.value("c") == "south"
    assert names(later, "district") == ["elloe"]
    assert later.value("c") == ""
    assert later.kept().values == {"county": "holland"}
    assert later.record.values["district"] == "south"
    assert names(answered(instrument, {}), "district") == []


def test_of_several_choices_those_that_are_offered_stay() -> None:
    instrument = form(
        "select_one county county",
        "select_multiple district d | choice_filter: county = ${county} or name = 'elloe'",
    )

    ours = answered(instrument, {"county": "holland", "d": "north elloe"})

    assert ours.value("d") == "elloe"


def test_choices_in_a_repeat_follow_the_answers_of_their_own_instance() -> None:
    instrument = form(
        "begin repeat hh",
        "select_one county county",
        "select_one district district | choice_filter: county = ${county}",
        "end repeat",
    )

    ours = answered(instrument, {"hh[1]/county": "lindsey", "hh[2]/county": "holland"}, hh=2)

    assert names(ours, "hh[1]/district") == ["north", "south"]
    assert names(ours, "hh[2]/district") == ["elloe"]


def test_choices_are_shuffled_alike_for_the_same_seed() -> None:
    instrument = form(
        "integer seed", "select_one district d | parameters: randomize=true, seed=${seed}"
    )

    orders = [names(answered(instrument, {"seed": str(n)}), "d") for n in range(12)]

    assert orders[3] == names(answered(instrument, {"seed": "3"}), "d")
    assert {tuple(sorted(order)) for order in orders} == {("elloe", "north", "south")}
    assert len({tuple(order) for order in orders}) > 1


def test_a_question_without_choices_offers_none() -> None:
    assert names(answered(form("text t"), {}), "t") == []


def test_labels_show_values_in_the_language_that_is_read() -> None:
    instrument = form("text name", "text t | label: Hello ${name}!")
    label = instrument.questions[1].label

    ours = answered(instrument, {"name": "Zoë"})

    assert " ".join(ours.words(label, "t", "default").split()) == "Hello Zoë!"


@pytest.mark.parametrize(
    ("count", "instances"),
    [("2", 2), ("0", 0), ("-3", 0), ("", 0), ("2.9", 2), ("5000", 100), ("x", 0)],
)
def test_a_count_makes_so_many_instances_and_no_more_than_a_hundred(
    count: str, instances: int
) -> None:
    instrument = form("text n", "begin repeat hh | repeat_count: ${n}", "text t", "end repeat")

    ours = answered(instrument, {"n": count, "hh[1]/t": "a"}, hh=7)

    assert ours.count("hh") == instances
    assert len(ours.addresses("hh/t")) == instances
    assert ours.is_relevant(f"hh[{instances}]/t") == (instances > 0)
    assert not ours.is_relevant(f"hh[{instances + 1}]/t")


def test_without_a_count_the_record_says_how_many_and_one_at_first() -> None:
    instrument = form("begin repeat hh", "text t", "end repeat")

    assert answered(instrument, {}).count("hh") == 1
    assert answered(instrument, {}, hh=3).count("hh") == 3
    assert answered(instrument, {}, hh=0).count("hh") == 0
    assert answered(instrument, {"hh[9]/t": "beyond"}, hh=2).kept().values == {}


def test_repeats_within_repeats_stand_each_in_its_own_instance() -> None:
    instrument = form(
        "begin repeat hh",
        "integer pets",
        "begin repeat pet | repeat_count: ${pets}",
        "text kind",
        "calculate code | calculation: concat(position(../..), position(..), ${kind})",
        "end repeat",
        "calculate kinds | calculation: join('+', ${kind})",
        "end repeat",
        "calculate all | calculation: count(${pet})",
    )
    values = {"hh[1]/pets": "2", "hh[2]/pets": "1", "hh[1]/pet[2]/kind": "cat"}

    ours = answered(instrument, values | {"hh[2]/pet[1]/kind": "dog"}, hh=2)

    assert ours.value("hh[1]/pet[2]/code") == "12cat"
    assert ours.value("hh[2]/pet[1]/code") == "21dog"
    assert [ours.value(f"hh[{n}]/kinds") for n in (1, 2)] == ["+cat", "dog"]
    assert ours.value("all") == "3"
    assert ours.record.counts == {"hh": 2, "hh[1]/pet": 2, "hh[2]/pet": 1}


def test_a_repeat_that_is_not_relevant_keeps_nothing_and_counts_nowhere() -> None:
    instrument = form("integer n", "begin repeat hh | relevant: ${n} = 1", "text t", "end repeat")

    ours = answered(instrument, {"n": "0", "hh[1]/t": "a"}, hh=2)

    assert not ours.is_relevant("hh")
    assert not ours.is_relevant("hh[1]/t")
    assert ours.kept() == Record({"n": "0"}, {})


def test_letters_that_no_document_can_hold_are_left_out() -> None:
    instrument = form("text t", "calculate c | calculation: ${t}")

    ours = answered(instrument, {"t": "a\0b\ud800c\u202ed\ufffe"})

    assert ours.value("c") == "abc\u202ed"


def test_a_value_is_kept_once_and_calculated_no_more() -> None:
    instrument = form("calculate c | calculation: once(uuid())")

    first = answered(instrument, {})
    again = Evaluation(instrument, first.record, now=NOW)

    assert len(first.value("c")) == 36
    assert again.value("c") == first.value("c")


def test_the_name_of_a_choice_is_its_label() -> None:
    instrument = form(
        "select_one county a", "calculate c | calculation: jr:choice-name(${a}, '${a}')"
    )

    assert answered(instrument, {"a": "lindsey"}).value("c") == "Lindsey"
    assert answered(instrument, {}).value("c") == ""


def test_lists_of_choices_are_read_as_tables() -> None:
    instrument = form(
        "select_one district d",
        "calculate c | calculation: instance('district')/root/item[name = ${d}]/county",
    )

    assert answered(instrument, {"d": "elloe"}).value("c") == "holland"


@pytest.mark.parametrize("unknown", ["nobody", "nobody[1]/x", ""])
def test_an_address_that_the_form_does_not_have_is_not_relevant(unknown: str) -> None:
    ours = answered(form("text t"), {"nobody": "x"})

    assert ours.is_relevant(unknown) == (unknown == "")
    assert ours.count(unknown) == 0
    assert ours.value(unknown) == ""
    assert ours.kept().values == {}
