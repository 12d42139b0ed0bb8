"""A small form for every name in the reference table: one that has that feature and little else."""

from dataclasses import dataclass, field
from typing import Any

from surveys.instrument.model import Instrument, Question
from surveys.instrument.reference import Feature, Part, features

LIST = [["list_name", "name", "label"], ["yes_no", "yes", "Yes"], ["yes_no", "no", "No"]]
FIRST = {"type": "text", "name": "first", "label": "First"}
ROW = 3
"""Where the feature stands in the survey sheet of a sample."""


@dataclass
class Sample:
    """A form, and the sheet and row at which its feature stands."""

    sheets: dict[str, list[list[str]]]
    sheet: str = "survey"
    row: int | None = ROW
    given: dict[str, str] = field(default_factory=dict)


def table(*rows: dict[str, str]) -> list[list[str]]:
    """Rows as a sheet."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    return [header, *([row.get(name, "") for name in header] for row in rows)]


def form(*rows: dict[str, str], **sheets: list[list[str]]) -> dict[str, list[list[str]]]:
    """A form of these rows, after a first question."""
    return {"survey": table(FIRST, *rows), "choices": LIST, **sheets}


TYPE_CELLS: dict[str, dict[str, str]] = {
    "calculate": {"calculation": "1 + 1"},
    "q calculate": {"calculation": "1 + 1"},
    "add calculate prompt": {"calculation": "1 + 1"},
    "audit": {"name": "audit"},
}


def of_type(name: str) -> Sample:
    """A question of a type."""
    cell = {
        "or_other": "select_one yes_no or_other",
        "or other": "select_one yes_no or other",
        "or specify other": "select_one yes_no or specify other",
        "select_one ${question}": "select_one ${first}",
        "select_multiple ${question}": "select_multiple ${first}",
        "rank ${question}": "rank ${first}",
    }.get(name, name)
    if name.startswith(("select", "rank", "add select", "cascading")) and "$" not in name:
        cell = f"{name} towns.csv" if "file" in name else f"{name} yes_no"
    row = {"type": cell, "name": "x", "label": "X", **TYPE_CELLS.get(name, {})}
    if name.startswith(
        ("begin", "end_", "end group", "end repeat", "end loop", "end lg", "end looped")
    ):
        kind = name.replace("_", " ").split(" ", 1)[1]
        mark = "_" if "_" in name else " "
        begins, ends = (f"{word}{mark}{kind}" for word in ("begin", "end"))
        inside = {"type": "text", "name": "inside", "label": "Inside"}
        return Sample(form(row | {"type": begins}, inside, {"type": ends, "name": "x"}))
    return Sample(form(row))


COLUMN_VALUES: dict[str, str] = {
    "relevant": "${first} = 'a'",
    "required": "yes",
    "constraint": ". != 'b'",
    "calculation": "concat(${first}, 'x')",
    "default": "something",
    "appearance": "multiline",
    "parameters": "rows=4",
    "choice_filter": "name = 'yes'",
    "repeat_count": "2",
    "read_only": "yes",
    "rows": "7",
    "trigger": "${first}",
    "bind::engagement:role": "gender",
    "bind::engagement:sensitive": "yes",
    "disabled": "yes",
    "image": "street.png",
    "name": "x",
    "type": "text",
}


def in_english(sheets: dict[str, list[list[str]]]) -> dict[str, list[list[str]]]:
    """The sheets with the language named in the header of each text."""
    plain = {"type", "name", "list_name"}
    return {
        name: [[one if one in plain else f"{one}::English (en)" for one in header], *rows]
        for name, (header, *rows) in sheets.items()
    }


def of_column(feature: Feature, name: str) -> Sample:
    """A question with a cell in a column; several names of it in turn."""
    header = name.replace("::*", "::anything").replace("_*", "_anything").replace("*", "my notes")
    row = {"type": "text", "name": "x", "label": "X"}
    if feature.name == "choice_filter":
        row["type"] = "select_one yes_no"
    if feature.name in row:
        row.pop(feature.name)
    row[header] = COLUMN_VALUES.get(feature.name, "words")
    if feature.name != "repeat_count":
        first = {(header if key == feature.name else key): text for key, text in FIRST.items()}
        sheets = {"survey": table(first, row), "choices": LIST}
        return Sample(in_english(sheets) if feature.translated else sheets)
    row["type"] = "begin repeat"
    inside = {"type": "text", "name": "inside", "label": "Inside"}
    return Sample(form(row, inside, {"type": "end repeat"}))


def of_choices(feature: Feature, name: str) -> Sample:
    """A choice with a cell in a column."""
    header = name.replace("*", "district")
    names = {"list_name": "yes_no", "name": "maybe", "label": "Maybe"}
    row = {(header if key == feature.name else key): text for key, text in names.items()}
    row.setdefault(header, "maybe.png")
    others = [
        {(header if key == feature.name else key): text for key, text in pair.items()}
        for pair in (
            {"list_name": "yes_no", "name": "yes", "label": "Yes"},
            {"list_name": "yes_no", "name": "no", "label": "No"},
        )
    ]
    asked = {"type": "select_one yes_no", "name": "x", "label": "X"}
    return Sample(form(asked) | {"choices": table(*others, row)}, "choices", 4)


SETTING_VALUES = {
    "default_language": "English (en)",
    "clean_text_values": "no",
    "style": "hub",
    "name": "answers",
    "namespaces": 'other="http://example.org/x"',
    "allow_choice_duplicates": "yes",
    "version": "7",
    "form_id": "our_form",
}


def of_setting(feature: Feature, name: str) -> Sample:
    """A form with a setting."""
    header = name.replace("::*", "::anything").replace("_*", "_keyword").replace("*", "remarks")
    row = {header: SETTING_VALUES.get(feature.name, "words")}
    asked = {"type": "text", "name": "x", "label": "How  many"}
    sheets = form(asked, settings=table(row))
    if feature.name == "default_language":
        first = {"type": "text", "name": "x", "label::Polish (pl)": "P", "label::English (en)": "E"}
        sheets["survey"] = table(first)
    return Sample(sheets, "settings", 2)


def of_sheet(feature: Feature, name: str) -> Sample:
    """A form with a sheet."""
    title = name.replace("*", "remarks")
    extra = [["list_name", "name"], ["a", "b"]]
    sheets = form({"type": "select_one yes_no", "name": "x", "label": "X"})
    if title == "settings":
        extra = [["form_title"], ["A title"]]
    return Sample(
        {title: extra} | sheets if title in sheets else sheets | {title: extra}, title, None
    )


ON = {
    "group": "begin_group",
    "repeat": "begin_repeat",
    "select": "select_one yes_no",
    "text": "text",
    "note": "note",
    "number": "integer",
    "range": "range",
    "date": "date",
    "place": "geopoint",
    "any": "text",
}


def of_appearance(name: str, on: str) -> Sample:
    """A question of an appearance, on one sort of question."""
    word = {"search(*": "search('towns')", "ex:*": "ex:org.app(a='b')", "printer*": "printer"}.get(
        name, name.replace("*", "unheard-of")
    )
    word = f"{word[:-1]}3" if word.endswith("-n") else word
    row = {"type": ON[on], "name": "x", "label": "X", "appearance": word}
    one = {"type": "select_one yes_no", "name": "one", "label": "One"}
    if on in {"group", "repeat"}:
        return Sample(form(row, one, {"type": f"end_{on}"}))
    if word in {"label", "list-nolabel"}:
        return _matrix(row, word)
    return Sample(form(row))


def _matrix(row: dict[str, str], word: str) -> Sample:
    """A group of one row of labels and one row of answers; `row` is one of them."""
    begins = {"type": "begin_group", "name": "g", "label": "G", "appearance": "field-list"}
    labels = {"type": row["type"], "name": "one", "label": "One", "appearance": "label"}
    answers = {**labels, "appearance": "list-nolabel"}
    rows = [row, answers] if word == "label" else [labels, row]
    return Sample(form(begins, *rows, {"type": "end_group"}), row=4 if word == "label" else 5)


PARAMETER_VALUES = {"randomize": "true", "seed": "${first}", "end": "12", "start": "0"}


def of_parameter(name: str, on: str) -> Sample:
    """A question with a parameter."""
    key = name.replace("*", "unheard-of")
    cell = f"{key}={PARAMETER_VALUES.get(key, '2')}"
    cell += " randomize=true" if key == "seed" else ""
    return Sample(form({"type": ON[on], "name": "x", "label": "X", "parameters": cell}))


EXPRESSIONS = {
    "${name}": {"type": "text", "relevant": "${first} = 'a'"},
    ".": {"type": "text", "constraint": ". = 'a'"},
    "instance('list')": {
        "type": "calculate",
        "calculation": "instance('yes_no')/root/item[name = ${first}]/label",
    },
    "jr:choice-name()": {
        "type": "calculate",
        "calculation": "jr:choice-name(${chosen}, '${chosen}')",
    },
    "indexed-repeat()": {
        "type": "calculate",
        "calculation": "indexed-repeat(${inside}, ${r}, 1)",
    },
    "today() in default": {"type": "date", "default": "today()"},
    "${last-saved#name}": {"type": "text", "default": "${last-saved#first}"},
    "pulldata()": {"type": "calculate", "calculation": "pulldata('a', 'b', 'c', ${first})"},
    "other functions": {"type": "calculate", "calculation": "conjure(${first})"},
}


def of_expression(name: str) -> Sample:
    """A question with an expression."""
    row = {"name": "x", "label": "X", **EXPRESSIONS[name]}
    return Sample(
        form(
            row,
            {"type": "select_one yes_no", "name": "chosen", "label": "Chosen"},
            {"type": "begin_repeat", "name": "r", "label": "R"},
            {"type": "text", "name": "inside", "label": "Inside"},
            {"type": "end_repeat"},
        )
    )


def samples() -> list[tuple[Feature, str, Sample]]:
    """A sample for every name of every row of the table, on every sort that it is about."""
    return [
        (feature, f"{name} {on}".strip(), _sample(feature, name, on))
        for feature in features()
        for name in feature.names
        for on in sorted(feature.on) or [""]
    ]


def _sample(feature: Feature, name: str, on: str) -> Sample:
    makers: dict[Part, Any] = {
        Part.TYPE: lambda: of_type(name),
        Part.SURVEY: lambda: of_column(feature, name),
        Part.CHOICES: lambda: of_choices(feature, name),
        Part.SETTINGS: lambda: of_setting(feature, name),
        Part.SHEET: lambda: of_sheet(feature, name),
        Part.APPEARANCE: lambda: of_appearance(name, on),
        Part.PARAMETER: lambda: of_parameter(name, on),
        Part.EXPRESSION: lambda: of_expression(name),
    }
    made: Sample = makers[feature.part]()
    return made


def asked(instrument: Instrument) -> Question:
    """The question of a sample that has the feature."""
    found = next((one for one in instrument.questions if one.name == "x"), None)
    return found or instrument.questions[-1]
