"""Burst numbers: one a network and day, random, forgotten after 24 hours."""

from datetime import date, timedelta

import pytest

from engagement.reports.defence.bursts import KEPT, MemoryBook

TODAY = date(2026, 11, 22)


class Clock:
    """A monotonic clock that tests move."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def test_one_network_on_one_day_has_one_number() -> None:
    book = MemoryBook()

    assert book.number("192.0.2.1", TODAY) == book.number("192.0.2.1", TODAY)


def test_other_networks_and_other_days_have_other_numbers() -> None:
    book = MemoryBook()
    numbers = {
        book.number("192.0.2.1", TODAY),
        book.number("192.0.2.2", TODAY),
        book.number("192.0.2.1", TODAY + timedelta(days=1)),
    }

    assert len(numbers) == 3


def test_the_same_network_has_another_number_in_another_process() -> None:
    numbers = {MemoryBook().number("192.0.2.1", TODAY) for _ in range(5)}

    assert len(numbers) == 5


def test_a_network_is_forgotten_after_24_hours() -> None:
    clock = Clock()
    book = MemoryBook(now=clock)
    before = book.number("192.0.2.1", TODAY)
    book.add("192.0.2.1", TODAY)

    clock.seconds += KEPT.total_seconds() - 1
    assert book.number("192.0.2.1", TODAY) == before
    clock.seconds += 2

    assert book.number("192.0.2.1", TODAY) != before
    assert book.add("192.0.2.1", TODAY) == 1


def test_the_book_holds_no_address() -> None:
    book = MemoryBook()
    book.number("192.0.2.77", TODAY)

    assert "192.0.2.77" not in repr(vars(book))


def test_it_never_grows_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engagement.reports.defence.bursts.MOST_NETWORKS", 10)
    book = MemoryBook()
    for last in range(50):
        book.number(f"192.0.2.{last}", TODAY)

    assert len(book) <= 10


def test_a_network_is_forgotten_though_no_other_report_comes() -> None:
    clock = Clock()
    book = MemoryBook(now=clock)
    book.number("192.0.2.1", TODAY)
    clock.seconds += KEPT.total_seconds() + 1

    book.forget()

    assert len(book) == 0


def test_the_reports_of_a_minute_are_counted_by_themselves() -> None:
    clock = Clock()
    book = MemoryBook(now=clock)
    for _ in range(3):
        book.add("192.0.2.1", TODAY)

    assert book.this_minute("192.0.2.1", TODAY) == 3
    clock.seconds += 60
    assert book.this_minute("192.0.2.1", TODAY) == 0
    assert book.add("192.0.2.1", TODAY, 0) == 3
