"""The components of questions: the Design System's own markup, whole and within reach."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import html5lib
import jinja2
import pytest
from markupsafe import Markup

from surveys.instrument.kinds import KINDS
from surveys.instrument.kinds.drawing import Offered, Reveal, Shown, View, id_of, name_of
from surveys.instrument.kinds.selects import goes_alone
from surveys.instrument.markdown import block, line
from surveys.instrument.model import Question
from tests.html import check_page, parse
from tests.unit.core.test_components import Params, environment, theirs, tree
from tests.unit.surveys.instrument.kinds.asked import COLOURS, EVERY, choices, question

__all__ = ["environment"]  # a fixture

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
DRAW = '{% from "components/question.html" import question %}{{ question(q) }}'
MATRIX = '{% from "components/question.html" import matrix %}{{ matrix(title, rows) }}'
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>Error: {0}</title></head>'
    "<body><main>{1}{2}</main></body></html>"
)
ASKED = [one for questions in EVERY.values() for one in questions if KINDS[one.kind].asks]
FEW = choices("red", "green", "dont_know")
COMPARED = {
    "text": question("text"),
    "textarea": question("text", "multiline", parameters={"rows": "3"}),
    "number": question("integer"),
    "radios": question("select_one", choices=FEW),
    "checkboxes": question("select_multiple", choices=FEW),
    "select": question("select_one", "minimal", choices=FEW),
    "date": question("date"),
}
ANSWERS = {"radios": "red", "checkboxes": "red", "select": "green", "date": "2025-03-07"}


def view(asked: Question, state: str = "fresh", *, heading: bool = False) -> View:
    offered = asked.choices.all if asked.choices else ()
    return View(
        address="household[2]/it",
        title=line("Who & <what> *then*?"),
        hint=Markup("A hint"),
        offered=[Offered(one.name, one.name.title(), exclusive=goes_alone(one)) for one in offered],
        typed={"": ["1 "], "day": ["1"]} if state == "wrong" else {},
        error="Do <this>" if state == "wrong" else "",
        heading=heading,
    )


def drawn(env: jinja2.Environment, shown: Shown) -> str:
    return env.from_string(DRAW).render(q=shown)


def page(html: str, title: str = "Who & <what> then?", *, heading: str = "") -> str:
    return PAGE.format(Markup.escape(title), heading, html)


def params(shown: Shown, name: str) -> Params:
    """What the Design System's macro takes for the same question."""
    named = {"html": shown.title, "isPageHeading": shown.heading}
    made: Params = {"id": shown.id, "name": shown.name, "value": shown.value}
    hint = shown.hint or "For example, 27 3 2007"
    made |= {"hint": {"text": hint}}
    made |= {"errorMessage": {"text": shown.error}} if shown.error else {}
    if name in ("radios", "checkboxes", "date"):
        legend = named | {"classes": f"govuk-fieldset__legend--{shown.size}"}
        made["fieldset"] = {"legend": legend}
    else:
        made["label"] = named | {"classes": f"govuk-label--{shown.size}"}
    return made | SPECIAL[name](shown)


def items(shown: Shown) -> Sequence[Params]:
    found: list[Params] = []
    for one in shown.choices:
        found += [{"divider": "or"}] if one.divided else []
        behaviour = {"behaviour": "exclusive"} if one.exclusive else {}
        found.append(
            {"value": one.value, "text": one.text, "id": one.id, "checked": one.checked} | behaviour
        )
    return found


SPECIAL: dict[str, Callable[[Shown], Params]] = {
    "text": lambda q: {"autocomplete": "off"},
    "textarea": lambda q: {"autocomplete": "off", "rows": 3},
    "number": lambda q: {
        "autocomplete": "off",
        "inputmode": "numeric",
        "spellcheck": False,
        "classes": "govuk-input--width-10",
    },
    "radios": lambda q: {"idPrefix": q.id, "items": items(q)},
    "checkboxes": lambda q: {"idPrefix": q.id, "items": items(q)},
    "select": lambda q: {
        "items": [{"value": i.value, "text": i.text, "selected": i.checked} for i in q.choices]
    },
    "date": lambda q: {
        "items": [
            {
                "id": part.id,
                "name": part.name,
                "label": part.key.title(),
                "value": part.value,
                "autocomplete": "off",
                "classes": f"govuk-input--width-{part.width}"
                + (" govuk-input--error" if part.wrong else ""),
            }
            for part in q.parts
        ],
    },
}


