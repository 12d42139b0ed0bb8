"""Figures in words: lines of bars, rows of tables."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from flask_babel import gettext as _

from engagement.core.intervals import Share, wilson
from surveys.estimate.crosstabs import Group
from surveys.estimate.shares import Answer, Distribution
from surveys.results.figures import Figure
from surveys.results.forms import TONES
from surveys.results.reading import Comment
from surveys.results.wording import percent, share_words

Cell: TypeAlias = "str | dict[str, str]"


@dataclass(frozen=True, slots=True)
class Line:
    """An answer as a bar."""

    label: str
    text: str
    share: Share | None
    outside: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A question with its figures in words; `notes` are what a reader must know beside them."""

    figure: Figure
    lines: Sequence[Line] = ()
    rows: Sequence[Sequence[Cell]] = ()
    notes: Sequence[str] = field(default=())
    base: str = ""


@dataclass(frozen=True, slots=True)
class Crosstab:
    """Two questions against each other as a table."""

    columns: Sequence[object]
    rows: Sequence[Sequence[Cell]]


def shown(one: Figure) -> Shown:
    """A question as the page of results shows it."""
    if one.distribution is None:
        return Shown(one, rows=_numbers(one), base=_base_of_numbers(one))
    found = one.distribution
    return Shown(
        figure=one,
        lines=[_line(answer) for answer in found.answers],
        rows=[_row(answer) for answer in found.answers],
        notes=_notes(found),
        base=_("Base: %(base)s people", base=f"{found.base:,}"),
    )


def crosstab(groups: Sequence[Group]) -> Crosstab:
    """One row a group: its base, then the share of each answer."""
    answers = groups[0].distribution.answers if groups else ()
    heads = [
        {"text": one.label + (_(" (outside the base)") if one.outside else ""), "numeric": True}
        for one in answers
    ]
    columns: list[object] = [_("Who"), {"text": _("Base"), "numeric": True}, *heads]
    return Crosstab(columns, [_group(one) for one in groups])


def tone_rows(found: Sequence[Comment]) -> Sequence[Sequence[Cell]]:
    """How many texts have each tone, with the share of those that have one."""
    counts = Counter(one.tone for one in found if one.tone)
    whole = sum(counts.values())
    rows: list[Sequence[Cell]] = [
        [
            str(name),
            f"{counts[tone.value]:,}",
            share_words(wilson(counts[tone.value], whole)) if whole else "–",
        ]
        for tone, name in TONES.items()
    ]
    silent = len(found) - whole
    return [*rows, [_("Says nothing, or not scored yet"), f"{silent:,}", "–"]]


def _line(answer: Answer) -> Line:
    text = percent(answer.share.value) if answer.share else "–"
    return Line(answer.label, text, answer.share, answer.outside)


def _row(answer: Answer) -> Sequence[Cell]:
    label: Cell = answer.label
    if answer.outside:
        label = {"text": answer.label, "small": _("outside the base; share of all who answered")}
    return [label, f"{answer.n:,}", share_words(answer.share)]


def _group(one: Group) -> Sequence[Cell]:
    found = one.distribution
    base: Cell = f"{found.base:,}"
    if found.is_small:
        base = {"text": f"{found.base:,}", "small": _("small base")}
    cells = [percent(answer.share.value) if answer.share else "–" for answer in found.answers]
    return [one.label, base, *cells]


def _notes(found: Distribution) -> Sequence[str]:
    notes = []
    if found.is_small:
        notes.append(_("The base is under 30: the figures move with every answer more."))
    if found.is_marked:
        notes.append(
            _(
                "%(share)s of those who answered did not know or would rather not say.",
                share=percent(found.outside_share),
            )
        )
    if found.several:
        notes.append(_("People could choose several answers: the shares can add up to over 100%."))
    if found.not_asked:
        notes.append(
            _("%(count)s people answered a version without it.", count=f"{found.not_asked:,}")
        )
    return notes


def _numbers(one: Figure) -> Sequence[Sequence[Cell]]:
    if one.ranked:
        return [[r.label, f"{r.n:,}", f"{r.mean:.2f}"] for r in one.ranked]
    if one.numbers is None:
        return []
    found = one.numbers
    quartiles = f"{found.lower_quartile:,.1f} – {found.upper_quartile:,.1f}"
    return [
        [_("Mean"), f"{found.mean:,.1f}"],
        [_("Median"), f"{found.median:,.1f}"],
        [_("The middle half lies from – to"), quartiles],
    ]


def _base_of_numbers(one: Figure) -> str:
    return _("Base: %(base)s people", base=f"{one.n:,}") if one.numbers else ""
