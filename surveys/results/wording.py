"""The words of figures: shares for officers, rounded numbers for the public."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask_babel import gettext as _

from engagement.core.intervals import Share
from engagement.disclosure.rounding import Kind
from engagement.reports.exports.columns import Cell

COLUMNS: Final = (
    "question",
    "heading",
    "answer",
    "people_rounded",
    "percent",
    "base_rounded",
    "note",
    "survey",
    "closed_on",
    "published_on",
    "policy",
    "method",
    "sha256",
)
"""Of the public table as a file: each row says what it stands on."""


def percent(share: float) -> str:
    """A share as officers read it: one decimal."""
    return f"{100 * share:.1f}%"


def share_words(share: Share | None) -> str:
    """A share with its interval; a dash where there is no base."""
    if share is None:
        return "–"
    return _(
        "%(share)s (%(low)s to %(high)s)",
        share=percent(share.value),
        low=percent(share.low),
        high=percent(share.high),
    )


def count_words(count: Mapping[str, Any], small: int) -> str:
    """A published count in words."""
    if count["says"] == Kind.ROUNDED:
        return _("about %(number)s", number=f"{count['value']:,}")
    if count["says"] == Kind.FEWER:
        return _("fewer than %(number)s", number=small)
    return _("not shown")


def part_words(answer: Mapping[str, Any], small: int) -> str:
    """A published share: a whole percent, or words; of a hidden count the count's own."""
    if answer["count"]["says"] == Kind.FEWER:
        return count_words(answer["count"], small)
    if answer["percent"] is None:
        return {
            "less than half": _("less than half"),
            "about half": _("about half"),
            "more than half": _("more than half"),
            "nearly all": _("nearly all"),
        }.get(answer["words"], _("not shown"))
    if answer["or_more"]:
        return _("%(percent)s%% or more", percent=answer["percent"])
    return f"{answer['percent']}%"


def file_rows(release: Mapping[str, Any], sha256: str) -> list[list[Cell]]:
    """The public table, a row an answer, in the order of COLUMNS."""
    policy = release["policy"]
    stands_on = [
        release["survey"]["title"],
        release["survey"]["closed_on"],
        release["made_on"],
        f"{policy['name']} version {policy['version']}",
        release["method"],
        sha256,
    ]
    rows: list[list[Cell]] = []
    for question in release["questions"]:
        for part in ("answers", "outside"):
            outside = part == "outside"
            rows += [
                [*_cells(question, one, outside=outside, small=policy["small"]), *stands_on]
                for one in question[part]
            ]
    return rows


def _cells(
    question: Mapping[str, Any], answer: Mapping[str, Any], *, outside: bool, small: int
) -> Sequence[Cell]:
    count = answer["count"]
    fewer = f"fewer than {small}" if count["says"] == Kind.FEWER else ""
    return (
        question["title"],
        question["heading"],
        answer["label"],
        fewer or count["value"],
        f"{answer['percent']} or more" if answer["or_more"] else answer["percent"],
        question["base"]["value"],
        "outside the base" if outside else "",
    )
