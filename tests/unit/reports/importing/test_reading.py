"""Reading whole files: every row is accounted for, and known again in any order and writing."""

import csv
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from engagement.reports.concerns import LABELS, Concern, TimeBand
from engagement.reports.importing import reading
from engagement.reports.importing.columns import Field
from engagement.reports.importing.opening import FileRefused
from engagement.reports.importing.reading import ReadFile, occurrences, read_here
from engagement.reports.importing.rows import CONCERNS, Options
from geo.crs import to_national_grid

OPTIONS = Options({}, 1, date(2026, 3, 14))


@pytest.fixture(autouse=True)
def csv_limit() -> Iterator[None]:
    """Reading sets a limit of the whole process: in the product it is a child's."""
    before = csv.field_size_limit()
    yield
    csv.field_size_limit(before)


def _read(folder: Path, text: str, options: Options = OPTIONS) -> ReadFile:
    path = folder / "reports.csv"
    path.write_bytes(text.encode())
    return read_here(path, options)


def _identities(read: ReadFile) -> Counter[tuple[bytes, int]]:
    digests = [digest.tobytes() for digest in read.digest]
    return Counter(zip(digests, read.occurrence.tolist(), strict=True))


def _reasons(read: ReadFile) -> dict[int, str]:
    return {row.line: row.reason for row in read.rejected}


def test_a_plain_file_is_read(tmp_path: Path) -> None:
    read = _read(
        tmp_path,
        "date,time_band,concerns,lon,lat,precision\n"
        "15/07/2020,22:10,badly-lit;followed,-0.026874,52.978496,\n"
        "2020-07,,,-0.53792,53.22683,100\n",
    )

    assert read.read == 2
    assert read.month.tolist() == [2020 * 12 + 6, 2020 * 12 + 6]
    assert read.day.tolist() == [15, 0]
    assert read.band.tolist() == [list(TimeBand).index(TimeBand.EVENING), -1]
    named = [concern for bit, concern in enumerate(CONCERNS) if read.concerns[0] >> bit & 1]
    assert named == [Concern.BADLY_LIT, Concern.FOLLOWED]
    assert read.precision_m.tolist() == [1, 100]
    assert read.line.tolist() == [2, 3]


def test_full_coordinates_are_kept(tmp_path: Path) -> None:
    degrees = _read(tmp_path, "lon,lat,month\n-0.026874123456789,52.978496123456789,2020-07\n")
    metres = _read(tmp_path, "easting,northing,month\n532512.123,343777.987,2020-07\n")

    easting, northing = to_national_grid(-0.026874123456789, 52.978496123456789)
    assert (degrees.easting[0], degrees.northing[0]) == (easting, northing)
    assert (metres.easting[0], metres.northing[0]) == (532512.123, 343777.987)


@pytest.mark.parametrize(
    "text",
    [
        "lon;lat;month\n-0,026874;52,978496;2020-07\n",
        "sep=;\nlon;lat;month\n-0,026874;52,978496;2020-07\n",
        "lon\tlat\tmonth\n-0.026874\t52.978496\t07/2020\n",
        'lon,lat,month\n"-0,026874","52,978496",2020-07\n',
        "lon,lat,month\r-0.026874,52.978496,2020-07\r",
        "\ufefflon,lat,month\n\u22120.026874,52.978496\u00b0,Jul 2020\n",
        'month,"lat",LON\n2020-07, 52.9784960 ,-0.026874\n\n  \n',
        "lon,lat,month,,\n-0.026874,52.978496,2020-07,,\n",
        "lon,lat,month\n-0.026874,52.978496,2020-07,,\n",
    ],
)
def test_delimiters_decimal_commas_and_order_of_columns_make_no_difference(
    text: str, tmp_path: Path
) -> None:
    plain = _read(tmp_path, "lon,lat,month\n-0.026874,52.978496,2020-07\n")

    other = _read(tmp_path, text)

    assert (other.easting[0], other.northing[0]) == (plain.easting[0], plain.northing[0])
    assert _identities(other) == _identities(plain)


def test_a_column_recognised_later_does_not_make_other_reports(tmp_path: Path) -> None:
    text = "lon,lat,month,why it felt unsafe\n-0.0268,52.9784,2020-07,badly-lit\n"

    plain = _read(tmp_path, text)
    mapped = _read(
        tmp_path, text, Options({Field.CONCERNS: "why it felt unsafe"}, 5, OPTIONS.today)
    )

    assert mapped.concerns[0]
    assert _identities(mapped) == _identities(plain)


