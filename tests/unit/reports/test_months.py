import pytest

from engagement.reports.months import is_month, months_between


@pytest.mark.parametrize("text", ["2025-03", "1999-12", "2026-01"])
def test_a_month_is_a_year_and_two_digits(text: str) -> None:
    assert is_month(text)


@pytest.mark.parametrize(
    "text",
    ["", "2025-13", "2025-00", "2025-3", "25-03", "2025-03-01", "0001-01", "٢٠٢٥-٠٣", "2025-03\n"],
)
def test_anything_else_is_no_month(text: str) -> None:
    assert not is_month(text)


def test_months_run_over_the_turn_of_the_year() -> None:
    assert list(months_between("2024-11", "2025-02")) == [
        "2024-11",
        "2024-12",
        "2025-01",
        "2025-02",
    ]


def test_from_a_month_to_itself_is_one_month_and_backwards_is_none() -> None:
    assert list(months_between("2025-02", "2025-02")) == ["2025-02"]
    assert list(months_between("2025-03", "2025-02")) == []
