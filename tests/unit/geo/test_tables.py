"""CSV files as people send them, and populations read from one."""

import gzip
from pathlib import Path

import pytest

from geo import tables
from geo.population import read_population
from geo.tables import TableError, read_rows, whole_number


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "count"),
    [("1119", 1119), ("1,119", 1119), ("1 119", 1119), ("1119.0", 1119), ("1,234,567.00", 1234567),
     ("0", 0), ("1119,0", 1119), ("12,345", 12345)],
)  # fmt: skip
def test_counts_are_read_as_offices_print_them(text: str, count: int) -> None:
    assert whole_number(text) == count


@pytest.mark.parametrize("text", ["", "-1", "1.5", "1,5", "many", "1e3", "nan", "1,23,456",
                                  "\u0661", "1.2.3"])  # fmt: skip
def test_other_text_is_no_count(text: str) -> None:
    with pytest.raises(ValueError, match="whole number"):
        whole_number(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_population_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    file = write(
        tmp_path / "p.csv", mark + "code,naïve,people\nE1,x,1\nE2,x,2,\n"[:-2] + "\n", encoding
    )
    assert read_population(file, code="code", value="people") == {"E1": 1, "E2": 2}


def test_a_gzipped_table_is_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "p.csv.gz"
    file.write_bytes(gzip.compress(b"code,people\r\nE1,10\r\n"))
    assert read_population(file, code="code", value="people") == {"E1": 10}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,people\nE1,1\nE1,2\n", "Line 3.*twice"),
        ("code,people\n,1\n", "Line 2.*blank"),
        ("code,people\nE1,lots\n", "Line 2: E1: 'lots'"),
        ("code,residents\nE1,1\n", "no column 'people'; there are: code, residents"),
        ("code,people,people\nE1,1,2\n", "'people' is there twice"),
        ("code,people\n", "no rows"),
        ("", "empty"),
        ("\n\n", "empty"),
        ("code,people\nE1,1,9\n", "has 3 values"),
        ('code,people\n"E1"x,1\n', "not CSV"),
        ("code,people\nE1\0,1\n", "not a text file"),
    ],
)
def test_a_wrong_table_is_refused_with_the_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(TableError, match=message):
        read_population(write(tmp_path / "p.csv", text), code="code", value="people")


def test_a_damaged_gzip_is_named(tmp_path: Path) -> None:
    file = tmp_path / "p.csv.gz"
    file.write_bytes(gzip.compress(b"code,people\nE1,1\n" * 50)[:-12])
    with pytest.raises(TableError, match="damaged"):
        read_population(file, code="code", value="people")


def test_a_bomb_is_never_unpacked_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LARGEST_BYTES", 1_000_000)
    file = tmp_path / "p.csv.gz"
    file.write_bytes(gzip.compress(b"0" * 3_000_000))
    with pytest.raises(TableError, match="larger than"):
        list(read_rows(file, ("code",)))


def test_the_census_table_is_read(reference_data: Path) -> None:
    residents = read_population(
        reference_data / "lincolnshire_lsoa21_population_imd.csv",
        code="lsoa21_code",
        value="census2021_residents",
    )
    assert len(residents) == 435
    assert residents["E01026007"] == 1119
