"""Findings as rows: the same for the page's tables and for the CSV."""

from collections.abc import Sequence
from typing import Final

from flask_babel import gettext as _

from engagement.core.sources import Finding
from engagement.reports.concerns import LABELS, Concern
from engagement.reports.exports.columns import Cell

COLUMNS: Final = (
    "finding",
    "title",
    "district_code",
    "concern",
    "unit",
    "value",
    "low",
    "high",
    "n",
    "base_n",
    "not_said_n",
    "method",
    "caveat",
    "approved_from",
    "approved_to",
    "demonstration",
)


def values(finding: Finding) -> list[Cell]:
    """The values of `COLUMNS`."""
    since, until = finding.period.since, finding.period.until
    return [
        finding.kind,
        finding.title,
        finding.area,
        finding.theme,
        finding.unit.value,
        finding.value,
        finding.low,
        finding.high,
        finding.n,
        finding.base_n,
        finding.dont_know_n,
        finding.method,
        finding.caveat,
        since.isoformat() if since else None,
        until.isoformat() if until else None,
        finding.demonstration,
    ]


def pair_row(name: str, rate: Finding, days: Finding) -> list[str]:
    """A line of the page: how many, the share with its interval, the days with their quartiles."""
    return [name, f"{rate.base_n:,}", f"{rate.n:,}", *share(rate), *spread(days)]


def rate_row(name: str, finding: Finding) -> list[str]:
    """A line of rates."""
    return [name, f"{finding.n:,}", f"{finding.base_n:,}", *numbers(finding, 2)]


def cause_row(finding: Finding, cause: str) -> list[str]:
    """A line of the causes of the dark."""
    return [cause, f"{finding.n:,}", *share(finding)]


def share(finding: Finding) -> list[str]:
    """A share and its interval, whole per cent; nothing without a base."""
    if finding.value is None or finding.low is None or finding.high is None:
        return [_("No reports"), ""]
    low, high = round(100 * finding.low), round(100 * finding.high)
    return [
        f"{100 * finding.value:.0f}%",
        _("%(low)s%% to %(high)s%%", low=low, high=high),
    ]


def spread(finding: Finding) -> list[str]:
    """How many ended, the median, the quartiles; "not enough" under ten."""
    ended = f"{finding.n:,}"
    if finding.value is None:
        return [ended, _("not enough"), ""]
    return [ended, *numbers(finding, 0)]


def numbers(finding: Finding, decimals: int) -> list[str]:
    """A value and its two ends."""
    if finding.value is None or finding.low is None or finding.high is None:
        return ["", ""]
    low, high = f"{finding.low:.{decimals}f}", f"{finding.high:.{decimals}f}"
    return [f"{finding.value:.{decimals}f}", _("%(low)s to %(high)s", low=low, high=high)]


def concern_name(code: str | None) -> str:
    """A concern in words."""
    return str(LABELS[Concern(code)]) if code else ""


def chosen(findings: Sequence[Finding], kind: str) -> list[Finding]:
    """The findings of one kind, in their order: in all, by district, by concern."""
    return [one for one in findings if one.kind == kind]
