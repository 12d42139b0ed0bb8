"""Every row of the reference table, shown by a form of ours to be what it says."""

from collections.abc import Callable

import pytest
from _pytest.mark.structures import ParameterSet

from surveys.instrument.compiling import compile_form
from surveys.instrument.model import Group, Instrument, Question, Repeat
from surveys.instrument.notices import FormRefused, Notice
from surveys.instrument.reference import Feature, Part, Verdict, as_markdown, features
from tests.architecture.source import ROOT
from tests.unit.surveys.instrument.samples import Sample, asked, samples

ALL = samples()
Effect = Callable[[Question, Instrument], bool]


def of(*verdicts: Verdict) -> list[ParameterSet]:
    return [
        pytest.param(feature, name, sample, id=f"{feature.part}: {name}")
        for feature, name, sample in ALL
        if feature.verdict in verdicts
    ]


def kind(name: str) -> Effect:
    return lambda question, _: question.kind == name


def has(attribute: str, value: object) -> Effect:
    return lambda question, _: getattr(question, attribute) == value


def bound(attribute: str) -> Effect:
    return lambda question, _: bool(getattr(question.bind, attribute))


def shows(attribute: str) -> Effect:
    return lambda question, _: bool(getattr(question, attribute).by_language)


def is_matrix(_: Question, form: Instrument) -> bool:
    return any(isinstance(node, Group) and node.table_list for node in form.children)


def in_xform(text: str) -> Effect:
    return lambda _, form: text in form.xform


EFFECTS: dict[tuple[Part, str], Effect] = {
    (Part.TYPE, "note"): kind("note"),
    (Part.TYPE, "text"): kind("text"),
    (Part.TYPE, "integer"): kind("integer"),
    (Part.TYPE, "decimal"): kind("decimal"),
    (Part.TYPE, "range"): kind("range"),
    (Part.TYPE, "date"): kind("date"),
    (Part.TYPE, "time"): kind("time"),
    (Part.TYPE, "dateTime"): kind("dateTime"),
    (Part.TYPE, "select_one"): kind("select_one"),
    (Part.TYPE, "select_multiple"): kind("select_multiple"),
    (Part.TYPE, "rank"): kind("rank"),
    (Part.TYPE, "or_other"): lambda q, form: (
        [one.name for one in form.choices_of("x")] == ["yes", "no", "other"]
        and form.questions[-1].name == "x_other"
    ),
    (Part.TYPE, "geopoint"): kind("geopoint"),
    (Part.TYPE, "acknowledge"): kind("acknowledge"),
    (Part.TYPE, "calculate"): kind("calculate"),
    (Part.TYPE, "hidden"): kind("hidden"),
    (Part.TYPE, "begin_group"): lambda _, form: isinstance(form.children[-1], Group),
    (Part.TYPE, "begin_repeat"): lambda _, form: isinstance(form.children[-1], Repeat),
    (Part.TYPE, "percentage"): lambda q, _: q.kind == "integer" and q.bind.constraint is not None,
    (Part.TYPE, "phone number"): lambda q, _: q.kind == "text" and q.bind.constraint is not None,
    (Part.TYPE, "number of days in last month"): kind("integer"),
    (Part.TYPE, "number of days in last six months"): kind("integer"),
    (Part.TYPE, "number of days in last year"): kind("integer"),
    (Part.SURVEY, "type"): kind("text"),
    (Part.SURVEY, "name"): has("path", "x"),
    (Part.SURVEY, "label"): shows("label"),
    (Part.SURVEY, "hint"): shows("hint"),
    (Part.SURVEY, "guidance_hint"): shows("guidance"),
    (Part.SURVEY, "relevant"): bound("relevant"),
    (Part.SURVEY, "required"): bound("required"),
    (Part.SURVEY, "required_message"): bound("required_message"),
    (Part.SURVEY, "constraint"): bound("constraint"),
    (Part.SURVEY, "constraint_message"): bound("constraint_message"),
    (Part.SURVEY, "calculation"): lambda q, _: bool(q.bind.calculate and q.bind.readonly),
    (Part.SURVEY, "default"): has("default", "something"),
    (Part.SURVEY, "appearance"): has("appearance", frozenset({"multiline"})),
    (Part.SURVEY, "parameters"): has("parameters", {"rows": "4"}),
    (Part.SURVEY, "choice_filter"): lambda q, _: bool(q.choices and q.choices.filter),
    (Part.SURVEY, "repeat_count"): lambda _, form: form.repeats[0].count is not None,
    (Part.SURVEY, "read_only"): bound("readonly"),
    (Part.SURVEY, "rows"): has("parameters", {"rows": "7"}),
    (Part.SURVEY, "bind::engagement:role"): has("role", "gender"),
    (Part.SURVEY, "bind::engagement:sensitive"): has("sensitive", True),
    (Part.CHOICES, "list_name"): lambda q, _: bool(q.choices and q.choices.list_name == "yes_no"),
    (Part.CHOICES, "name"): lambda q, _: bool(q.choices and q.choices.all[-1].name == "maybe"),
    (Part.CHOICES, "label"): lambda q, _: bool(q.choices and q.choices.all[-1].label.by_language),
    (Part.CHOICES, "*"): lambda q, _: bool(q.choices and q.choices.all[-1].columns["district"]),
    (Part.SETTINGS, "form_title"): lambda _, form: form.title == "words",
    (Part.SETTINGS, "form_id"): lambda _, form: form.form_id == "our_form",
    (Part.SETTINGS, "version"): lambda _, form: form.version == "7",
    (Part.SETTINGS, "default_language"): lambda _, form: (
        form.languages == ("English (en)", "Polish (pl)")
    ),
    (Part.SETTINGS, "style"): in_xform('<h:body class="hub"'),
    (Part.SETTINGS, "namespaces"): has("kind", "text"),
    (Part.SETTINGS, "clean_text_values"): in_xform("How  many"),
    (Part.SETTINGS, "name"): in_xform("<answers "),
    (Part.SHEET, "survey"): kind("select_one"),
    (Part.SHEET, "choices"): lambda q, _: q.choices is not None,
    (Part.SHEET, "settings"): lambda _, form: form.title == "A title",
    (Part.APPEARANCE, "field-list"): lambda _, form: (
        "field-list" in getattr(form.children[-1], "appearance", ())
    ),
    (Part.APPEARANCE, "table-list"): is_matrix,
    (Part.APPEARANCE, "label"): is_matrix,
    (Part.APPEARANCE, "list-nolabel"): is_matrix,
    (Part.APPEARANCE, "likert"): kind("likert"),
    (Part.APPEARANCE, "minimal"): has("appearance", frozenset({"minimal"})),
    (Part.APPEARANCE, "numbers"): has("appearance", frozenset({"numbers"})),
    (Part.APPEARANCE, "picker"): has("appearance", frozenset({"picker"})),
    (Part.APPEARANCE, "month-year"): has("appearance", frozenset({"month-year"})),
    (Part.APPEARANCE, "year"): has("appearance", frozenset({"year"})),
    (Part.APPEARANCE, "multiline"): has("appearance", frozenset({"multiline"})),
    (Part.PARAMETER, "start"): lambda q, _: q.parameters["start"] == "0",
    (Part.PARAMETER, "end"): lambda q, _: q.parameters["end"] == "12",
    (Part.PARAMETER, "step"): lambda q, _: q.parameters["step"] == "2",
    (Part.PARAMETER, "randomize"): lambda q, _: bool(q.choices and q.choices.randomised),
    (Part.PARAMETER, "seed"): lambda q, _: bool(q.choices and q.choices.seed),
    (Part.PARAMETER, "rows"): has("parameters", {"rows": "2"}),
    (Part.EXPRESSION, "${name}"): lambda q, _: bool(
        q.bind.relevant and q.bind.relevant.references == {"first"}
    ),
    (Part.EXPRESSION, "."): bound("constraint"),
    (Part.EXPRESSION, "instance('list')"): bound("calculate"),
    (Part.EXPRESSION, "jr:choice-name()"): bound("calculate"),
    (Part.EXPRESSION, "indexed-repeat()"): bound("calculate"),
    (Part.EXPRESSION, "today() in default"): lambda q, _: q.first_load is not None,
}


