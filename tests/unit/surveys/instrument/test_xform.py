"""An Instrument is read from its XForm with everything that people are asked, in every language."""

import sys
from dataclasses import replace
from subprocess import run

import pytest

from surveys.instrument.compiling import compile_form
from surveys.instrument.model import Expression, Group, Instrument, Question, Repeat, Words
from surveys.instrument.notices import FormRefused
from surveys.instrument.workbook import sheets_of_text
from surveys.instrument.xform import read_instrument
from tests.architecture.source import ROOT
from tests.unit.surveys.instrument.hostile import ORACLE


def form_of(name: str) -> str:
    return (ROOT / "tests" / "data" / "xlsform" / f"{name}.md").read_text(encoding="utf-8")


TWO_LANGUAGES = form_of("two_languages")


def instrument(markdown: str) -> Instrument:
    return compile_form(sheets_of_text(markdown)).instrument


def question(form: Instrument, path: str) -> Question:
    found = form.by_path[path]
    assert isinstance(found, Question)
    return found


def told(words: Words | None, language: str) -> str:
    assert words is not None
    pieces = words.pieces(language, "English (en)")
    return "".join(one if isinstance(one, str) else f"<{one.source}>" for one in pieces)


def test_labels_hints_and_messages_are_read_in_every_language() -> None:
    form = instrument(TWO_LANGUAGES)

    name = question(form, "name")
    assert form.languages == ("English (en)", "Polish (pl)")
    assert form.default_language == "English (en)"
    assert told(name.label, "Polish (pl)") == "Imię"
    assert told(name.label, "English (en)") == "Your “name”"
    assert told(name.hint, "English (en)") == "As you like"
    assert told(name.guidance, "English (en)") == "More help"
    assert told(name.bind.required_message, "Polish (pl)") == "Wpisz"


def test_values_between_the_words_are_expressions() -> None:
    form = instrument(TWO_LANGUAGES)

    age = question(form, "age")
    assert told(age.label, "Polish (pl)") == "Ile lat ma </data/name>?"
    assert told(age.bind.constraint_message, "English (en)") == "Not </data/age>, </data/name>!"
    pieces = age.label.by_language["English (en)"]
    assert [one.references for one in pieces if isinstance(one, Expression)] == [{"name"}]


def test_a_translation_that_is_missing_falls_back_to_the_first_language() -> None:
    form = instrument(TWO_LANGUAGES)

    safe = question(form, "safe")
    assert safe.label.by_language == {"English (en)": ("Do you feel safe?",)}
    assert told(safe.label, "Polish (pl)") == "Do you feel safe?"
    no = form.choices_of("safe")[1]
    assert told(no.label, "Polish (pl)") == "No"
    assert question(form, "name").hint == Words({"English (en)": ("As you like",)})
    assert question(form, "age").hint == Words({"Polish (pl)": ("Liczba",)})


def test_the_file_name_of_a_picture_is_kept_with_its_choice() -> None:
    yes = instrument(TWO_LANGUAGES).choices_of("safe")[0]

    assert yes.image == Words({"English (en)": ("yes.png",)})


def test_a_form_without_languages_has_one() -> None:
    form = instrument("| survey |\n| | type | name | label |\n| | text | q | Q |")

    assert form.languages == ("default",)
    assert question(form, "q").label == Words({"default": ("Q",)})


def test_the_first_language_is_that_of_the_first_column_where_no_setting_says_it() -> None:
    form = instrument(
        "| survey |\n| | type | name | label::Polish (pl) | label::English (en) |\n"
        "| | text | q | P | E |"
    )

    assert form.default_language == "Polish (pl)"
    assert form.languages == ("Polish (pl)", "English (en)")


GROUPS = form_of("groups")


def test_groups_and_repeats_are_a_tree() -> None:
    form = instrument(GROUPS)

    person = form.by_path["person"]
    assert isinstance(person, Repeat)
    assert person.count is not None
    assert person.count.references == {"people"}
    assert person.label == Words({"default": ("Person",)})
    assert person.bind.relevant is not None
    assert [child.name for child in person.children] == ["name", "home", "pet_count", "pet"]
    home = form.by_path["person/home"]
    assert isinstance(home, Group)
    assert home.field_list
    assert not home.table_list
    more = form.by_path["more"]
    assert isinstance(more, Repeat)
    assert more.count is None


def test_questions_of_one_name_have_columns_of_their_own() -> None:
    form = instrument(GROUPS)

    columns = {one.path: one.column for one in form.questions}
    assert columns["person/name"] == "person-name"
    assert columns["person/pet/name"] == "person-pet-name"
    assert columns["people"] == "people"
    assert len({one.casefold() for one in columns.values()}) == len(columns)


