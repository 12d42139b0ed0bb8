import pytest

from surveys.instrument.logic.syntax import (
    DEEPEST,
    LONGEST,
    Call,
    Chain,
    Literal,
    LogicRefused,
    Negative,
    Number,
    Path,
    Step,
    parse,
)

HERE = Path(None, (Step("."),))


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("1.5", Number("1.5")),
        (".5", Number(".5")),
        ("'a \"b\"'", Literal('a "b"')),
        (". * 2", Chain(HERE, (("*", Number("2")),))),
        ("a-b", Path(None, (Step("a-b"),))),
        ("a - b", Chain(Path(None, (Step("a"),)), (("-", Path(None, (Step("b"),))),))),
        ("../*", Path(None, (Step(".."), Step("*")))),
        ("* * *", Chain(Path(None, (Step("*"),)), (("*", Path(None, (Step("*"),))),))),
        ("div div div", Chain(Path(None, (Step("div"),)), (("div", Path(None, (Step("div"),))),))),
        ("-1", Negative(Number("1"))),
        ("--1", Negative(Negative(Number("1")))),
        ("jr:choice-name(1, 2)", Call("jr:choice-name", (Number("1"), Number("2")))),
        ("current()/../a", Path(Call("current", ()), (Step(".."), Step("a")))),
        ("/data/a[1]/b", Path("/", (Step("data"), Step("a", (Number("1"),)), Step("b")))),
        ("child::a/self::node()/parent::node()", Path(None, (Step("a"), Step("."), Step("..")))),
        ("(1 + 2)", Chain(Number("1"), (("+", Number("2")),))),
    ],
)
def test_an_expression_is_read_as_xpath_says(source: str, tree: object) -> None:
    assert parse(source) == tree


def test_operators_bind_as_xpath_says() -> None:
    assert parse("1 or 2 and 3 = 4 < 5 + 6 * -7") == Chain(
        Number("1"),
        (
            (
                "or",
                Chain(
                    Number("2"),
                    (
                        (
                            "and",
                            Chain(
                                Number("3"),
                                (
                                    (
                                        "=",
                                        Chain(
                                            Number("4"),
                                            (
                                                (
                                                    "<",
                                                    Chain(
                                                        Number("5"),
                                                        (
                                                            (
                                                                "+",
                                                                Chain(
                                                                    Number("6"),
                                                                    (("*", Negative(Number("7"))),),
                                                                ),
                                                            ),
                                                        ),
                                                    ),
                                                ),
                                            ),
                                        ),
                                    ),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("", "the end"),
        ("1 +", "the end"),
        ("'open", "cannot be read"),
        ("1 2", "“2” where “end”"),
        ("f(1", "the end"),
        ("f(1 2)", "“2” where “,”"),
        ("a[1", "the end"),
        ("#", "cannot be read"),
        ("${age}", "cannot be read|unknown"),
        ("$age", r"\$age is unknown"),
        ("//age", "“//” is not evaluated"),
        ("a//b", "“//” is not evaluated"),
        ("following::a", "“following::” is not evaluated"),
        ("self::a", "only node"),
        ("@id", "Attributes"),
        ("text()", r"text\(\) is not evaluated"),
        ("a/node()", r"node\(\) is not evaluated"),
        ("a[b[c[1]]]", "Brackets are nested"),
        ("a:*", "no name of a question"),
        ("orx:meta", "no name of a question"),
    ],
)
def test_what_is_not_evaluated_is_refused_in_words(source: str, why: str) -> None:
    with pytest.raises(LogicRefused, match=why):
        parse(source)


def test_an_expression_that_is_too_long_is_refused() -> None:
    assert parse(" " * (LONGEST - 1) + "1") == Number("1")
    with pytest.raises(LogicRefused, match="at most 8000"):
        parse(" " * LONGEST + "1")


@pytest.mark.parametrize("open_and_close", [("(", ")"), ("not(", ")"), ("-", "")])
def test_an_expression_that_is_nested_too_deep_is_refused(open_and_close: tuple[str, str]) -> None:
    opened, closed = open_and_close

    parse(opened * (DEEPEST - 1) + "1" + closed * (DEEPEST - 1))
    with pytest.raises(LogicRefused, match="nested more than 50"):
        parse(opened * (DEEPEST + 1) + "1" + closed * (DEEPEST + 1))


def test_a_long_chain_of_conditions_is_no_deep_one() -> None:
    tree = parse(" or ".join(["1"] * 1_000))

    assert isinstance(tree, Chain)
    assert len(tree.rest) == 999
