"""The files of an export, read back with the programs that officers have."""

import csv
import io
import json
import math
import zipfile
from datetime import date, datetime, time
from importlib import import_module
from pathlib import Path
from typing import Any

import pyreadstat
import pytest

from engagement.core.errors import Rejected
from surveys.responses.exports import workbook
from surveys.responses.exports.spss import spss_names
from tests.unit.surveys.responses.exported import ABOUT, ANSWERS, COMMENT, Answers, files, made

Line = dict[str, str]
TABLES = ("responses", "member", "pet")


def lines(body: bytes) -> list[Line]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def one(found: list[Line], **wanted: str) -> Line:
    (line,) = [line for line in found if all(line[name] == value for name, value in wanted.items())]
    return line


@pytest.fixture(scope="module")
def exported() -> dict[str, bytes]:
    return files()


def test_the_zip_holds_every_file(exported: dict[str, bytes]) -> None:
    assert set(exported) == {
        "README.txt",
        "datapackage.json",
        "codebook.csv",
        "responses.xlsx",
        *(f"{part}/{name}.csv" for part in ("raw", "coded") for name in TABLES),
        *(f"spss/{name}.sav" for name in TABLES),
    }


def test_raw_answers_stand_as_the_form_names_them(exported: dict[str, bytes]) -> None:
    line = one(lines(exported["raw/responses.csv"]), safe="very_safe")

    assert (line["to"], line["cost"], line["since"], line["at"]) == (
        "7",
        "2.5",
        "2024-02-29",
        "19:30",
    )
    assert (line["wishes/lamps"], line["wishes/police"]) == ("2", "1")
    assert (line["response_version"], line["response_language"]) == ("2", "en")
    assert (line["response_channel"], line["response_district"]) == ("open", "")
    assert (line["response_day"], line["response_demonstration"]) == ("2025-06-13", "false")
    assert line["agreed"] == "OK"
    assert line["reasons/dark"] == ""


def test_several_answers_are_columns_of_0_and_1(exported: dict[str, bytes]) -> None:
    found = lines(exported["raw/responses.csv"])
    several, outside = one(found, safe="unsafe"), one(found, safe="prefer_not_to_say")
    names = ("reasons/dark", "reasons/people", "reasons/dont_know")

    assert [several[name] for name in names] == ["1", "1", "0"]
    assert [outside[name] for name in names] == ["", "", "1"]


def test_coded_answers_are_the_numbers_of_the_codebook(exported: dict[str, bytes]) -> None:
    book = lines(exported["codebook.csv"])
    numbers = {line["code"]: line["number"] for line in book if line["column"] == "safe"}
    assert numbers == {
        "very_safe": "3",
        "safe": "1",
        "unsafe": "2",
        "dont_know": "-8",
        "prefer_not_to_say": "-9",
    }

    raw, coded = lines(exported["raw/responses.csv"]), lines(exported["coded/responses.csv"])

    assert [line["response_key"] for line in coded] == [line["response_key"] for line in raw]
    assert [line["safe"] for line in coded] == [numbers.get(line["safe"], "") for line in raw]
    assert {line["response_channel"] for line in coded} == {"1", "3"}


def test_what_a_version_did_not_ask_is_minus_seven_and_a_blank_answer_is_empty(
    exported: dict[str, bytes],
) -> None:
    coded = lines(exported["coded/responses.csv"])
    new, old = one(coded, safe="3"), one(coded, safe="2")
    blank = one(coded, response_version="1", safe="")

    assert (new["reasons/dark"], old["wishes/lamps"], old["agreed"]) == ("-7", "-7", "-7")
    assert (blank["reasons/dark"], blank["to"], old["cost"]) == ("", "", "")
    assert old["to"] == "-3"


def test_a_question_that_is_called_like_a_column_of_ours_keeps_its_own(
    exported: dict[str, bytes],
) -> None:
    found = lines(exported["raw/responses.csv"])

    assert one(found, safe="unsafe")["response_day_"] == "'=1+1"
    assert one(found, safe="very_safe")["response_day_"] == "'-SUM(A1)"


