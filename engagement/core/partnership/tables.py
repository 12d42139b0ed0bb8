"""A TOML table that names itself in every complaint and notices keys nobody asked for."""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

T = TypeVar("T")


class PartnershipError(Exception):
    """The partnership file says something that cannot be; names the file, the table and the key."""


class Table:
    """One table of the partnership file, read key by key; `finish` complains of what is left."""

    def __init__(self, file: str, name: str, values: dict[str, Any]) -> None:
        self.file, self.name, self.values = file, name, values
        self.asked: set[str] = set()

    def mistake(self, key: str, problem: str) -> PartnershipError:
        where = f"[{self.name}] {key}" if self.name else key
        return PartnershipError(f"{self.file}: {where}: {problem}")

    def get(self, key: str, kind: type[T], words: str, default: T | None = None) -> T:
        self.asked.add(key)
        value = self.values.get(key, default)
        if value is None:
            raise self.mistake(key, "is missing")
        if type(value) is not kind:
            raise self.mistake(key, f"must be {words}, not {value!r:.60}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        value = self.get(key, str, "a text", default).strip()
        if not value and default is None:
            raise self.mistake(key, "is empty")
        return value

    def texts(self, key: str, default: list[str] | None = None) -> tuple[str, ...]:
        values = self.get(key, list, "a list of texts", default)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.mistake(key, "must be a list of texts")
        if not values and default is None:
            raise self.mistake(key, "is empty")
        if len(set(values)) < len(values):
            raise self.mistake(key, "names something twice")
        return tuple(values)

    def number(self, key: str) -> int:
        value = self.get(key, int, "a whole number")
        if value < 0:
            raise self.mistake(key, "must not be negative")
        return value

    def rows(self, key: str, make: "Callable[[Table], T]") -> tuple[T, ...]:
        values = self.get(key, list, "tables")
        if not values or not all(isinstance(value, dict) for value in values):
            raise self.mistake(key, f"must be one or more [[{key}]] tables")
        made = []
        for number, value in enumerate(values, start=1):
            row = Table(self.file, f"{key} {number}", value)
            made.append(make(row))
            row.finish()
        return tuple(made)

    def matching(self, key: str, pattern: re.Pattern[str], words: str) -> str:
        value = self.text(key)
        if not pattern.fullmatch(value):
            raise self.mistake(key, f"must be {words}, not {value!r:.60}")
        return value

    def known(self, key: str, values: Iterable[str], known: Collection[str], what: str) -> None:
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise self.mistake(key, f"names an unknown {what}: {', '.join(unknown)}")

    def finish(self) -> None:
        unknown = sorted(set(self.values) - self.asked)
        if unknown:
            raise self.mistake(unknown[0], "is not a key that is known here")

    def unique(self, key: str, attribute: str, rows: Iterable[object]) -> None:
        seen: set[str] = set()
        for number, row in enumerate(rows, start=1):
            value = str(getattr(row, attribute))
            if value in seen:
                raise self.mistake(f"[{key} {number}] {attribute}", f"{value} stands here twice")
            seen.add(value)
