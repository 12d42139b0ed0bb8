"""Frozen releases: what was published once, byte for byte, and when it may be renewed.

METHODS section 3, rule 7 and "Pins": a new release after 84 days or more; a figure is published
again only when at least 25 reports more stand behind it, whatever its earlier rounded form leaves
open; until then it keeps the earlier figure with the earlier date, and no total is published, for
totals could be subtracted. So two releases tell of no change under 25.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any, Final, TypeAlias

from engagement.core.seal import Json
from engagement.disclosure.policy import Policy
from engagement.disclosure.rounding import HELD, UNBOUNDED, Kind, Published
from engagement.disclosure.tables import (
    NOT_SAID,
    Group,
    Row,
    Sheet,
    publish_table,
    total_of,
)

FORMAT: Final = "engagement-release-1"

Facts: TypeAlias = Mapping[str, Json]


class TooEarly(Exception):
    """A release may not be made: `missing` says what for."""

    def __init__(self, missing: "Missing") -> None:
        super().__init__(missing)
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Missing:
    """What is still wanted before a release: days to wait until, reports, a renewed figure.

    `reports` are wanted in groups that have a number: a release that comes because of hidden ones
    would tell of them. `renewable` is False when there is an earlier release and no group has 25
    reports more than it.
    """

    not_before: date | None = None
    reports: int = 0
    renewable: bool = True

    def __bool__(self) -> bool:
        return self.not_before is not None or self.reports > 0 or not self.renewable


@dataclass(frozen=True, slots=True)
class Figure:
    """A published count with the days it counts, both included; `since` None is the beginning."""

    count: Published
    since: date | None
    until: date


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a group: its whole and the part of it."""

    whole: Figure
    part: Figure


@dataclass(frozen=True)
class Release:
    """What the public gets: a policy, days, figures, and the facts that go with them.

    `cut` names what made the groups (a version of boundaries); `began_on` is the day of the release
    that began to count where this one does; `previous` the SHA-256 of the release before. `total`
    is None where none may be published.
    """

    policy: Policy
    cut: str
    made_on: date
    began_on: date
    since: date | None
    until: date
    previous: str | None
    groups: Mapping[str, Figures]
    total: Figures | None
    reasons: Mapping[str, Figure]
    facts: Facts = field(default_factory=dict)

    @cached_property
    def content(self) -> bytes:
        """Canonical JSON (keys in order, no spaces, UTF-8): equal releases give equal bytes."""
        return json.dumps(
            _as_json(self), sort_keys=True, ensure_ascii=False, separators=(",", ":")
        ).encode()

    @cached_property
    def sha256(self) -> str:
        """The hash of the bytes, in hexadecimal digits."""
        return sha256(self.content).hexdigest()


def counts_since(
    previous: Release | None, *, made_on: date, policy: Policy, cut: str = ""
) -> date | None:
    """The first day that a release of `made_on` counts; None is the beginning.

    A release counts what those before it counted and more, so that only growth shows. After
    `counting_days`, and when the groups are cut in another way, the next one begins anew on the day
    after the last that was counted: the two share no report, and nothing can be subtracted.
    """
    if previous is None:
        return None
    is_young = made_on - previous.began_on < timedelta(days=policy.counting_days)
    if is_young and cut == previous.cut:
        return previous.since
    return previous.until + timedelta(days=1)


def missing_for(
    previous: Release | None,
    groups: Mapping[str, Group],
    *,
    made_on: date,
    policy: Policy,
    cut: str = "",
) -> Missing:
    """What is wanted before a release may be made; nothing when it may."""
    since = counts_since(previous, made_on=made_on, policy=policy, cut=cut)
    wanted = wanted_for(previous, groups, since=since, policy=policy)
    fresh = [group.whole for name, group in groups.items() if wanted[name] == 0]
    told = sum(whole for whole in fresh if whole >= policy.small)
    if previous is None:
        return Missing(reports=max(policy.least_base - told, 0))
    earliest = previous.made_on + timedelta(days=policy.renew_days)
    return Missing(not_before=earliest if made_on < earliest else None, renewable=told > 0)


def wanted_for(
    previous: Release | None, groups: Mapping[str, Group], *, since: date | None, policy: Policy
) -> dict[str, int]:
    """How many reports more each group needs before it is published again; 0 when it may be."""
    wanted = {}
    for name, group in groups.items():
        earlier, least = _figures(previous, name), 0
        if earlier is not None:
            least = policy.renew_by
            if earlier.whole.since == since:
                least += earlier.whole.count.interval(policy).high
        wanted[name] = max(least - group.whole, 0)
    return wanted


def make_release(
    previous: Release | None,
    groups: Mapping[str, Group],
    *,
    made_on: date,
    policy: Policy,
    facts: Facts,
    cut: str = "",
) -> Release:
    """The next release from true counts of the days `counts_since` to the day before `made_on`.

    TooEarly when the rule of renewal is not met. A group that is in no earlier release is published
    at once; one that is not there any more is left out. Reasons are counted in the groups that are
    published today and have a number.
    """
    missing = missing_for(previous, groups, made_on=made_on, policy=policy, cut=cut)
    if missing:
        raise TooEarly(missing)
    since = counts_since(previous, made_on=made_on, policy=policy, cut=cut)
    today = _Today(since, made_on - timedelta(days=1), policy)
    wanted = wanted_for(previous, groups, since=since, policy=policy)
    renewed = {name: group for name, group in groups.items() if wanted[name] == 0}
    sheet = publish_table(renewed, policy)
    rows = {
        name: today.figures(sheet.groups.get(name), group, _figures(previous, name))
        for name, group in groups.items()
    }
    return Release(
        policy=policy,
        cut=cut,
        made_on=made_on,
        began_on=previous.began_on if previous and since == previous.since else made_on,
        since=since,
        until=today.until,
        previous=previous.sha256 if previous else None,
        groups=rows,
        total=today.total(sheet.total, rows.values()) if len(renewed) == len(groups) else None,
        reasons=today.reasons(sheet, renewed, previous),
        facts=facts,
    )