@pytest.mark.parametrize("heading", [False, True])
@pytest.mark.parametrize("state", ["fresh", "wrong", "answered"])
@pytest.mark.parametrize("name", COMPARED)
def test_a_question_has_the_design_systems_markup(
    environment: jinja2.Environment, *, name: str, state: str, heading: bool
) -> None:
    asked = COMPARED[name]
    kind, seen = KINDS[asked.kind], view(asked, state, heading=heading)
    if state == "answered":
        seen = replace(seen, typed=kind.typed(asked, ANSWERS.get(name, "12")))
    shown = kind.draw(asked, seen)

    made = drawn(environment, shown)

    macro = {"number": "text"}.get(name, name)
    assert tree(made) == tree(theirs(environment, macro, params(shown, name)))


@pytest.mark.parametrize("heading", [False, True])
@pytest.mark.parametrize("state", ["fresh", "wrong"])
@pytest.mark.parametrize("asked", ASKED, ids=lambda one: one.kind)
def test_every_question_is_whole_named_and_described(
    environment: jinja2.Environment, *, asked: Question, state: str, heading: bool
) -> None:
    kind = KINDS[asked.kind]
    shown = kind.draw(asked, view(asked, state, heading=heading))

    read = check_page(
        page(
            drawn(environment, shown),
            heading="" if heading else "<h1>Who &amp; &lt;what&gt; then?</h1>",
        )
    )

    assert "A hint" in read.text
    assert ("Do <this>" in read.text) == (state == "wrong")
    described = [e.attrib.get("aria-describedby", "") for e in read.root.iter()]
    assert shown.described_by in described
    assert shown.first_input_id in read.ids
    first = next(e for e in read.root.iter() if e.attrib.get("id") == shown.first_input_id)
    assert first.tag in ("input", "select", "textarea")
    assert first.attrib.get("type") != "hidden"
    assert all("style" not in e.attrib for e in read.root.iter())
    names = {e.attrib["name"] for e in read.root.iter() if "name" in e.attrib}
    address = "household[2]/it"
    assert names <= {name_of(address), *(name_of(address, part) for part in kind.parts)}


def test_a_note_is_a_block_of_words(environment: jinja2.Environment) -> None:
    asked = question("note")
    shown = KINDS["note"].draw(asked, View(address="it", title=block("Hello\n\n- a")))

    read = parse(page(drawn(environment, shown)))

    assert read.parse_errors == ()
    assert read.text == "Hello a"


@pytest.mark.parametrize(
    ("kind", "wrong", "lands"),
    [
        ("date", {"year"}, "q-it-year"),
        ("date", {"month", "year"}, "q-it-month"),
        ("date", set(), "q-it-day"),
        ("dateTime", {"time"}, "q-it-time"),
        ("rank", {"blue"}, "q-it-3"),
        ("rank", set(), "q-it"),
        ("select_one", set(), "q-it"),
    ],
)
def test_an_error_leads_to_the_first_wrong_input(kind: str, wrong: set[str], lands: str) -> None:
    asked = EVERY[kind][0]
    seen = replace(view(asked, "wrong"), address="it", wrong=frozenset(wrong))

    assert KINDS[kind].draw(asked, seen).first_input_id == lands


