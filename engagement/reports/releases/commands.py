"""Publishing: what the next release would say, and making it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action, require
from engagement.areas.commands import AFTER_LOAD
from engagement.areas.models import AreaKind, AreaVersion
from engagement.areas.queries import areas_of, current_version, placing_again
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.clock import london_date
from engagement.core.errors import Rejected
from engagement.core.seal import Json
from engagement.disclosure.policy import SDC_1
from engagement.disclosure.releases import (
    Missing,
    Release,
    counts_since,
    make_release,
    missing_for,
    read_release,
    wanted_for,
)
from engagement.reports.models import ReportRelease
from engagement.reports.releases.events import KIND, ReleaseEvent
from engagement.reports.releases.queries import groups_to_publish, latest_release

POLICY: Final = SDC_1


@dataclass(frozen=True, slots=True)
class About:
    """What goes into the file beside the figures, and what they are made from.

    `demonstration` counts made-up reports too; `settled` says that no report waits to be placed in
    new boundaries, whatever the jobs say.
    """

    partnership: str
    county: str
    demonstration: bool = False
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """What may be published today and what is missing for it.

    `release` is None when something is missing; `wanted` says for each district how many approved
    reports more it needs before its figure is renewed. `obstacle` is what stands in the way
    whatever the counts are.
    """

    earlier: Release | None
    names: Mapping[str, str]
    missing: Missing
    wanted: Mapping[str, int]
    release: Release | None
    obstacle: str | None = None

    @property
    def refusal(self) -> str | None:
        """Why nothing is published now, in one sentence; None when it can be."""
        return self.obstacle or reason_against(self.missing)


def next_release(session: Session, *, about: About, now: datetime) -> Next:
    """The release that could be made today, from the reports as they stand."""
    version = current_version(session, AreaKind.DISTRICT)
    names = {area.code: area.name for area in areas_of(session, version)} if version else {}
    stored = latest_release(session, demonstration=about.demonstration)
    earlier = read_release(stored.content) if stored else None
    made_on, cut = london_date(now), _cut(session)
    since = counts_since(earlier, made_on=made_on, policy=POLICY, cut=cut)
    groups = groups_to_publish(
        session,
        codes=names,
        since=since,
        until=made_on - timedelta(days=1),
        demonstration=about.demonstration,
    )
    missing = missing_for(earlier, groups, made_on=made_on, policy=POLICY, cut=cut)
    obstacle = _obstacle(session, version, about)
    release = None
    if version and not missing and obstacle is None:
        facts = _facts(about, version, names)
        release = make_release(
            earlier, groups, made_on=made_on, policy=POLICY, facts=facts, cut=cut
        )
    wanted = wanted_for(earlier, groups, since=since, policy=POLICY)
    return Next(earlier, names, missing, wanted, release, obstacle)


def publish_release(
    session: Session, *, about: About, actor: Actor, now: datetime
) -> ReportRelease:
    """Freeze what may be published today; Rejected says what is missing, and from when on it can.

    NotAllowed unless the actor may publish for the whole county.
    """
    require(actor, Action.PUBLISH_REPORTS)
    following = next_release(session, about=about, now=now)
    release = following.release
    if release is None:
        raise Rejected(following.refusal or "Nothing can be published today.")
    row = ReportRelease(
        made_on=release.made_on,
        content=release.content,
        sha256=release.sha256,
        policy=f"{release.policy.name} version {release.policy.version}",
        made_by=actor.id,
        demonstration=about.demonstration,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Rejected("Figures were published today already.") from None
    record(
        session,
        actor=actor,
        action=ReleaseEvent.PUBLISHED,
        kind=KIND,
        subject=row.sha256,
        now=now,
        detail={"policy": row.policy, "until": release.until.isoformat()},
    )
    return row


def reason_against(missing: Missing) -> str | None:
    """What is missing, in one sentence; None when nothing is."""
    if missing.reports:
        return (
            f"{missing.reports} approved reports are missing: nothing is published before there "
            f"are {POLICY.least_base} in districts that have {POLICY.small} or more."
        )
    if missing.not_before is not None:
        day = f"{missing.not_before:%d %B %Y}".lstrip("0")
        return f"Figures can be published again from {day}: {POLICY.renew_days} days are between."
    if not missing.renewable:
        return f"No district has {POLICY.renew_by} newly approved reports yet."
    return None


def _cut(session: Session) -> str:
    """What decides in which district a report counts: other boundaries, another cut."""
    kinds = (AreaKind.DISTRICT, AreaKind.LSOA)
    versions = [current_version(session, kind) for kind in kinds]
    return " ".join(str(version.id) for version in versions if version)


def _obstacle(session: Session, version: AreaVersion | None, about: About) -> str | None:
    if version is None:
        return "No districts are loaded yet."
    if version.is_approximate and not about.demonstration:
        return "The districts are approximate outlines: nothing is published by them."
    if not about.settled and placing_again(session, names=AFTER_LOAD) is not None:
        return "Reports are being placed in new boundaries. Try again when that is done."
    return None


def _facts(about: About, version: AreaVersion, names: Mapping[str, str]) -> dict[str, Json]:
    districts: dict[str, Json] = dict(names)
    return {
        "partnership": about.partnership,
        "county": about.county,
        "demonstration": about.demonstration,
        "boundaries": "demonstration outlines" if version.is_approximate else version.label,
        "boundary_version": str(version.id),
        "districts": districts,
    }
