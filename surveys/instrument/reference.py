"""The reference table of XLSForm: what we make of each of its features, as data."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final


class Part(StrEnum):
    """What a feature is; the names of the groups of `reference.toml`."""

    TYPE = "types"
    SURVEY = "survey"
    CHOICES = "choices"
    SETTINGS = "settings"
    SHEET = "sheets"
    APPEARANCE = "appearances"
    PARAMETER = "parameters"
    EXPRESSION = "expressions"


class Verdict(StrEnum):
    """What we make of a feature.

    IGNORED changes nothing and is named; DROPPED leaves its row out and is named; REFUSED stops the
    import.
    """

    SUPPORTED = "supported"
    IGNORED = "ignored"
    DROPPED = "dropped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Feature:
    """One row of the table. `on` are the sorts of questions that it is about."""

    part: Part
    name: str
    verdict: Verdict
    words: str
    also: tuple[str, ...] = ()
    on: frozenset[str] = frozenset()
    translated: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """All its names."""
        return (self.name, *self.also)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A name that stands for several: with a star, or a number at its end."""

    expression: re.Pattern[str]
    feature: Feature


@dataclass(frozen=True, slots=True)
class Table:
    """The features of one part, found by any of their names."""

    features: tuple[Feature, ...]
    by_name: Mapping[str, Feature]
    patterns: tuple[_Pattern, ...]

    def find(self, name: str, on: str = "") -> Feature | None:
        """The feature of a name, spelt as it is; `on` is the sort of question that has it."""
        exact = self.by_name.get(name)
        if exact and _fits(exact, on):
            return exact
        for pattern in self.patterns:
            if pattern.expression.fullmatch(name) and _fits(pattern.feature, on):
                return pattern.feature
        return None


ANY: Final = "any"


@cache
def features() -> tuple[Feature, ...]:
    """Every row of the table, in its order."""
    text = files(__package__).joinpath("reference.toml").read_text(encoding="utf-8")
    groups = tomllib.loads(text)
    return tuple(
        Feature(
            part=part,
            name=row["name"],
            verdict=Verdict(row["verdict"]),
            words=row["words"],
            also=tuple(row.get("also", ())),
            on=frozenset(row.get("on", ())),
            translated=row.get("translated", False),
        )
        for part in Part
        for row in groups[part]
    )


@cache
def table(part: Part) -> Table:
    """The features of one part."""
    ours = tuple(one for one in features() if one.part is part)
    return Table(
        features=ours,
        by_name={name: one for one in ours for name in one.names},
        patterns=tuple(
            _Pattern(_expression(name), one)
            for one in ours
            for name in one.names
            if "*" in name or name.endswith("-n")
        ),
    )


def _fits(feature: Feature, on: str) -> bool:
    return not on or not feature.on or ANY in feature.on or on in feature.on


def _expression(name: str) -> re.Pattern[str]:
    """`bind::*` takes any ending, `w-n` a number with or without its hyphen."""
    if name.endswith("-n"):
        return re.compile(re.escape(name[:-2]) + r"-?\d{1,3}")
    return re.compile(re.escape(name).replace(r"\*", ".*"), re.DOTALL)


def as_markdown(part: Part) -> str:
    """The rows of a part as a table of docs/xlsform.md."""
    rows = [f"| {_named(one)} | {one.verdict} | {one.words} |" for one in table(part).features]
    return "\n".join(["| name | here | |", "|---|---|---|", *rows])


def _named(feature: Feature) -> str:
    names = ", ".join(f"`{name}`" for name in feature.names)
    on = ", ".join(sorted(feature.on - {ANY}))
    return f"{names} ({on})" if on else names
