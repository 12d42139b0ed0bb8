"""Files that nobody should send as a form: bombs, macros, halves, noise."""

import io
import random
import zipfile
from collections.abc import Iterator

from surveys.instrument.workbook import write_workbook
from tests.unit.surveys.instrument.samples import form

FIRST = "xl/worksheets/sheet1.xml"
SHARED = "xl/sharedStrings.xml"
BOOK = "xl/workbook.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OLDER = b"\xd0\xcf\x11\xe0" + b"\0" * 4_000
ASKED = b"survey\n,type,name,label\n,text,x,X\n"

Parts = dict[str, bytes | None]

TEXTS: dict[str, tuple[str, bytes]] = {
    "nothing in CSV": ("form.csv", b""),
    "11 MB of CSV": ("form.csv", b"survey\n" + b",a" * 5_500_000),
    "10 MB of CSV on one line": ("form.csv", b"survey\n," + b"a" * 10_000_000),
    "10 MB of lines": ("form.csv", b"survey\n" + b",text,x,X\n" * 1_000_000),
    "10 MB of Markdown": ("form.md", b"| survey |\n" + b"| | a | b |\n" * 800_000),
    "10 MB of pipes": ("form.md", b"|" * 10_000_000),
    "noise in CSV": ("form.csv", random.Random(3).randbytes(20_000)),
    "noise in Markdown": ("form.md", random.Random(4).randbytes(20_000)),
    "NUL in CSV": ("form.csv", ASKED.replace(b"text", b"te\0xt")),
    "UTF-16": ("form.csv", ASKED.decode().encode("utf-16")),
    "half of UTF-16": ("form.csv", ASKED.decode().encode("utf-16")[:-1]),
    "a quotation mark left open": ("form.csv", b'survey\n,type,"name\n,text,x'),
    "no sheet in CSV": ("form.csv", ASKED.removeprefix(b"survey\n")),
    "a table without sheet": ("form.csv", b"type,name,label\ntext,x,X\n"),
    "no table in Markdown": ("form.md", b"# A form\n\nWords.\n"),
}


def cell(value: str, place: str = "A1", kind: str = "n") -> str:
    """A row of one cell."""
    number = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{number}"><c r="{place}" t="{kind}">{value}</c></row>'


def sheet(rows: str, *, doctype: str = "", after: str = "") -> bytes:
    """The XML of a sheet."""
    page = f'<worksheet xmlns="{SPACE}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    return f'<?xml version="1.0"?>{doctype}{page}'.encode()


def _laughs() -> str:
    doubled = "".join(f'<!ENTITY l{n + 1} "&l{n};&l{n};">' for n in range(30))
    return f'<!DOCTYPE a [<!ENTITY l0 "ha">{doubled}]>'


def _repeated() -> Parts:
    """One text of 32,000 characters, and 900,000 cells that hold it."""
    row = "<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>"
    shared = f'<sst xmlns="{SPACE}"><si><t>{"a" * 32_000}</t></si></sst>'
    return {SHARED: shared.encode(), FIRST: sheet(row * 9_000)}


MERGED = '<mergeCells><mergeCell ref="A1:ZZ90000"/></mergeCells>'
OUTER = '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
VALUE = "<v>1</v>"


def workbooks() -> dict[str, Parts]:
    """Workbooks by what is wrong with them: the parts that differ from an ordinary one."""
    far = cell(VALUE) + cell(VALUE, "XFD1048576")
    return {
        "macros": {"xl/vbaProject.bin": b"\0" * 100},
        "macros of old": {"xl/macrosheets/sheet1.xml": b"<a/>"},
        "a bomb of zeros": {"xl/media/image1.png": b"\0" * 300_000_000},
        "a bomb of cells": {FIRST: sheet("<row>" + f"<c>{VALUE}</c>" * 2_000_000 + "</row>")},
        "a cell far out": {FIRST: sheet(far)},
        "a billion laughs": {
            FIRST: sheet(cell("<is><t>&l30;</t></is>", kind="inlineStr"), doctype=_laughs())
        },
        "an outer entity": {
            FIRST: sheet(cell("<is><t>&f;</t></is>", kind="inlineStr"), doctype=OUTER)
        },
        "one text in a million cells": _repeated(),
        "a formula without value": {FIRST: sheet(cell("<f>1+1</f>"))},
        "a formula with an empty value": {FIRST: sheet(cell("<f>1+1</f><v></v>"))},
        "an error": {FIRST: sheet(cell("<v>#REF!</v>", kind="e"))},
        "merged cells": {FIRST: sheet(cell(VALUE), after=MERGED)},
        "cells that repeat a place": {FIRST: sheet(cell(VALUE) + cell("<v>2</v>"))},
        "a number that is none": {FIRST: sheet(cell("<v>one</v>"))},
        "a text that is not there": {FIRST: sheet(cell("<v>99999</v>", kind="s"))},
        "the year 9999999": {FIRST: sheet(cell("<v>9999999-99-99</v>", kind="d"))},
        "row 0": {FIRST: sheet(cell(VALUE, "A0"))},
        "no sheet behind its name": {FIRST: None},
        "half a sheet": {FIRST: sheet(cell(VALUE))[:-40]},
        "no workbook": {BOOK: None},
        "a document": {BOOK: None, "word/document.xml": b"<a/>"},
        "a ZIP in a ZIP": {"xl/embeddings/a.xlsx": ordinary()},
        "a thousand parts": {f"xl/x{n}.xml": b"<a/>" for n in range(1_000)},
        "20,000 parts": {f"xl/{'y' * 60}{n}.xml": b"" for n in range(20_000)},
    }


def ordinary() -> bytes:
    """A workbook with nothing wrong."""
    return write_workbook(form({"type": "text", "name": "x", "label": "X"}))


def changed(book: bytes, parts: Parts) -> bytes:
    """A workbook with some parts replaced, added or taken out."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, body in parts.items():
            if body is not None:
                new.writestr(name, body)
    return target.getvalue()


def _as_other_files(book: bytes) -> Iterator[tuple[str, str, bytes]]:
    yield "an .xlsm", "form.xlsm", book
    yield "an older file", "form.xlsx", OLDER
    yield "an .xls", "form.xls", OLDER
    yield "no ending", "form", book
    yield "another ending", "form.exe", book
    yield "a path", "../../etc/passwd", book
    yield "nothing", "form.xlsx", b""
    yield "11 MB", "form.xlsx", book + b"\0" * 11_000_000
    yield "half a file", "form.xlsx", book[: len(book) // 2]
    yield "noise", "form.xlsx", random.Random(1).randbytes(20_000)
    yield "noise as a ZIP", "form.xlsx", b"PK\x03\x04" + random.Random(2).randbytes(9_000)
    yield "a ZIP in CSV", "form.csv", book


def files() -> Iterator[tuple[str, str, bytes]]:
    """All of them: what it is, its name and its bytes."""
    book = ordinary()
    yield from _as_other_files(book)
    for what, (name, body) in TEXTS.items():
        yield what, name, body
    for what, parts in workbooks().items():
        yield what, "form.xlsx", changed(book, parts)
