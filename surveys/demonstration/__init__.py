"""Made-up surveys: one that was closed and published, one instrument in two years, one to try."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from json import dumps
from random import Random
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.accounts.demonstration import COUNTY_COUNCIL
from engagement.accounts.models import Organisation
from engagement.core.actor import SYSTEM
from engagement.core.clock import LONDON, london_date
from engagement.core.demonstration import Demonstration
from engagement.core.errors import Rejected
from engagement.core.partnership import Partnership
from surveys.demonstration.people import People, Wave
from surveys.instrument.compiling import compile_form
from surveys.library import ready_form, sheets_for
from surveys.models import (
    LinkChannel,
    SavedDraft,
    Survey,
    SurveyLink,
    SurveyRelease,
    SurveyResponse,
    SurveyState,
    SurveyTone,
    SurveyVersion,
    VersionState,
)
from surveys.results.commands import About, publish_results
from surveys.studio.slugs import numbered

__all__ = ["DEMONSTRATION", "VIOLENCE", "load", "remove"]

VIOLENCE: Final = 2_917
"""As many answers as the survey of this kind had that a partnership reported; all made up here."""
INDICATORS: Final = (603, 641)
WEEKS: Final = 10
CHUNK: Final = 1_000
MOST_SAME_ADDRESSES: Final = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """A survey to be made: `closed_on` None is open, without responses."""

    form: str
    slug: str
    title: str
    responses: int = 0
    closed_on: date | None = None
    wave: Wave = field(default_factory=Wave)
    published: bool = False


def load(session: Session, *, partnership: Partnership, now: datetime) -> None:
    """The surveys, unless there are some, or no made-up organisation that asks them."""
    there = sa.select(Survey.id).where(Survey.demonstration.is_(True)).order_by(Survey.id).limit(1)
    council = session.scalar(
        sa.select(Organisation.id).where(
            Organisation.demonstration.is_(True), Organisation.name == COUNTY_COUNCIL
        )
    )
    if council is None or session.scalar(there) is not None:
        return
    for plan in plans(london_date(now)):
        maker = _Maker(session, partnership, council, plan, now)
        maker.make()


def remove(session: Session) -> None:
    """Everything that `load` wrote and what was answered to it since, and nothing else."""
    ours = sa.select(Survey.id).where(Survey.demonstration.is_(True))
    responses = sa.select(SurveyResponse.id).where(SurveyResponse.survey_id.in_(ours))
    session.execute(sa.delete(SurveyTone).where(SurveyTone.response_id.in_(responses)))
    for table in (SurveyRelease, SurveyResponse, SavedDraft, SurveyLink, SurveyVersion):
        session.execute(sa.delete(table).where(table.survey_id.in_(ours)))
    session.execute(sa.delete(Survey).where(Survey.demonstration.is_(True)))


def plans(today: date) -> Sequence[Plan]:
    """What is made on a day: everything that is over lies in the past."""
    summer = date(today.year if today > date(today.year, 9, 1) else today.year - 1, 8, 31)
    return (
        Plan(
            "serious-violence",
            "serious-violence",
            "Serious Violence Public Survey (demonstration)",
            VIOLENCE,
            summer,
            published=True,
        ),
        Plan(
            "safety-indicators",
            "feeling-safe-last-year",
            "Feeling safe where you live, last year (demonstration)",
            INDICATORS[0],
            today - timedelta(days=395),
        ),
        Plan(
            "safety-indicators",
            "feeling-safe",
            "Feeling safe where you live (demonstration)",
            INDICATORS[1],
            today - timedelta(days=30),
            Wave(safer=0.07),
            published=True,
        ),
        Plan(
            "trust-and-confidence", "trust-and-confidence", "Trust and confidence (demonstration)"
        ),
    )


class _Maker:
    """One survey on its way into the database."""

    def __init__(
        self,
        session: Session,
        partnership: Partnership,
        council: UUID,
        plan: Plan,
        now: datetime,
    ) -> None:
        self.session, self.partnership, self.council = session, partnership, council
        self.plan, self.now = plan, now
        self.ready = ready_form(plan.form)

    def make(self) -> None:
        """The survey, its version, its links, its responses, its results."""
        survey = self._survey()
        self._insert(survey)
        version = self._version(survey.id)
        self.session.add(version)
        self.session.flush()
        links = self._links(survey.id)
        self.session.add_all(links)
        self.session.flush()
        self._responses(survey, version, links)
        if self.plan.published:
            about = About(self.partnership.name, self.partnership.controllers[0].name)
            with suppress(Rejected):  # too few answers in a small county: the page says so
                publish_results(
                    self.session, survey=survey, about=about, actor=SYSTEM, now=self.now
                )

    def _insert(self, survey: Survey) -> None:
        """Under its address, or with a number where a survey has that already."""
        for number in range(1, MOST_SAME_ADDRESSES + 1):
            survey.slug = numbered(self.plan.slug, number)
            try:
                with self.session.begin_nested():
                    self.session.add(survey)
            except IntegrityError:
                continue
            return
        raise Rejected("Very many surveys have this address.")

    def _survey(self) -> Survey:
        closed = self.plan.closed_on
        controller = self.partnership.controllers[0]
        return Survey(
            id=uuid4(),
            slug=self.plan.slug,
            state=SurveyState.CLOSED if closed else SurveyState.LIVE,
            title=self.plan.title,
            purpose=self.ready.purpose,
            privacy_notice=(
                f"{controller.name} answers for what you tell us. We do not ask who you are. "
                "This is a demonstration: please write nothing that is true about a person."
            ),
            themes=list(self.ready.themes),
            organisation_id=self.council,
            controller=controller.id,
            districts=None,
            sensitive=self.ready.sensitive,
            for_under_18s=self.ready.under_18s,
            opens_at=_at(closed - timedelta(weeks=WEEKS)) if closed else None,
            closes_at=_at(closed + timedelta(days=1)) if closed else None,
            closed_on=closed,
            created_on=(closed or london_date(self.now)) - timedelta(weeks=WEEKS + 1),
            demonstration=True,
        )

    def _version(self, survey_id: UUID) -> SurveyVersion:
        districts = [(one.code, one.name) for one in self.partnership.districts]
        sheets = sheets_for(self.ready, districts)
        compiled = compile_form(sheets)
        self.people = People(
            compiled.instrument,
            self.partnership,
            Random(f"{self.plan.slug} {self.plan.closed_on}"),  # noqa: S311  made-up content
            self.plan.wave,
        )
        return SurveyVersion(
            id=uuid4(),
            survey_id=survey_id,
            number=1,
            state=VersionState.PUBLISHED,
            sheets={name: [list(row) for row in rows] for name, rows in sheets.items()},
            xform=compiled.xform,
            sha256=sha256(dumps(dict(sheets)).encode()).hexdigest(),
            notices=[],
            published_on=(self.plan.closed_on or london_date(self.now)) - timedelta(weeks=WEEKS),
        )

    def _links(self, survey_id: UUID) -> list[SurveyLink]:
        names = {
            LinkChannel.PLACE: "Poster in a library (demonstration)",
            LinkChannel.EVENT: "Stand at a show (demonstration)",
            LinkChannel.CAMPAIGN: "Social media (demonstration)",
        }
        return [
            SurveyLink(
                id=uuid4(),
                survey_id=survey_id,
                channel=channel,
                name=name,
                code=uuid4().hex[:8].upper(),
                ended_on=self.plan.closed_on,
            )
            for channel, name in names.items()
        ]

    def _responses(
        self, survey: Survey, version: SurveyVersion, links: Sequence[SurveyLink]
    ) -> None:
        used = dict.fromkeys(LinkChannel, 0)
        rows: list[dict[str, object]] = []
        for _ in range(self.plan.responses):
            said = self.people.one(self.plan.closed_on or london_date(self.now), WEEKS)
            used[said.channel] += 1
            rows.append(
                {
                    "id": uuid4(),
                    "survey_id": survey.id,
                    "version_id": version.id,
                    "submission": str(uuid4()),
                    "state": "counted",
                    "answered_on": said.day,
                    "language": said.language,
                    "channel": said.channel,
                    "district_code": said.district,
                    "answers": said.document.answers,
                    "texts": said.document.texts or None,
                    "test": False,
                    "demonstration": True,
                }
            )
        for start in range(0, len(rows), CHUNK):
            self.session.execute(sa.insert(SurveyResponse), rows[start : start + CHUNK])
        for link in links:
            link.used = used[link.channel]
        self.session.flush()


def _at(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


DEMONSTRATION: Final = Demonstration(load=load, remove=remove)
