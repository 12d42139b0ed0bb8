"""Our components, written out for speed, give the Design System's own markup."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import jinja2
import pytest
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from engagement.core.errors import Rejected
from engagement.core.forms import (
    CheckboxesField,
    DateField,
    FileField,
    HiddenField,
    PasswordField,
    PublicForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    choice,
)

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
CHOICES = [choice("a", "Answer <A>"), choice("b", "Answer B", hint="More about B")]

Params = dict[str, object]


class Form(PublicForm):
    text = TextField("Text", required="Enter it", hint="A hint", width=10, autocomplete="off")
    textarea = TextareaField("Text area", required="Enter it", hint="A hint", rows=3)
    select = SelectField("Select", required="Choose one", hint="A hint")
    radios = RadiosField("Radios", required="Choose one", hint="A hint")
    checkboxes = CheckboxesField("Checkboxes", required="Choose some", hint="A hint")
    date = DateField("Date", required="Enter it", hint="A hint")
    password = PasswordField("Password", required="Enter it", hint="A hint")
    file = FileField("File", required="Choose a file", hint="A hint")
    hidden = HiddenField()


MACROS = {
    "text": "govukInput",
    "textarea": "govukTextarea",
    "select": "govukSelect",
    "radios": "govukRadios",
    "checkboxes": "govukCheckboxes",
    "date": "govukDateInput",
    "password": "govukPasswordInput",
    "file": "govukFileUpload",
}
FOLDERS = {
    "text": "input",
    "date": "date-input",
    "password": "password-input",
    "file": "file-upload",
}
GOOD = MultiDict(
    {
        "text": 'Pier "1"',
        "textarea": "<b>\nx",
        "select": "b",
        "radios": "b",
        "checkboxes": "a",
        "date-day": "7",
        "date-month": "3",
        "date-year": "2025",
    }
)


@pytest.fixture(scope="module")
def environment() -> jinja2.Environment:
    macros = jinja2.PackageLoader("govuk_frontend_jinja")
    made = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.ChoiceLoader(
            [
                jinja2.FileSystemLoader(TEMPLATES),
                jinja2.PrefixLoader({"govuk_frontend_jinja": macros}),
            ]
        ),
    )
    made.globals["_"] = gettext
    return made


def ours(environment: jinja2.Environment, form: PublicForm, name: str, *, heading: bool) -> str:
    source = '{% from "components/field.html" import field %}{{ field(f, heading=heading) }}'
    return environment.from_string(source).render(f=form[name], heading=heading)


def theirs(environment: jinja2.Environment, name: str, params: Params) -> str:
    folder, macro = FOLDERS.get(name, name), MACROS[name]
    source = (
        f'{{% from "govuk_frontend_jinja/components/{folder}/macro.html" import {macro} %}}'
        f"{{{{ {macro}(params) }}}}"
    )
    return environment.from_string(source).render(params=params)


def params(form: PublicForm, name: str, *, heading: bool) -> Params:
    """What the Design System's macro takes for the same field."""
    field, size = form[name], "l" if heading else "s"
    named = {"text": field.title, "isPageHeading": heading}
    made: Params = {"id": name, "name": name, "hint": {"text": field.hint}, "value": field.value}
    made |= {"errorMessage": {"text": field.error}} if field.errors else {}
    if name in ("radios", "checkboxes", "date"):
        made["fieldset"] = {"legend": named | {"classes": f"govuk-fieldset__legend--{size}"}}
    else:
        made["label"] = named | {"classes": f"govuk-label--{size}"}
    special = SPECIAL.get(name)
    return made | special(field) if special else made


def items(field: RadiosField | CheckboxesField) -> list[Params]:
    return [
        {"value": one.value, "text": one.text, "checked": one.checked}
        | ({"hint": {"text": one.hint}} if one.hint else {})
        for one in field.items
    ]


SPECIAL: dict[str, Callable[[Any], Params]] = {
    "text": lambda f: {"classes": "govuk-input--width-10", "autocomplete": "off"},
    "textarea": lambda f: {"rows": 3},
    "select": lambda f: {
        "items": [{"value": i.value, "text": i.text, "selected": i.checked} for i in f.items]
    },
    "radios": lambda f: {"idPrefix": "radios", "items": items(f)},
    "checkboxes": lambda f: {"idPrefix": "checkboxes", "items": items(f)},
    "date": lambda f: {
        "namePrefix": "date",
        "items": [
            {
                "name": part.label.lower(),
                "value": part.value,
                "classes": f"govuk-input--width-{part.width}"
                + (" govuk-input--error" if part.wrong else ""),
            }
            for part in f.parts
        ],
    },
}


def tree(html: str) -> list[object]:
    """The markup without what makes no difference: spaces, and the order of classes."""
    return shape(html5lib.parseFragment(html, namespaceHTMLElements=False))


def shape(element: Element) -> list[object]:
    attributes = {
        name: frozenset(value.split()) if name == "class" else value
        for name, value in element.attrib.items()
        if not (name == "value" and value == "")
    }
    children = [part for child in element for part in (shape(child), (child.tail or "").strip())]
    return [element.tag, attributes, (element.text or "").strip(), *filter(None, children)]


def form_in(state: str) -> Form:
    offered = {"select": CHOICES, "radios": CHOICES, "checkboxes": CHOICES}
    form = Form(
        None if state == "fresh" else MultiDict() if state == "wrong" else GOOD, choices=offered
    )
    if state != "fresh":
        form.validate()
    return form


@pytest.mark.parametrize("heading", [False, True])
@pytest.mark.parametrize("state", ["fresh", "wrong", "answered"])
@pytest.mark.parametrize("name", MACROS)
def test_a_field_has_the_design_systems_markup(
    environment: jinja2.Environment, *, name: str, state: str, heading: bool
) -> None:
    form = form_in(state)

    made = ours(environment, form, name, heading=heading)

    assert tree(made) == tree(theirs(environment, name, params(form, name, heading=heading)))


def test_every_kind_of_field_is_drawn() -> None:
    drawn = {path.stem for path in (TEMPLATES / "components" / "fields").glob("*.html")}

    assert {field.kind for field in form_in("fresh")} == drawn - {"parts", "choices"}


def test_a_hidden_value_has_no_id(environment: jinja2.Environment) -> None:
    form = Form(MultiDict([("hidden", '"x')]))

    made = ours(environment, form, "hidden", heading=False)

    assert made.strip() == '<input type="hidden" name="hidden" value="&#34;x">'


def test_the_error_summary_has_the_design_systems_markup(environment: jinja2.Environment) -> None:
    form = form_in("wrong")
    form.reject(Rejected("Try <again>"))
    macro = "govuk_frontend_jinja/components/error-summary/macro.html"
    reference = (
        f'{{% from "{macro}" import govukErrorSummary %}}'
        '{{ govukErrorSummary({"titleText": "There is a problem", "errorList": lines}) }}'
    )
    source = (
        '{% from "components/error_summary.html" import error_summary %}{{ error_summary(form) }}'
    )

    made = environment.from_string(source).render(form=form)

    lines = [{"text": line.text, "href": line.href} for line in form.errors_summary]
    assert tree(made) == tree(environment.from_string(reference).render(lines=lines))


def test_a_form_without_errors_has_no_summary(environment: jinja2.Environment) -> None:
    source = (
        '{% from "components/error_summary.html" import error_summary %}{{ error_summary(form) }}'
    )

    assert environment.from_string(source).render(form=form_in("fresh")).strip() == ""
