import pytest

from surveys.instrument.logic import LogicRefused, rewrite
from surveys.instrument.logic.functions import ADVICE, FUNCTIONS

NODES = {
    "n": "int",
    "m": "decimal",
    "t": "string",
    "day": "date",
    "one": "string",
    "g": "group",
    "g/hh": "repeat",
    "g/hh/age": "int",
    "g/hh/name": "string",
    "g/hh/pet": "repeat",
    "g/hh/pet/kind": "string",
}


def written(source: str, context: str = "t") -> str:
    return rewrite(source, context=context, nodes=NODES).rewritten


@pytest.mark.parametrize(
    ("source", "rewritten"),
    [
        ("/data/n > 1", "(/*/n > 1)"),
        ("../n + ../m", "(../n + ../m)"),
        ("../t + 1", "(x:number(../t) + 1)"),
        ("../n = 'x'", "(../n = 'x')"),
        ("../t = 3", "x:eq(../t, 3)"),
        ("../t != ''", "(../t != '')"),
        ("../t = true()", "(../t = true())"),
        ("../day < today()", "x:lt(../day, x:today())"),
        ("today() - ../day", "(x:number(x:today()) - x:number(../day))"),
        ("today() = ../day", "x:eq(x:number(x:today()), ../day)"),
        ("-../day", "-(x:number(../day))"),
        ("not(../n > 1) or true()", "(not((../n > 1)) or true())"),
        ("round(../n, 2)", "x:round(../n, 2)"),
        ("floor(../t)", "floor(x:number(../t))"),
        ("count(../g/hh)", "count(../g/hh)"),
        ("if(../n > 1, 1, 2) + 1", "(x:if((../n > 1), 1, 2) + 1)"),
        ("if(../n > 1, 1, 'a') + 1", "(x:number(x:if((../n > 1), 1, 'a')) + 1)"),
        ("jr:choice-name( /data/one , ' /data/one ')", "x:choice-name(/*/one, 'one')"),
        (
            "instance('l')/root/item[name = /data/one]/x",
            "x:instance('l')/root/item[(name = $root/one)]/x",
        ),
        ("concat(\"it's\", 'a')", "x:concat(\"it's\", 'a')"),
        ("/data/g/hh[2]/age", "/*/g/hh[2]/age"),
        ("/data/g/hh[last()]/age", "/*/g/hh[last()]/age"),
        ("1 + 2 + 3 - 4", "(1 + 2 + 3 - 4)"),
        ("1 - (2 - 3)", "(1 - (2 - 3))"),
    ],
)
def test_an_expression_is_written_anew_only_where_odk_means_something_else(
    source: str, rewritten: str
) -> None:
    assert written(source) == rewritten


def test_current_is_the_question_wherever_it_is_written() -> None:
    assert written("/data/g/hh[name = current()/../name]/age", "g/hh/age") == (
        "/*/g/hh[(name = $current/../name)]/age"
    )


def test_a_choice_filter_reads_columns_and_questions() -> None:
    found = rewrite(
        "county = /data/one and current()/../age > 3",
        context="g/hh/name",
        nodes=NODES,
        item=True,
    )

    assert found.rewritten == "((county = $root/one) and ($current/../age > 3))"
    assert found.references == {"one", "g/hh/age"}


@pytest.mark.parametrize(
    ("source", "context", "references", "indexed"),
    [
        (". > ../n", "t", {"t", "n"}, set()),
        ("sum(/data/g/hh/age)", "t", {"g/hh/age"}, set()),
        ("../../../n", "g/hh/age", {"n"}, set()),
        ("position(..)", "g/hh/age", {"g/hh"}, set()),
        (
            "indexed-repeat(/data/g/hh/age, /data/g/hh, position(..) - 1)",
            "g/hh/name",
            {"g/hh", "g/hh/age"},
            {"g/hh/age"},
        ),
        ("/data/g/hh[1]/age", "t", {"g/hh/age"}, {"g/hh/age"}),
        ("/data/g/hh[1]/age + /data/g/hh/age", "t", {"g/hh/age"}, set()),
        ("count(../g/*)", "t", {name for name in NODES if name.startswith("g/")}, set()),
        ("instance('l')/root/item[t = 1]/n", "t", set(), set()),
        ("jr:choice-name('a', '../one')", "t", set(), set()),
    ],
)
def test_it_is_known_what_an_expression_reads(
    source: str, context: str, references: set[str], indexed: set[str]
) -> None:
    found = rewrite(source, context=context, nodes=NODES)

    assert set(found.references) == references
    assert set(found.indexed) == indexed


@pytest.mark.parametrize("name", [*ADVICE, "made-up", "rount", "string-lenght"])
def test_a_function_that_we_do_not_have_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(LogicRefused) as refused:
        written(f"{name}('a', 'b', 'c', 'd')")

    assert str(refused.value).startswith(f"{name}() is not evaluated here; ")
    assert name not in FUNCTIONS


def test_a_name_that_was_mistyped_is_put_right() -> None:
    with pytest.raises(LogicRefused, match=r"rount\(\) .* use round\(\) instead"):
        written("rount(1)")


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("/data/nobody", "There is no question “nobody”"),
        ("../../n", "“..” leads out of the form"),
        ("../g/hh/nobody", "no question “g/hh/nobody”"),
        ("/", "name"),
        ("/../n", "begins with the name of the form"),
        ("round()", r"round\(\) has 0 values in its brackets; it takes 1 to 2"),
        ("today(1)", "it takes 0"),
        ("concat(1) + coalesce(1)", "it takes 2 or more"),
        ("position()", r"position\(..\) instead"),
        ("last()", "means nothing outside"),
        ("count('a')", r"count\(\) needs a question"),
        ("sum(1)", r"sum\(\) needs a question"),
        ("../n | 1", "joins questions only"),
        ("'a'[1]", "follow questions only"),
        ("concat('a', 'b')/c", "follow questions only"),
        ("instance(../t)/root/item", "in quotation marks"),
        ("instance('l')/root/item[name = instance('l')/root/item/x]", "put it into a calculation"),
        ("jr:choice-name(../one, ../one)", "in quotation marks"),
        ("jr:choice-name(../one, '../nobody')", "no question"),
        ("1 < 2 < 3 < 4 < 5", "Join comparisons"),
        ("regex(., '(')", "cannot read the pattern"),
        ("regex(., '(?=a)b')", "cannot read the pattern"),
        ("regex(., '((((a{100}){100}){100}){100}){100}')", "cannot read the pattern"),
    ],
)
def test_what_cannot_be_evaluated_is_refused_in_words(source: str, why: str) -> None:
    with pytest.raises(LogicRefused, match=why):
        written(source)


def test_three_thousand_conditions_in_one_expression_are_evaluated() -> None:
    assert written("or".join([" 1 "] * 1_500)).count("or") == 1_499


def test_nothing_that_a_form_writes_reaches_functions_or_variables_of_ours() -> None:
    for source in ("x:lt(1, 2)", "x:eq(1, 2)", "eq(1, 2)", "$root/n", "$current"):
        with pytest.raises(LogicRefused):
            written(source)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_says_what_it_takes(name: str) -> None:
    function = FUNCTIONS[name]

    assert 0 <= function.least <= function.most
    with pytest.raises(LogicRefused, match="values in its brackets"):
        written(f"{name}({', '.join(['../t'] * (function.most + 1))})")
