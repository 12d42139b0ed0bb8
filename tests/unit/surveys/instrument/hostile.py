"""Forms that nobody should send, written to break a reader or broken by chance, from a seed."""

import random
from collections.abc import Iterator

from surveys.instrument.workbook import Sheets, sheets_of_text
from tests.architecture.source import ROOT
from tests.unit.surveys.instrument.samples import FIRST, form, table

ORACLE = ROOT / "tests" / "data" / "oracle_form.md"

NASTY = (
    "\0",
    "\x1b[31m",
    "\ufffe",
    "\u202egnp.exe",
    "\u2066abc",
    "\ue9e0",
    "\ud800",
    "-",
    "--",
    "${",
    "${}",
    "${x",
    "${first_name}",
    "${nobody}",
    "${last-saved#first_name}",
    "${${first_name}}",
    "${county} ${county",
    "&lt;!ENTITY",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    "]]>",
    "<output value='/data'/>",
    "</value>",
    "&amp;&#0;",
    "'",
    '"',
    "'\"",
    "(",
    ")",
    "[",
    "]",
    "((((((((((",
    "(" * 3000,
    "1" + "+1" * 3900,
    "a" * 19_000,
    ".. = ..",
    "//*",
    "/",
    "/data",
    "../../../../..",
    "position()",
    "current()/..",
    "instance('nobody')/root/item",
    "instance('yes_no')/root/item[name = current()/../county]",
    "pulldata('a', 'b', 'c', 'd')",
    "regex(., '(a+)+$')",
    "regex(., '((a|a)*)*b')",
    "regex(., '(')",
    "count(//*)",
    "document('file:///etc/passwd')",
    "string-length(document(''))",
    "1 div 0",
    "1e999",
    "99999999999999999999999999",
    "-1",
    "NaN",
    "true()",
    "yes",
    "=1+1",
    "@SUM(A1)",
    "begin group",
    "end group",
    "begin repeat",
    "end_repeat",
    "begin loop over yes_no",
    "select_one",
    "select_one nobody",
    "select_one yes_no or_other",
    "select_multiple yes_no nobody else",
    "rank yes_no or_other",
    "select_one_from_file /etc/passwd.csv",
    "xml-external",
    "audit",
    "start",
    "today",
    "image",
    "calculate",
    "hidden",
    "geopoint",
    "range",
    "note",
    "table-list",
    "field-list",
    "label",
    "list-nolabel",
    "likert",
    "search('a')",
    "ex:a.b.c(d='e')",
    "randomize=true",
    "randomize=perhaps seed=x",
    "start=0 end=0 step=0",
    "start=a",
    "rows=many",
    "a=b=c",
    "=",
    "meta",
    "data",
    "instanceID",
    "xml",
    "itextId",
    "name",
    "label::",
    "::",
    "a b",
    "1a",
    "é",
    "ª",
    "名前",
    "x" * 250,
    " ",
    "\t\n",
    "\u00a0",
    "English (en)",
    "jr:itext('a')",
    "jr:choice-name(${county}, '${county}')",
    "once(1)",
    "if(1, 2)",
    "concat(",
    "today() + ",
    "2026-13-45",
    "31/12/2026",
    "{{districts}}",
    "%(name)s",
    "%s%s%n",
    "\\",
    "|",
    "\r\n",
)


def mutated(seed: int) -> Sheets:
    """An ordinary form in which some cells, rows or headers are not what they should be."""
    rng = random.Random(seed)
    sheets = {
        name: [list(row) for row in rows]
        for name, rows in sheets_of_text(ORACLE.read_text(encoding="utf-8")).items()
    }
    for _ in range(rng.choice((1, 1, 1, 2, 5, 20))):
        rows = sheets[rng.choice(["survey"] * 6 + ["choices"] * 3 + ["settings"])]
        CHANGES[rng.randrange(len(CHANGES))](rows, rng)
    return sheets


def _cell(rows: list[list[str]], rng: random.Random) -> None:
    row = rng.choice(rows[1:] or rows or [[""]])
    if row:
        row[rng.randrange(len(row))] = rng.choice(NASTY)


def _within(rows: list[list[str]], rng: random.Random) -> None:
    row = rng.choice(rows or [[""]])
    if row:
        place = rng.randrange(len(row))
        at = rng.randrange(len(row[place]) + 1)
        row[place] = row[place][:at] + rng.choice(NASTY) + row[place][at:]


def _header(rows: list[list[str]], rng: random.Random) -> None:
    if rows and rows[0]:
        rows[0][rng.randrange(len(rows[0]))] = rng.choice(NASTY)


def _without(rows: list[list[str]], rng: random.Random) -> None:
    if rows:
        rows.pop(rng.randrange(len(rows)))


def _twice(rows: list[list[str]], rng: random.Random) -> None:
    if rows:
        rows.insert(rng.randrange(len(rows)), list(rng.choice(rows)))