def about(notices: tuple[Notice, ...], sample: Sample) -> list[Notice]:
    """Those at the row of a sample's feature, or about its sheet."""
    return [
        one for one in notices if one.sheet == sample.sheet and one.row in {sample.row, 1, None}
    ]


@pytest.mark.parametrize(("feature", "name", "sample"), of(Verdict.SUPPORTED))
def test_what_is_supported_has_its_effect_and_nothing_is_said_of_it(
    feature: Feature, name: str, sample: Sample
) -> None:
    compiled = compile_form(sample.sheets)

    assert EFFECTS[feature.part, feature.name](asked(compiled.instrument), compiled.instrument)
    assert about(compiled.notices, sample) == []


@pytest.mark.parametrize(("feature", "name", "sample"), of(Verdict.IGNORED))
def test_what_is_ignored_is_named_at_its_row_with_what_happens_instead(
    feature: Feature, name: str, sample: Sample
) -> None:
    compiled = compile_form(sample.sheets)

    assert feature.words in " ".join(one.text for one in about(compiled.notices, sample))


@pytest.mark.parametrize(("feature", "name", "sample"), of(Verdict.DROPPED))
def test_what_is_not_kept_is_left_out_and_named(
    feature: Feature, name: str, sample: Sample
) -> None:
    compiled = compile_form(sample.sheets)

    assert [question.name for question in compiled.instrument.questions] == ["first"]
    assert about(compiled.notices, sample)


@pytest.mark.parametrize(("feature", "name", "sample"), of(Verdict.REFUSED))
def test_what_is_refused_is_named_at_its_row_with_what_to_do(
    feature: Feature, name: str, sample: Sample
) -> None:
    with pytest.raises(FormRefused) as refused:
        compile_form(sample.sheets)

    said = about(refused.value.problems, sample)
    assert said
    if feature.part is not Part.EXPRESSION:
        assert feature.words in said[0].text


def test_every_row_of_the_table_says_what_to_do_in_whole_sentences() -> None:
    assert [one.name for one in features() if not one.words.endswith(".")] == []
    assert all(one.words[0] == one.words[0].upper() or one.words[0] == "`" for one in features())


@pytest.mark.parametrize("part", list(Part))
def test_the_page_for_people_has_the_same_rows(part: Part) -> None:
    page = (ROOT / "docs" / "xlsform.md").read_text(encoding="utf-8")

    assert as_markdown(part) in page


def test_the_page_for_people_has_no_other_rows() -> None:
    page = (ROOT / "docs" / "xlsform.md").read_text(encoding="utf-8")

    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) == len(features())