def test_words_in_another_language_say_so_and_ours_do_not(environment: jinja2.Environment) -> None:
    asked = question("select_multiple", choices=COLOURS)
    seen = replace(view(asked, "wrong"), lang="pl")

    root = html5lib.parseFragment(
        drawn(environment, KINDS["select_multiple"].draw(asked, seen)), namespaceHTMLElements=False
    )

    spoken = {e.tag for e in root.iter() if e.attrib.get("lang") == "pl"}
    assert spoken == {"legend", "label", "span"}  # the span is the hint's
    (error,) = (e for e in root.iter() if "govuk-error-message" in e.attrib.get("class", ""))
    assert not any("lang" in e.attrib for e in error.iter())


def test_an_error_in_the_forms_own_words_says_their_language(
    environment: jinja2.Environment,
) -> None:
    shown = KINDS["text"].draw(
        question("text"), replace(view(question("text"), "wrong"), error_lang="pl")
    )

    assert '<span lang="pl">Do &lt;this&gt;</span>' in drawn(environment, shown)


def test_the_text_of_an_other_stands_below_its_choice(environment: jinja2.Environment) -> None:
    text = KINDS["text"].draw(question("text"), View(address="it_other", title="Which?"))
    asked = question("select_one", choices=choices("red", "other"))
    seen = replace(view(asked, heading=True), reveals=Reveal("other", text))

    read = check_page(page(drawn(environment, KINDS["select_one"].draw(asked, seen))))

    assert read.text.endswith("Other Which?")
    assert "q-it_other" in read.ids


def test_a_matrix_is_a_fieldset_for_each_row(environment: jinja2.Environment) -> None:
    asked = question("likert", choices=COLOURS)
    rows = [
        KINDS["likert"].draw(asked, replace(view(asked), address=f"grid/{name}", title=name))
        for name in ("a", "b")
    ]
    wrong = replace(rows[1], error="Choose one")

    html = environment.from_string(MATRIX).render(title="How much?", rows=[rows[0], wrong])
    read = check_page(page(html, "Grid", heading="<h1>Grid</h1>"))

    assert [e.attrib.get("aria-describedby") for e in read.all("fieldset")] == [
        "q-grid-a-hint",
        "q-grid-b-hint q-grid-b-error",
    ]
    assert len([e for e in read.all("input") if e.attrib["name"] == "q:grid/a"]) == 5
    head = next(e for e in read.all("div") if "app-matrix__head" in e.attrib.get("class", ""))
    assert head.attrib["aria-hidden"] == "true"


def test_rows_that_offer_different_choices_stand_below_each_other(
    environment: jinja2.Environment,
) -> None:
    rows = [
        KINDS["select_one"].draw(asked, replace(view(asked), address=f"grid/{name}"))
        for name, asked in (
            ("a", question("select_one", choices=choices("red", "green"))),
            ("b", question("select_one", choices=choices("red", "blue"))),
        )
    ]

    assert "app-matrix--grid" not in environment.from_string(MATRIX).render(rows=rows)


def test_a_picture_without_words_is_named_by_its_choice(environment: jinja2.Environment) -> None:
    asked = question("select_one", choices=choices("red", "green"))
    pictures = [Offered("red", "", image="/red.png"), Offered("green", "Green", image="/g.png")]

    made = drawn(
        environment, KINDS["select_one"].draw(asked, replace(view(asked), offered=pictures))
    )

    assert 'src="/red.png" alt="red"' in made
    assert 'src="/g.png" alt=""' in made


@pytest.mark.parametrize(
    ("address", "id"),
    [
        ("age", "q-age"),
        ("household[2]/age", "q-household-2-age"),
        ("a-b/c", "q-a--b-c"),
        ("a/b-c", "q-a-b--c"),
    ],
)
def test_an_id_is_its_address_and_no_other_has_it(address: str, id: str) -> None:
    assert id_of(address) == id


def test_the_or_stands_once_before_the_answers_that_go_with_no_other() -> None:
    asked = question("select_multiple", choices=choices("none", "red", "none", "dont_know"))

    shown = KINDS["select_multiple"].draw(asked, view(asked))

    assert [one.divided for one in shown.choices] == [False, False, True, False]
