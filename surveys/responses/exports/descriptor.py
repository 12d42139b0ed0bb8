"""A Data Package descriptor of the CSV files: which there are, with the type of every column."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from surveys.instrument.kinds.base import Stored
from surveys.responses.exports.about import CODEBOOK, About
from surveys.responses.exports.columns import NOT_ASKED, FileColumn
from surveys.responses.exports.spss import NOT_ASKED_LABEL
from surveys.responses.exports.tables import RESPONSES, FileTable

PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
TYPES: Final[Mapping[Stored, Mapping[str, str]]] = {
    Stored.INTEGER: {"type": "integer"},
    Stored.DECIMAL: {"type": "number"},
    Stored.DATE: {"type": "date"},
    Stored.TIME: {"type": "time", "format": "any"},
    Stored.MOMENT: {"type": "datetime", "format": "any"},
    Stored.NOTHING: {"type": "boolean"},
}
WHOLE: Final = {"type": "integer"}
TEXT: Final = {"type": "string"}


def descriptor_bytes(
    about: About, tables: Sequence[FileTable], files: Mapping[str, bytes]
) -> bytes:
    """The descriptor of those CSV files that are there, by their path in the ZIP."""
    resources = [
        _resource(table, part, files[path])
        for table in tables
        for part in ("raw", "coded")
        if (path := path_of(table, part)) in files
    ]
    described: dict[str, Any] = {
        "$schema": PROFILE,
        "name": "survey-responses",
        "title": about.survey,
        "description": f"Made for: {about.reason}. See README.txt.",
        "created": about.made_at.isoformat(timespec="seconds"),
        "resources": [*resources, _codebook(files["codebook.csv"])],
    }
    return json.dumps(described, ensure_ascii=False, indent=2).encode()


def path_of(table: FileTable, part: str) -> str:
    """Where a table's CSV stands in the ZIP."""
    return f"{part}/{table.name}.csv"


def _resource(table: FileTable, part: str, body: bytes) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(one, coded=part == "coded") for one in table.columns],
        "primaryKey": [table.key],
        "missingValues": [""],
    }
    if table.above:
        reference = {
            "resource": f"{part}-{table.above_table or RESPONSES}",
            "fields": [table.above],
        }
        schema["foreignKeys"] = [{"fields": [table.above], "reference": reference}]
    title = f"{table.title}, {'as numbers' if part == 'coded' else 'as they are stored'}"
    return _file(f"{part}-{table.name}", path_of(table, part), title, body, schema)


def _field(column: FileColumn, *, coded: bool) -> dict[str, Any]:
    named = {"name": column.name, "title": column.label}
    if not column.is_coded:
        return {**named, **TYPES.get(column.stored, TEXT)}
    numbers = column.numbers or {}
    if column.stored is not Stored.CODE or coded:
        labels = [
            {"value": numbers[name], "label": label}
            for name, label in column.codes
            if name in numbers
        ]
        not_asked = [{"value": NOT_ASKED, "label": NOT_ASKED_LABEL}] if coded else []
        return {**named, **WHOLE, "categories": [*labels, *not_asked]} if labels else named | WHOLE
    names = [name for name, _label in column.codes]
    categories = [{"value": name, "label": label} for name, label in column.codes]
    return {**named, **TEXT, "constraints": {"enum": names}, "categories": categories}


def _codebook(body: bytes) -> dict[str, Any]:
    types = {"number": WHOLE, "sensitive": {"type": "boolean"}, "outside_base": {"type": "boolean"}}
    fields = [{"name": name, **types.get(name, TEXT)} for name in CODEBOOK]
    schema = {"fields": fields, "missingValues": [""]}
    return _file("codebook", "codebook.csv", "Every column and its codes", body, schema)


def _file(
    name: str, path: str, title: str, body: bytes, schema: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "name": name,
        "path": path,
        "title": title,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": len(body),
        "hash": f"sha256:{sha256(body).hexdigest()}",
        "schema": schema,
    }
