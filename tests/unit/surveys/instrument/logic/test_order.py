import pytest

from surveys.instrument.logic import LogicRefused, check_order
from tests.unit.surveys.instrument.logic.making import answered, form


@pytest.mark.parametrize(
    "rows",
    [
        ("calculate a | calculation: ${b}", "calculate b | calculation: ${a}"),
        ("text a | relevant: ${b} = ''", "text b | relevant: ${a} = ''"),
        ("text a | relevant: ${a} = ''",),
        ("begin group g | relevant: ${a} = ''", "text a", "end group"),
        ("begin repeat r | repeat_count: ${a}", "integer a", "end repeat"),
        (
            "calculate a | calculation: ${b}",
            "calculate b | calculation: ${c}",
            "calculate c | calculation: ${a}",
        ),
        (
            "select_one county a | choice_filter: name = ${b}",
            "calculate b | calculation: ${a}",
        ),
    ],
)
def test_questions_that_wait_for_each_other_are_refused_by_name(rows: tuple[str, ...]) -> None:
    with pytest.raises(LogicRefused, match=r"wait for each other.*: .*a"):
        check_order(form(*rows))


def test_a_thousand_calculations_in_a_row_are_no_circle() -> None:
    rows = [f"calculate c{n} | calculation: ${{c{n + 1}}} + 1" for n in range(1_000)]
    instrument = form(*rows, "calculate c1000 | calculation: 0")

    check_order(instrument)
    assert answered(instrument, {}).value("c0") == "1000"


def test_a_constraint_may_read_its_own_question_and_those_that_read_it() -> None:
    check_order(form("integer a | constraint: . > ${b}", "integer b | constraint: . < ${a}"))


def before(name: str) -> str:
    return f"indexed-repeat(${{{name}}}, ${{r}}, position(..) - 1)"


def test_a_total_may_run_through_the_instances_of_a_repeat() -> None:
    instrument = form(
        "begin repeat r",
        "integer n",
        f"calculate total | calculation: coalesce({before('total')}, 0) + ${{n}}",
        "end repeat",
    )

    ours = answered(instrument, {f"r[{n}]/n": str(n) for n in range(1, 6)}, r=5)

    assert [ours.value(f"r[{n}]/total") for n in range(1, 6)] == ["1", "3", "6", "10", "15"]


def test_two_questions_may_read_each_other_in_the_instance_before() -> None:
    instrument = form(
        "begin repeat r",
        "integer n",
        f"calculate opened | calculation: coalesce({before('closed')}, 100)",
        "calculate closed | calculation: ${opened} - ${n}",
        "end repeat",
        "calculate left | calculation: indexed-repeat(${closed}, ${r}, count(${r}))",
    )

    ours = answered(instrument, {f"r[{n}]/n": str(n) for n in range(1, 5)}, r=4)

    assert [ours.value(f"r[{n}]/opened") for n in range(1, 5)] == ["100", "99", "97", "94"]
    assert ours.value("left") == "90"


def test_a_circle_through_instances_of_another_repeat_is_refused() -> None:
    instrument = form(
        "calculate out | calculation: indexed-repeat(${inside}, ${r}, 1)",
        "begin repeat r",
        "calculate inside | calculation: ${out}",
        "end repeat",
    )

    with pytest.raises(LogicRefused, match="wait for each other"):
        check_order(instrument)
