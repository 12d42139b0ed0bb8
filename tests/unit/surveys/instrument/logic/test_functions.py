"""Functions as ODK documents them; the oracle holds them to its own engine too."""

import math
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from surveys.instrument.logic import rewrite
from surveys.instrument.logic.compiled import compiled
from surveys.instrument.logic.running import Running, while_running
from surveys.instrument.logic.shuffle import shuffled
from surveys.instrument.logic.values import Value, as_text, number_of_text, text_of_number

ROOT = etree.fromstring(
    "<data><n>3</n><t>abc</t><blank/><many>b a</many>"
    "<hh><age>4</age></hh><hh><age/></hh><hh><age>9</age></hh></data>"
)
NODES = dict.fromkeys(("t", "blank", "many"), "string") | {
    "n": "int",
    "hh": "repeat",
    "hh/age": "int",
}
SUMMER = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


def worth(source: str, now: datetime = SUMMER) -> Value:
    rewritten = rewrite(source, context="n", nodes=NODES).rewritten
    node = ROOT[0]
    with while_running(Running(now, LONDON)):
        return compiled(rewritten)(node, node, ROOT)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("substring-after('a--b', '--')", "b"),
        ("substring-after('abc', '')", "abc"),
        ("substring-before('abc', '')", ""),
        ("substr('abc', 'x')", "abc"),
        ("substr('abc', 1 div 0)", ""),
        ("string-length('👋')", 2.0),
        ("translate('aab', 'aa', 'xy')", "xxb"),
        ("coalesce('', '', 'c')", "c"),
        ("join(' ', /data/hh/age, 'z')", "4  9 z"),
        ("concat(/data/hh/age, 1 div 0, -1 div 0, 0 div 0)", "49Infinity-Infinity"),
        ("regex('abc', 'b')", False),
        ("regex('abc', 'a.c')", True),
        ("digest('a', 'MD4')", ""),
        ("base64-decode('!')", ""),
        ("base64-decode('AAAA')", ""),
        ("uuid(0)", ""),
        ("sum(/data/hh/age)", math.nan),
        ("sum(/data/hh[age > 100]/age)", 0.0),
        ("min(/data/hh[age > 1]/age)", 4.0),
        ("max(1, 'x')", math.nan),
        ("min(/data/hh[age > 100]/age)", math.nan),
        ("count-non-empty(/data/hh/age)", 2.0),
        ("position(/data/hh[3])", 3.0),
        ("position(/data/hh[9])", math.nan),
        ("indexed-repeat(/data/hh/age, /data/hh, 3) = 9", True),
        ("count(indexed-repeat(/data/hh/age, /data/hh, 1.5))", 0.0),
        ("count(indexed-repeat(/data/hh/age, /data/hh, 'x'))", 0.0),
        ("round(-2.5)", -3.0),
        ("round(1 div 0)", math.inf),
        ("int(-1 div 0)", -math.inf),
        ("pow(0, -1)", math.inf),
        ("pow(10, 400)", math.inf),
        ("exp(1000)", math.inf),
        ("log(0)", -math.inf),
        ("log(-1)", math.nan),
        ("sqrt('x')", math.nan),
        ("selected-at(../many, -1)", ""),
        ("selected-at(../many, 'x')", ""),
        ("selected('', '')", True),
        ("selected('a', '')", False),
        ("checklist(-1, 1, true(), true())", False),
        ("weighted-checklist(2, 2, true(), 2, false(), 9)", True),
        ("today()", "2026-07-02"),
        ("now()", "2026-07-02T00:30:00.000+01:00"),
        ("date('2026-07-01T23:30:00Z')", "2026-07-02T00:30:00.000+01:00"),
        ("date('2026-02-30')", ""),
        ("date(true())", ""),
        ("date(99999999999)", ""),
        ("date(1 div 0)", ""),
        ("date('2026-10-25') - date('2026-10-24')", 1.0),
        ("date('2026-03-30') - date('2026-03-28') = 2", True),
        ("format-date('2026-03-08', '%a')", "Sun"),
        ("format-date('2026-03-08', '%Q %%')", "%Q %%"),
        ("decimal-time('24:00')", math.nan),
        ("decimal-time('06:00:00.500+01:00')", (6 * 3600 + 0.5) / 86400),
        ("distance('52 0')", math.nan),
        ("distance('north pole', '52 0')", math.nan),
        ("distance('91 0;52 0')", math.nan),
        ("distance('52 0', '52 0')", 0.0),
        ("area('52 0;53 0')", 0.0),
        ("once('new')", "3"),
        ("boolean-from-string('TRUE')", False),
    ],
)
def test_a_function_gives_what_is_documented(source: str, value: Value) -> None:
    assert worth(source) == pytest.approx(value, nan_ok=True)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1.5e300, "1.5e+300"),
        (0.000001, "0.000001"),
        (0.0000001, "1e-7"),
        (1 / 3, "0.3333333333333333"),
        (123456789.5, "123456789.5"),
        (math.nan, ""),
    ],
)
def test_a_number_is_written_as_other_devices_write_it(number: float, text: str) -> None:
    assert text_of_number(number) == text


@pytest.mark.parametrize(
    "text", ["", " ", "x", "nan", "inf", "1_0", "0x10", "--1", "1e", "٣", "2026-13-01", "2026-1-1"]
)
def test_what_is_no_numeral_and_no_date_is_no_number(text: str) -> None:
    assert math.isnan(number_of_text(text))


def test_a_condition_is_written_in_words() -> None:
    assert [as_text(True), as_text(False)] == ["true", "false"]


def test_choices_are_shuffled_alike_for_the_same_seed() -> None:
    items = list("abcdefgh")

    assert shuffled(items, 42.0) == shuffled(items, "42") == shuffled(items, 42.7)
    assert shuffled(items, 42.0) != shuffled(items, 43.0)
    for seed in ("", "words", -5.0, math.inf, -math.inf, 0.0, 2.0**63, None):
        assert sorted(shuffled(items, seed)) == items


def test_an_identifier_is_another_each_time() -> None:
    assert worth("uuid()") != worth("uuid()")
    assert 0 <= float(str(worth("random()"))) < 1