def test_rows_that_differ_in_any_column_are_different(tmp_path: Path) -> None:
    read = _read(
        tmp_path,
        "lon,lat,month,kind\n-0.0268,52.9784,2020-07,a\n-0.0268,52.9784,2020-07,b\n",
    )

    assert read.occurrence.tolist() == [0, 0]
    assert len(_identities(read)) == 2


def test_identical_rows_are_numbered(tmp_path: Path) -> None:
    row = "-0.0268,52.9784,2020-07\n"

    read = _read(tmp_path, "lon,lat,month\n" + row + "-0.1,53.1,2020-07\n" + row + row)

    assert read.occurrence.tolist() == [0, 0, 1, 2]


def test_the_order_of_rows_makes_no_difference_to_identities(tmp_path: Path) -> None:
    rows = [f"-0.{n % 7 + 1},53.{n % 3 + 1},2020-0{n % 5 + 1}\n" for n in range(200)]
    shuffled = random.Random(1).sample(rows, len(rows))

    read = _read(tmp_path, "lon,lat,month\n" + "".join(rows))
    again = _read(tmp_path, "lon,lat,month\n" + "".join(shuffled))

    assert _identities(again) == _identities(read)
    assert max(_identities(read).values()) == 1


@pytest.mark.parametrize(
    ("lon", "lat", "reason"),
    [
        ("nan", "53.1", "lon 'nan' is not a number"),
        ("-0.1", "inf", "lat 'inf' is not a number"),
        ("-0.1", "Infinity", "not a number"),
        ("1e400", "53.1", "not a number"),
        ("here", "53.1", "lon 'here' is not a number"),
        ("-0.1", "", "There is no lat"),
        ("-0.1", "\x1b[2J", "'?[2J' is not a number"),
        ("-0.1", "5" * 50, "not a number"),
        ("53.22683", "-0.53792", "swapped"),
        ("2.3522", "48.8566", "outside the United Kingdom"),
        ("-74.0060", "40.7128", "outside the United Kingdom"),
        ("0", "0", "outside the United Kingdom"),
        ("999", "999", "outside the United Kingdom"),
        ("532512", "343777", "easting and a northing"),
        ("=1+1", "53.1", "not a number"),
    ],
)
def test_absurd_places_are_rejected_with_line_and_reason(
    lon: str, lat: str, reason: str, tmp_path: Path
) -> None:
    read = _read(
        tmp_path, f"lon,lat,month\n-0.1,53.1,2020-07\n{lon},{lat},2020-07\n-0.1,53.1,2020-07\n"
    )

    assert (len(read.line), read.rejected_count, read.read) == (2, 1, 3)
    assert list(_reasons(read)) == [3]
    assert reason in _reasons(read)[3]