@dataclass(frozen=True, slots=True)
class _Today:
    """The days of a release that is being made, and what may be said again of them."""

    since: date | None
    until: date
    policy: Policy

    def figures(self, row: Row | None, group: Group, earlier: Figures | None) -> Figures:
        """A group's figures: today's where it is published again, else the earlier ones."""
        if row is None and earlier is not None:
            return earlier
        row = row or NOT_SAID
        whole = self._figure(row.whole)
        if earlier is None:
            return Figures(whole, self._figure(row.part))
        most = earlier.whole.count.interval(self.policy).high
        return Figures(whole, self._again(row.part, group.part, earlier.part, most))

    def total(self, row: Row, rows: Iterable[Figures]) -> Figures | None:
        """The totals, of figures that are all of today."""
        if row.whole.kind is Kind.HELD:
            return None
        part = row.part if all(one.part.until == self.until for one in rows) else HELD
        return Figures(self._figure(row.whole), self._figure(part))

    def reasons(
        self, sheet: Sheet, groups: Mapping[str, Group], previous: Release | None
    ) -> dict[str, Figure]:
        """Each reason as of today, or as it was while it has not grown by enough."""
        shown = {name: row.whole for name, row in sheet.groups.items() if row.is_shown}
        counts = total_of([groups[name] for name in shown]).reasons
        growth = sum(self._growth(new, _figures(previous, name)) for name, new in shown.items())
        earlier = previous.reasons if previous else {}
        found = {
            name: self._again(new, counts[name], earlier[name], UNBOUNDED, growth)
            if name in earlier
            else self._figure(new)
            for name, new in sheet.reasons.items()
        }
        return {**earlier, **found}

    def _growth(self, new: Published, earlier: Figures | None) -> int:
        """How many reports have come to a group at the least."""
        low = new.interval(self.policy).low
        if earlier is None or earlier.whole.since != self.since:
            return low
        return low - earlier.whole.count.interval(self.policy).high

    def _again(
        self, new: Published, count: int, earlier: Figure, most: int, growth: int = UNBOUNDED
    ) -> Figure:
        """Today's figure where nothing can be subtracted from it, else the earlier one.

        It counts other reports, nothing was said before, the same words are said again, or it has
        grown by enough over the most that the earlier one can have been; a hidden one by no more
        than reports have come, or it would show that it was not zero.
        """
        if earlier.since != self.since or earlier.count.kind is Kind.HELD:
            return self._figure(new)
        most = min(most, earlier.count.interval(self.policy).high)
        if new.value is None and new == earlier.count:
            return self._figure(new)
        least = most + self.policy.renew_by
        leaps = earlier.count.kind is Kind.FEWER and growth < max(
            least, new.interval(self.policy).low
        )
        return earlier if count < least or new.kind is Kind.HELD or leaps else self._figure(new)

    def _figure(self, count: Published) -> Figure:
        return Figure(count, self.since, self.until)


def _figures(previous: Release | None, name: str) -> Figures | None:
    return previous.groups.get(name) if previous else None


def read_release(content: bytes) -> Release:
    """A release from its bytes; ValueError for anything that does not give the same bytes again."""
    try:
        release = _from_json(json.loads(content))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is no release") from error
    if release.content != content:
        raise ValueError("this is no release in its canonical form")
    return release


def _as_json(release: Release) -> dict[str, object]:
    total = release.total
    return {
        "format": FORMAT,
        "policy": release.policy.as_json(),
        "cut": release.cut,
        "made_on": release.made_on.isoformat(),
        "began_on": release.began_on.isoformat(),
        "since": _day(release.since),
        "until": release.until.isoformat(),
        "previous": release.previous,
        "facts": dict(release.facts),
        "groups": {name: _figures_as_json(one) for name, one in release.groups.items()},
        "total": _figures_as_json(total) if total else None,
        "reasons": {name: _figure_as_json(one) for name, one in release.reasons.items()},
    }


def _figures_as_json(figures: Figures) -> dict[str, object]:
    return {"whole": _figure_as_json(figures.whole), "part": _figure_as_json(figures.part)}


def _figure_as_json(figure: Figure) -> dict[str, object]:
    return {
        "says": figure.count.kind.value,
        "count": figure.count.value,
        "since": _day(figure.since),
        "until": figure.until.isoformat(),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _from_json(found: Mapping[str, Any]) -> Release:
    if found["format"] != FORMAT:
        raise ValueError("this is no release")
    return Release(
        policy=Policy(**found["policy"]),
        cut=found["cut"],
        made_on=date.fromisoformat(found["made_on"]),
        began_on=date.fromisoformat(found["began_on"]),
        since=_to_day(found["since"]),
        until=date.fromisoformat(found["until"]),
        previous=found["previous"],
        facts=found["facts"],
        groups={name: _to_figures(one) for name, one in found["groups"].items()},
        total=_to_figures(found["total"]) if found["total"] else None,
        reasons={name: _to_figure(one) for name, one in found["reasons"].items()},
    )


def _to_figures(found: Mapping[str, Any]) -> Figures:
    return Figures(_to_figure(found["whole"]), _to_figure(found["part"]))


def _to_figure(found: Mapping[str, Any]) -> Figure:
    count = Published(Kind(found["says"]), found["count"])
    return Figure(count, _to_day(found["since"]), date.fromisoformat(found["until"]))


def _to_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