def test_choices_have_their_filter_their_order_and_their_further_columns() -> None:
    town = question(instrument(GROUPS), "person/home/town").choices

    assert town is not None
    assert town.list_name == "town"
    assert town.filter is not None
    assert town.filter.source == "county = 'l' and name != current()/../../name"
    assert town.randomised
    assert town.seed is not None
    assert [dict(one.columns) for one in town.all] == [{"county": "l", "pop": "5"}, {"county": "k"}]


MATRIX = form_of("matrix")


@pytest.mark.parametrize(
    ("path", "label", "rows"),
    [("table", "How safe?", ["street", "park"]), ("ours", "And here?", ["bus"])],
)
def test_a_matrix_holds_its_questions_alone(path: str, label: str, rows: list[str]) -> None:
    group = instrument(MATRIX).by_path[path]

    assert isinstance(group, Group)
    assert group.table_list
    assert [child.name for child in group.children] == rows
    assert group.label == Words({"default": (label,)})


def test_rows_that_are_not_alike_are_no_matrix_and_that_is_said() -> None:
    compiled = compile_form(sheets_of_text(MATRIX))

    group = compiled.instrument.by_path["mixed"]
    assert isinstance(group, Group)
    assert not group.table_list
    assert group.label == Words({"default": ("Mixed",)})
    assert [child.name for child in group.children] == ["one", "why"]
    assert [one.row for one in compiled.notices if "not shown as a matrix" in one.text] == [10]


DEFAULTS = form_of("defaults")


def test_defaults_are_values_or_expressions() -> None:
    form = instrument(DEFAULTS)

    assert question(form, "day").default == "2026-01-31"
    assert question(form, "now").default == ""
    now = question(form, "now").first_load
    assert now is not None
    assert now.source == "today()"
    assert question(form, "code").default == "x7"


def test_what_is_only_read_is_told_from_a_note() -> None:
    form = instrument(DEFAULTS)

    assert [(one.kind, one.bind.readonly) for one in form.questions] == [
        ("date", False),
        ("date", False),
        ("hidden", False),
        ("text", True),
        ("note", True),
        ("integer", True),
        ("calculate", False),
    ]


def test_an_instrument_read_again_is_the_same() -> None:
    compiled = compile_form(sheets_of_text(ORACLE.read_text(encoding="utf-8")))

    assert replace(read_instrument(compiled.xform)) == compiled.instrument
    assert len(compiled.instrument.questions) > 100


PLAIN = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model>'
    '<instance><data id="d"><q/></data></instance><bind nodeset="/data/q" type="{type}"{more}/>'
    "</model></h:head><h:body>{control}</h:body></h:html>"
)


def plain(control: str, type_: str = "string", more: str = "") -> str:
    return PLAIN.format(type=type_, more=more, control=control)


@pytest.mark.parametrize(
    ("xform", "words"),
    [
        ("", "not an XForm"),
        ("<a/>", "no “model”"),
        ("<a", "not an XForm"),
        ("\0", "not an XForm"),
        ("\ud800", "not an XForm"),
        (plain('<upload ref="/data/q" mediatype="image/*"/>', "binary"), "“upload”"),
        (plain('<input ref="/data/q"/>', "barcode"), "“barcode”"),
        (plain('<select1 ref="/data/q"><label>Q</label></select1>'), "elsewhere than a list"),
        (plain("", more=' jr:preload="uid"'), "device or the person"),
        (plain("", more=' readonly="/data/q = 1"'), "Write “yes” or nothing"),
        (plain("", more=' calculate="conjure(1)"'), "conjure"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + plain(""), "document type"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd">' + plain(""), "document type"),
    ],
)
def test_what_is_not_known_in_an_xform_is_refused_by_name(xform: str, words: str) -> None:
    with pytest.raises(FormRefused, match=words):
        read_instrument(xform)


def test_entities_of_an_xform_are_not_followed() -> None:
    laughs = "".join(f'<!ENTITY l{n + 1} "&l{n};&l{n};">' for n in range(40))
    bomb = f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]>' + plain('<input ref="/data/q">&l40;</input>')

    with pytest.raises(FormRefused):
        read_instrument(bomb)


def test_reading_an_instrument_loads_no_compiler() -> None:
    code = (
        "import sys; import surveys.instrument.xform; "
        "print([m for m in ('pyxform', 'openpyxl', 'python_calamine', 'xlsxwriter', 'tomllib') "
        "if m in sys.modules])"
    )

    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