def _column(rows: list[list[str]], rng: random.Random) -> None:
    word = rng.choice(
        ("media::image", "hint", "appearance", "trigger", "read_only", "bind::engagement:role",
         "body::x", "bind::x:y", "guidance_hint::French (fr)", "required_message", "image")
    )  # fmt: skip
    for number, row in enumerate(rows):
        row.append(word if number == 0 else rng.choice(("", rng.choice(NASTY))))


def _short(rows: list[list[str]], rng: random.Random) -> None:
    row = rng.choice(rows or [[""]])
    del row[rng.randrange(len(row) + 1) :]


CHANGES = (_cell, _cell, _cell, _within, _within, _header, _without, _twice, _column, _short)


def ours() -> Iterator[tuple[str, Sheets]]:
    """Forms written to break a reader, each with what it is."""
    for text in NASTY:
        row = {"type": "text", "name": "x", "label": "X"}
        yield f"label {text[:20]!r}", form(row | {"label": text})
        yield f"condition {text[:20]!r}", form(row | {"relevant": text})
        yield f"name {text[:20]!r}", form(row | {"name": text})
    yield from _shapes()
    yield from _circles()


def _shapes() -> Iterator[tuple[str, Sheets]]:
    def group(number: int) -> dict[str, str]:
        return {"type": "begin_group", "name": f"g{number}", "label": "G"}

    def repeat(number: int) -> dict[str, str]:
        return {"type": "begin_repeat", "name": f"r{number}", "label": "R"}

    text = {"type": "text", "name": "x", "label": "X"}
    ends, ended = {"type": "end_group"}, {"type": "end_repeat"}
    yield "nothing", {}
    yield "an empty sheet", {"survey": []}
    yield "a header alone", {"survey": [["type", "name", "label"]]}
    yield "no type", {"survey": [["name", "label"], ["x", "X"]]}
    yield "200 groups deep", form(*(group(n) for n in range(200)), text, *([ends] * 200))
    yield "200 repeats deep", form(*(repeat(n) for n in range(200)), text, *([ended] * 200))
    yield "an end too many", form(text, ends)
    yield "no end", form(group(1), text)
    yield "the wrong end", form(group(1), text, ended)
    yield "ends crossed", form(group(1), repeat(1), text, ends, ended)
    yield "an empty group", form(text, group(1), ends)
    yield "an empty repeat", form(text, repeat(1), ended)
    yield "100,000 rows", form(*(text | {"name": f"x{n}"} for n in range(100_000)))
    yield "2,000 questions", form(*(text | {"name": f"x{n}"} for n in range(1_990)))
    yield "1,000 columns", {"survey": [["type"] * 1_000, ["text"] * 1_000]}
    yield "one name 500 times", form(*([text] * 500))
    yield "names that differ by capitals", form(text, text | {"name": "X"})
    yield (
        "a choice list of 100,000",
        form(text)
        | {
            "choices": [
                ["list_name", "name", "label"],
                *(["l", f"{n}", "L"] for n in range(100_000)),
            ]
        },
    )
    yield (
        "a choice list of 9,000",
        form(text | {"type": "select_one l"})
        | {
            "choices": [["list_name", "name", "label"], *(["l", f"{n}", "L"] for n in range(9_000))]
        },
    )
    yield "100 sheets", {f"survey{n}": [["a"]] for n in range(100)} | form(text)
    yield "two survey sheets", {"Survey": form(text)["survey"]} | form(text)
    yield "a cell of 30,000", form(text | {"label": "x" * 30_000})
    yield "an expression of 100 kB", form(text | {"relevant": "1 = 1 and " * 10_000 + "1 = 1"})
    yield "a long chain", form(text | {"relevant": " and ".join(["${first} = 1"] * 500)})
    yield (
        "200 languages",
        {"survey": table({**FIRST, **{f"label::L{n} (x{n})": "L" for n in range(200)}})},
    )


def _circles() -> Iterator[tuple[str, Sheets]]:
    def worked(name: str, calculation: str) -> dict[str, str]:
        return {"type": "calculate", "name": name, "calculation": calculation}

    shown = {"type": "text", "name": "x", "label": "X"}
    yield "reads itself", form(worked("a", "${a} + 1"))
    yield "a circle of two", form(worked("a", "${b}"), worked("b", "${a}"))
    yield "a circle of 300", form(*(worked(f"c{n}", f"${{c{(n + 1) % 300}}}") for n in range(300)))
    yield (
        "a chain of 300",
        form(*(worked(f"c{n}", f"${{c{n - 1}}}" if n else "1") for n in range(300))),
    )
    yield "is relevant by itself", form(shown | {"relevant": "${x} = 'a'"})
    yield "a label that shows itself", form(shown | {"label": "What of ${x}?"})
    yield (
        "a repeat that counts itself",
        form(
            {"type": "begin_repeat", "name": "r", "label": "R", "repeat_count": "count(${x})"},
            shown,
            {"type": "end_repeat"},
        ),
    )
    yield (
        "a repeat of a million",
        form(
            {"type": "begin_repeat", "name": "r", "label": "R", "repeat_count": "1000000"},
            shown,
            {"type": "end_repeat"},
        ),
    )