@pytest.mark.parametrize(
    ("easting", "northing", "reason"),
    [
        ("343777", "1343777", "outside the United Kingdom"),
        ("-0.53792", "53.22683", "degrees"),
        ("nan", "343777", "not a number"),
        ("1000", "1200000", "swapped|outside"),
    ],
)
def test_absurd_grid_places_are_rejected(
    easting: str, northing: str, reason: str, tmp_path: Path
) -> None:
    read = _read(tmp_path, f"easting,northing,month\n{easting},{northing},2020-07\n")

    assert read.rejected_count == 1
    assert any(word in _reasons(read)[2] for word in reason.split("|"))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("-0.1,53.1,,night,badly-lit", "no date"),
        ("-0.1,53.1,soon,night,badly-lit", "'soon' is not a date"),
        ("-0.1,53.1,2099-01,night,badly-lit", "future"),
        ("-0.1,53.1,2020-07,teatime,badly-lit", "'teatime' is no time band"),
        ("-0.1,53.1,2020-07,night,ghosts", "'ghosts' is no concern"),
        ("-0.1,53.1,2020-07,night", "4 values where the first line names 5"),
        ("-0,1,53,1,2020-07,night,badly-lit", "7 values where the first line names 5"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(row: str, reason: str, tmp_path: Path) -> None:
    read = _read(tmp_path, f"lon,lat,month,time_band,concerns\n{row}\n")

    assert read.rejected_count == read.read == 1
    assert reason in _reasons(read)[2]


def test_concerns_are_read_as_codes_or_labels_in_any_writing(tmp_path: Path) -> None:
    label = str(LABELS[Concern.RUNDOWN])
    read = _read(
        tmp_path,
        "lon,lat,month,concerns\n"
        f'-0.1,53.1,2020-07,"Badly lit | FOLLOWED;{label};; drugs_or_alcohol"\n',
    )

    named = {concern for bit, concern in enumerate(CONCERNS) if read.concerns[0] >> bit & 1}
    assert named == {
        Concern.BADLY_LIT,
        Concern.FOLLOWED,
        Concern.RUNDOWN,
        Concern.DRUGS_OR_ALCOHOL,
    }


@pytest.mark.parametrize("precision", ["0", "-5", "1.5", "fine", "100001"])
def test_a_precision_is_a_whole_number_of_metres(precision: str, tmp_path: Path) -> None:
    read = _read(tmp_path, f"lon,lat,month,precision\n-0.1,53.1,2020-07,{precision}\n")

    assert "whole number of metres" in _reasons(read)[2]


def test_lines_are_those_of_the_file_also_after_a_value_of_several_lines(tmp_path: Path) -> None:
    read = _read(
        tmp_path,
        'lon,lat,month,note\n-0.1,53.1,2020-07,"one\ntwo\nthree"\n\nx,53.1,2020-07,\n',
    )

    assert read.line.tolist() == [2]
    assert list(_reasons(read)) == [6]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lon,lat,month\n", "no rows below"),
        ("lon,lat,month\n\n \n,,\n", "no rows below"),
        ("\n\n", "no names of columns"),
        ('lon,lat,month\n-0.1,53.1,"2020-07\n', "Line 2: this is not CSV"),
        ('lon,lat,month\n-0.1,53.1,"2020"-07\n', "Line 2: this is not CSV"),
        (f"lon,lat,month,note\n-0.1,53.1,2020-07,{'x' * 20_000}\n", "Line 2: this is not CSV"),
        ("lon,lat,lat,month\n-0.1,53.1,53.1,2020-07\n", "names a column twice: 'lat'"),
        ("where,when\nhere,now\n", "No column was found for the place"),
    ],
)
def test_a_file_that_is_no_table_of_reports_is_refused(
    text: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused) as refused:
        _read(tmp_path, text)

    assert words in str(refused.value)


def test_more_rows_than_the_bound_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 10)

    with pytest.raises(FileRefused, match="more than 10 rows"):
        _read(tmp_path, "lon,lat,month\n" + "-0.1,53.1,2020-07\n" * 11)


def test_rejected_rows_are_listed_up_to_a_bound_and_counted_beyond(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_LISTED", 3)
    monkeypatch.setattr(reading, "AT_ONCE", 2)

    read = _read(tmp_path, "lon,lat,month\n" + "x,53.1,2020-07\n" * 9)

    assert (read.rejected_count, list(_reasons(read))) == (9, [2, 3, 4])


CELLS = st.sampled_from(
    ["-0.1", "53.1", "0", "", "nan", "532512", "343777", "2020-07", "x", "-0,53", "48.85", '"', "£"]
)


@hypothesis_settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=40))
def test_every_row_is_either_a_report_or_rejected(
    rows: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    path = tmp_path / "property.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("lon", "lat", "month"), *rows])
    blank = sum(not any(row) for row in rows)
    if blank == len(rows):
        with pytest.raises(FileRefused, match="no rows"):
            read_here(path, OPTIONS)
        return

    read = read_here(path, OPTIONS)

    assert read.read == len(rows) - blank
    assert not set(read.line.tolist()) & set(_reasons(read))
    assert np.isfinite(read.easting).all()
    assert np.isfinite(read.northing).all()


@given(st.lists(st.integers(0, 5), max_size=60))
def test_occurrences_count_what_stood_before(numbers: list[int]) -> None:
    digests = np.array([[number] * 16 for number in numbers], dtype=np.uint8).reshape(-1, 16)

    found = occurrences(digests)

    assert found.tolist() == [numbers[:place].count(n) for place, n in enumerate(numbers)]
