"""What features offer each other without knowing each other: findings, activities, blocks.

A figure never travels alone: a `Finding` carries its base, interval, method, period and caveat. It
is for officers. The public gets a `PublicFinding`, which only `engagement.disclosure` makes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol, runtime_checkable

from flask import Flask, current_app
from sqlalchemy.orm import Session

EXTENSION: Final = "sources"


class Unit(StrEnum):
    """What a value counts."""

    SHARE = "share"
    COUNT = "count"
    DAYS = "days"
    PER_1000 = "per-1000"


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included; None is without a beginning or an end."""

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """The way back to what a figure was made from: resolved by the source of this kind."""

    kind: str
    public_id: str


@dataclass(frozen=True, slots=True)
class Margin:
    """A distribution that a sample was weighted to, with who counted it and when."""

    name: str
    source: str
    counted_on: date


@dataclass(frozen=True, slots=True)
class Comparator:
    """What a value is held against, and how sure the difference is."""

    name: str
    value: float
    p: float | None = None
    p_adjusted: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One figure in its internal form. `value` is None where there is too little to say.

    A share and its interval run from 0 to 1. `n` is how many the value counts, `base_n` out of how
    many; what does not apply (weights of a plain count) is None. `title` is a sentence in English,
    a message key of the translations. `area` is a code, None for all that was asked about.
    """

    kind: str
    title: str
    value: float | None
    unit: Unit
    n: int
    base_n: int
    method: str
    caveat: str
    period: Period
    link: Link
    low: float | None = None
    high: float | None = None
    dont_know_n: int | None = None
    sum_of_weights: float | None = None
    n_eff: float | None = None
    deff: float | None = None
    weighted: bool = False
    margins: tuple[Margin, ...] = ()
    area: str | None = None
    theme: str | None = None
    comparator: Comparator | None = None
    demonstration: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFinding:
    """One figure as the public may see it, made by `engagement.disclosure` and by nobody else.

    `value` is a whole percent or a rounded count, `words` what stands for it where no number may;
    `held_back` says why when nothing may be said. `base` is rounded, None when it is hidden.
    """

    kind: str
    title: str
    value: int | None
    unit: Unit
    words: str
    base: int | None
    policy: str
    policy_version: int
    method: str
    caveat: str
    period: Period
    link: Link
    area: str | None = None
    theme: str | None = None
    held_back: str | None = None
    demonstration: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceActivity:
    """Something that another feature did and the register of engagement should know of."""

    title: str
    link: Link
    on: date
    areas: tuple[str, ...]
    themes: tuple[str, ...] = ()
    reach: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a newsletter: plain words, public figures only, and where to read on."""

    title: str
    paragraphs: tuple[str, ...]
    link: Link
    figures: tuple[PublicFinding, ...] = ()


@runtime_checkable
class EvidenceSource(Protocol):
    """A feature that knows something: figures of a period, and what they say about need by area.

    `within` is the reach of whoever asks: area codes, None for the whole county.
    """

    kind: str

    def findings(
        self, session: Session, *, period: Period, within: frozenset[str] | None
    ) -> Sequence[Finding]: ...

    def need(
        self, session: Session, *, period: Period, within: frozenset[str] | None
    ) -> Sequence[Finding]: ...


@runtime_checkable
class ActivitySource(Protocol):
    """A feature whose work is itself engagement: a survey, a newsletter issue."""

    kind: str

    def activities(
        self, session: Session, *, period: Period, within: frozenset[str] | None
    ) -> Sequence[SourceActivity]: ...


@runtime_checkable
class ContentBlock(Protocol):
    """A feature that a newsletter may embed something of; NotFound for what it does not have."""

    kind: str

    def block(self, session: Session, *, public_id: str) -> Block: ...


Source = EvidenceSource | ActivitySource | ContentBlock


def init_sources(app: Flask, sources: Sequence[Source]) -> None:
    """Keep what the features offer, in the order in which they were registered."""
    app.extensions[EXTENSION] = tuple(sources)


def evidence_sources() -> tuple[EvidenceSource, ...]:
    """Who of the current app has findings."""
    return tuple(one for one in _sources() if isinstance(one, EvidenceSource))


def activity_sources() -> tuple[ActivitySource, ...]:
    """Who of the current app makes activities."""
    return tuple(one for one in _sources() if isinstance(one, ActivitySource))


def content_blocks() -> tuple[ContentBlock, ...]:
    """Who of the current app has something for a newsletter."""
    return tuple(one for one in _sources() if isinstance(one, ContentBlock))


def _sources() -> tuple[Source, ...]:
    found: tuple[Source, ...] = current_app.extensions[EXTENSION]
    return found