def test_each_repeat_has_a_file_whose_rows_name_theirs(exported: dict[str, bytes]) -> None:
    responses = lines(exported["raw/responses.csv"])
    members, pets = lines(exported["raw/member.csv"]), lines(exported["raw/pet.csv"])
    key = one(responses, safe="very_safe")["response_key"]

    assert len(members) == 3
    mine = [line for line in members if line["response_key"] == key]
    assert [(line["member_number"], line["age"]) for line in mine] == [("1", "34"), ("2", "5")]
    (pet,) = pets
    assert pet["member_key"] == mine[1]["member_key"]
    assert pet["called"] == "'-Rex"
    assert len({line["member_key"] for line in members}) == 3


def test_a_place_is_the_corner_of_its_square(exported: dict[str, bytes]) -> None:
    line = one(lines(exported["raw/responses.csv"]), safe="very_safe")

    assert (int(line["place/easting"]) % 10, int(line["place/northing"]) % 10) == (0, 0)
    assert line["place/precision_m"] == "10"
    assert float(line["place/latitude"]) == pytest.approx(53.2344, abs=2e-4)


def test_words_are_left_out_masked_or_as_they_were_written() -> None:
    without, masked, written = (
        files(texts=texts, masked=masked)
        for texts, masked in ((False, True), (True, True), (True, False))
    )

    def comment(exported: dict[str, bytes]) -> str | None:
        return one(lines(exported["raw/responses.csv"]), safe="very_safe").get("comment")

    assert comment(without) is None
    assert comment(masked) == COMMENT.replace("+44 7700 900123", "[phone]")
    assert comment(written) == f"'{COMMENT}"
    for path, body in without.items():
        content = unpacked(path, body)
        assert b"7700 900123" not in content, path
        assert b"easting" not in content.replace(b"precision_m says", b""), path
        assert b"Rex" not in content, path
    for path, body in masked.items():
        assert b"7700 900123" not in unpacked(path, body), path


def unpacked(path: str, body: bytes) -> bytes:
    if not path.endswith(".xlsx"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


def sav(exported: dict[str, bytes], folder: Path, name: str = "responses") -> tuple[Any, Any]:
    path = folder / f"{name}.sav"
    path.write_bytes(exported[f"spss/{name}.sav"])
    frame, meta = pyreadstat.read_sav(path, user_missing=True)
    return frame, meta


def test_spss_has_labels_measures_and_missing_values(
    exported: dict[str, bytes], tmp_path: Path
) -> None:
    frame, meta = sav(exported, tmp_path)

    assert meta.column_names_to_labels["safe"] == "How safe do you feel?"
    assert meta.variable_value_labels["safe"] == {
        3.0: "Very safe",
        1.0: "Safe",
        2.0: "Unsafe",
        -8.0: "Don’t know",
        -9.0: "Prefer not to say",
        -7.0: "Not asked in this version",
    }
    assert meta.missing_ranges["safe"] == [{"lo": -9.0, "hi": -7.0}]
    assert "to_" not in meta.missing_ranges
    assert meta.variable_measure["safe"] == "nominal"
    assert meta.variable_measure["cost"] == "scale"
    assert meta.file_label == "Safety"
    assert len(frame) == len(ANSWERS)


def test_spss_holds_the_same_values_as_the_coded_file(
    exported: dict[str, bytes], tmp_path: Path
) -> None:
    frame, _meta = sav(exported, tmp_path)
    coded = lines(exported["coded/responses.csv"])

    for column in ("safe", "reasons/dark", "wishes/police", "to", "cost", "agreed"):
        (name,) = spss_names([column])
        found = [None if math.isnan(value) else value for value in frame[name]]
        assert found == [float(line[column]) if line[column] else None for line in coded]
    row = frame[frame["safe"] == 3].iloc[0]
    assert (row["since"], row["at"]) == (date(2024, 2, 29), time(19, 30))
    assert row["moment"].to_pydatetime() == datetime(2025, 6, 13, 14, 5)  # noqa: DTZ001
    assert row["comment"] == COMMENT.replace("+44 7700 900123", "[phone]")
    assert row["response_demonstration"] == 0


def test_spss_files_of_repeats_can_be_joined(exported: dict[str, bytes], tmp_path: Path) -> None:
    members, _ = sav(exported, tmp_path, "member")
    pets, _ = sav(exported, tmp_path, "pet")

    joined = pets.merge(members, on="member_key")

    assert joined[["called", "age"]].to_numpy().tolist() == [["-Rex", 5.0]]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["to", "With", "a/b", "a-b"], ["to_", "With_", "a_b", "a_b_2"]),
        (["1st", "_x", "é", "x.", "A", "a"], ["v_1st", "v__x", "v__", "x", "A", "a_2"]),
        (["n" * 80, "n" * 90], ["n" * 64, "n" * 62 + "_2"]),
    ],
)
def test_spss_names_are_such_as_spss_takes_and_all_differ(
    names: list[str], expected: list[str]
) -> None:
    assert spss_names(names) == expected


