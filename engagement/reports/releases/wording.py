"""Published figures in words: the same ones in the table, on the map and in the file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from engagement.core.days import day_words
from engagement.disclosure.releases import Figure, Figures, Release
from engagement.disclosure.rounding import Kind, Published, publish_share
from engagement.reports.concerns import LABELS, Concern
from engagement.reports.exports.columns import Cell

COLUMNS: Final = (
    "what",
    "code",
    "name",
    "measure",
    "says",
    "count",
    "counted_from",
    "counted_to",
    "published_on",
    "published_by",
    "policy",
    "policy_version",
    "release_sha256",
    "boundaries",
    "demonstration",
)
SHADES: Final = ("#ffffff", "#d2e2f1", "#a3c5e4", "#6ea5d6")
"""Fills of the map, from hidden to the most: black words are read on each of them."""


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """A district as the page shows it; the map takes its words from here too."""

    code: str
    name: str
    told: str
    done: str
    share: str
    shade: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the page shows it: its headers, and its cells by row."""

    columns: list[str]
    rows: list[list[str]]


def count_text(count: Published, release: Release) -> str:
    """A published count as people read it; zero and hidden look the same."""
    small = release.policy.small
    if count.kind is Kind.FEWER:
        return _("fewer than %(number)s", number=small)
    if count.kind is Kind.ALL_BUT:
        return _("all but fewer than %(number)s", number=small)
    return _("not shown") if count.value is None else f"{count.value:,}"


def district_lines(release: Release) -> list[DistrictLine]:
    """Every district by name."""
    lines = [
        DistrictLine(
            code=code,
            name=name_of(release, code),
            told=count_text(figures.whole.count, release),
            done=_done(figures, release),
            share=_share(figures, release),
            shade=SHADES[_band(figures.whole.count)],
        )
        for code, figures in release.groups.items()
    ]
    return sorted(lines, key=lambda line: line.name)


def district_table(release: Release) -> Table:
    """The districts, and all together where that may be said."""
    columns = [_("District"), _("Told us"), _("Something was done"), _("How much of it")]
    lines = district_lines(release)
    rows = [[one.name, one.told, one.done, one.share] for one in lines]
    figures = [release.groups[one.code].whole for one in lines]
    total = release.total
    if total is not None:
        told = count_text(total.whole.count, release)
        rows.append([_("All districts"), told, _done(total, release), _share(total, release)])
        figures.append(total.whole)
    return _dated(columns, rows, figures, release)


def reason_table(release: Release) -> Table:
    """The reasons, those that were named most first; hidden ones in the order of the form."""
    order = [concern.value for concern in Concern]
    known = sorted(
        (name for name in release.reasons if name in order),
        key=lambda name: (-(release.reasons[name].count.value or 0), order.index(name)),
    )
    figures = [release.reasons[name] for name in known]
    rows = [
        [str(LABELS[Concern(name)]), count_text(figure.count, release)]
        for name, figure in zip(known, figures, strict=True)
    ]
    return _dated([_("Reason"), _("Told us")], rows, figures, release)


def legend() -> list[tuple[str, str]]:
    """The shades of the map and what they stand for."""
    texts = (
        _("fewer than 10"),
        _("10 to 45"),
        _("50 to 95"),
        _("100 or more"),
    )
    return list(zip(SHADES, texts, strict=True))


def file_rows(release: Release, sha256: str) -> list[list[Cell]]:
    """The values of `COLUMNS`: each row carries what it stands on."""
    facts, policy = release.facts, release.policy
    stands_on: list[Cell] = [
        release.made_on.isoformat(),
        str(facts["partnership"]),
        policy.name,
        policy.version,
        sha256,
        str(facts["boundaries"]),
        bool(facts["demonstration"]),
    ]
    return [[*row, *stands_on] for row in _figures(release)]


def name_of(release: Release, code: str) -> str:
    """A district's name as the release has it."""
    names = release.facts.get("districts")
    return str(names.get(code, code)) if isinstance(names, dict) else code


def days(figure: Figure | Release) -> str:
    """The days that a figure, or a whole release, counts."""
    last = day_words(figure.until)
    if figure.since is None:
        return _("up to %(day)s", day=last)
    return _("from %(first)s to %(last)s", first=day_words(figure.since), last=last)


def _dated(
    columns: list[str], rows: list[list[str]], figures: list[Figure], release: Release
) -> Table:
    """A table with the days of each row, where one of them has others than the release."""
    texts = [days(figure) for figure in figures]
    if set(texts) <= {days(release)}:
        return Table(columns, rows)
    return Table(
        [*columns, _("Counted")], [[*row, text] for row, text in zip(rows, texts, strict=True)]
    )


def _figures(release: Release) -> Iterable[list[Cell]]:
    for code, figures in sorted(release.groups.items()):
        name = name_of(release, code)
        yield ["district", code, name, "told", *_values(figures.whole)]
        yield ["district", code, name, "something-done", *_values(figures.part)]
    if release.total is not None:
        yield ["total", None, "All districts", "told", *_values(release.total.whole)]
        yield ["total", None, "All districts", "something-done", *_values(release.total.part)]
    for name, figure in sorted(release.reasons.items()):
        yield ["reason", name, None, "told", *_values(figure)]


def _values(figure: Figure) -> list[Cell]:
    since = figure.since.isoformat() if figure.since else None
    return [figure.count.kind.value, figure.count.value, since, figure.until.isoformat()]


def _done(figures: Figures, release: Release) -> str:
    """A part's count, with its day where that is an earlier one."""
    text = count_text(figures.part.count, release)
    if figures.part.until == figures.whole.until:
        return text
    return _("%(count)s (up to %(day)s)", count=text, day=day_words(figures.part.until))


def _share(figures: Figures, release: Release) -> str:
    """How many of those told of: a percentage on a base of 50, else words, else nothing."""
    if figures.part.until != figures.whole.until:
        return _("not shown")
    share = publish_share(figures.part.count, figures.whole.count, release.policy)
    if share.percent is not None:
        return f"{share.percent}%"
    texts = {
        "less than half": _("less than half"),
        "about half": _("about half"),
        "more than half": _("more than half"),
        "nearly all": _("nearly all"),
    }
    return texts.get(share.words, _("not shown"))


def _band(count: Published) -> int:
    """0 hidden, then by the rounded number: the shades say no more than the table."""
    if count.value is None:
        return 0
    return 1 + (count.value >= 50) + (count.value >= 100)