def book(exported: dict[str, bytes]) -> Any:
    return import_module("openpyxl").load_workbook(io.BytesIO(exported["responses.xlsx"]))


def test_the_workbook_has_its_sheets_and_typed_cells(exported: dict[str, bytes]) -> None:
    found = book(exported)

    assert found.sheetnames == [
        "about",
        "responses",
        "coded",
        "member",
        "member coded",
        "pet",
        "pet coded",
        "codebook",
    ]
    header, *rows = found["responses"].iter_rows(values_only=True)
    row = next(dict(zip(header, row, strict=True)) for row in rows if "very_safe" in row)
    assert (row["since"], row["response_day"]) == (datetime(2024, 2, 29), datetime(2025, 6, 13))  # noqa: DTZ001
    assert (row["to"], row["cost"], row["response_demonstration"]) == (7, 2.5, False)


def test_no_cell_of_the_workbook_is_a_formula(exported: dict[str, bytes]) -> None:
    kinds = {
        cell.data_type for sheet in book(exported) for row in sheet.iter_rows() for cell in row
    }
    with zipfile.ZipFile(io.BytesIO(exported["responses.xlsx"])) as parts:
        sheets = b"".join(parts.read(name) for name in parts.namelist() if "sheets/" in name)

    assert "f" not in kinds
    assert b"<f>" not in sheets
    assert b"hyperlink" not in sheets


def test_no_cell_of_a_csv_begins_like_a_formula(exported: dict[str, bytes]) -> None:
    for path, body in exported.items():
        if not path.endswith(".csv"):
            continue
        for line in lines(body):
            for name, cell in line.items():
                number = cell.lstrip("-").replace(".", "", 1).isdigit()
                assert number or not cell.startswith(("=", "+", "-", "@")), (path, name, cell)


def test_more_than_a_workbook_can_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_CELLS", 10)

    with pytest.raises(Rejected, match="Take CSV or SPSS"):
        workbook.workbook_bytes(made(), ABOUT)


def test_the_descriptor_is_a_valid_data_package(exported: dict[str, bytes], tmp_path: Path) -> None:
    frictionless = import_module("frictionless")
    for path, body in exported.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(body)

    report = frictionless.validate(str(tmp_path / "datapackage.json"))

    assert report.valid, report.flatten(["title", "type", "rowNumber", "fieldName", "message"])
    described = json.loads(exported["datapackage.json"])
    assert [one["name"] for one in described["resources"]] == [
        *(f"{part}-{name}" for name in TABLES for part in ("raw", "coded")),
        "codebook",
    ]


def test_the_readme_says_who_took_what_why_and_how_many(exported: dict[str, bytes]) -> None:
    said = exported["README.txt"].decode()

    for words in (
        "Safety: 5 responses",
        "Test officer",
        "=report to the board",
        "12:30",
        "-7",
        "1, 2",
    ):
        assert words in said


def test_rows_stand_in_another_order_each_time_and_keys_say_nothing() -> None:
    many: Answers = tuple((1, {"to": str(number)}, {}) for number in range(60))

    def order() -> list[object]:
        responses, *_ = made(answers=many)
        place = responses.names.index("to")
        assert [row[0] for row in responses.raw] == list(range(1, 61))
        return [row[place] for row in responses.raw]

    first, second = order(), order()

    assert sorted(first, key=str) == sorted(second, key=str)
    assert first != second
    assert first != list(range(60))


def test_a_survey_without_responses_gives_files_without_rows(tmp_path: Path) -> None:
    empty = files(answers=())

    assert lines(empty["raw/responses.csv"]) == []
    frame, meta = sav(empty, tmp_path)
    assert len(frame) == 0
    assert meta.variable_value_labels["safe"][1.0] == "Safe"
