"""Surveys as their pages show them: rows of tables, and what to do next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from flask import current_app, url_for
from flask_babel import gettext as _

from engagement.accounts.permissions import Action, holds, may, reach
from engagement.core.actor import Actor
from engagement.core.days import day_words
from engagement.core.http import partnership
from surveys.instrument.model import Instrument
from surveys.models import LinkChannel, Survey, SurveyLink, SurveyVersion, VersionState
from surveys.responses.addresses import preview_address
from surveys.studio.queries import Listed, Within
from surveys.studio.wording import (
    CHANNELS,
    STAGES,
    Stage,
    district_words,
    districts_words,
    hours_words,
    moment_words,
    stage_of,
    themes_words,
)

Row: TypeAlias = list[object]
RESULTS: Final = "results.index"
EXPORTS: Final = "response_exports.index"
UNNAMED: Final = "default"
ENGLISH: Final = "English"


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do next, and where."""

    text: str
    href: str


def counted_within(actor: Actor) -> Within:
    """The districts whose responses this officer may count."""
    if not holds(actor, Action.VIEW_RESULTS):
        return frozenset()
    return reach(actor, Action.VIEW_RESULTS)


def may_manage(actor: Actor, survey: Survey) -> bool:
    """Whether this officer may change this survey."""
    return may(actor, Action.MANAGE_SURVEYS, survey.scope)


def grouped(listed: Collection[Listed], now: datetime) -> Mapping[Stage, Sequence[Row]]:
    """The rows of the list by where surveys stand, in the order in which they are shown."""
    order = (Stage.OPEN, Stage.NOT_YET, Stage.DRAFT, Stage.CLOSED, Stage.ARCHIVED)
    found: dict[Stage, list[Row]] = {stage: [] for stage in order}
    for one in listed:
        stage = stage_of(one.survey, now)
        found[stage].append(_listed(one, stage))
    return {stage: rows for stage, rows in found.items() if rows}


def _listed(one: Listed, stage: Stage) -> Row:
    survey = one.survey
    return [
        {"text": survey.title, "href": url_for("studio.detail", survey_id=survey.id)},
        one.organisation,
        districts_words(survey, partnership()),
        hours_words(survey, stage),
        f"{one.responses:,}",
    ]


def facts_of(survey: Survey, stage: Stage, organisation: str) -> Sequence[dict[str, str]]:
    """What a survey says about itself, as a summary list."""
    controller = partnership().controller(survey.controller)
    yes, no = _("Yes"), _("No")
    facts = {
        **_hours_facts(survey, stage),
        _("What it is for"): survey.purpose or _("Not said yet"),
        _("Organisation"): organisation,
        _("Who answers for it"): controller.name if controller else survey.controller,
        _("Asked in"): districts_words(survey, partnership()),
        _("Themes"): themes_words(survey, partnership()),
        _("Touches on harm"): yes if survey.sensitive else no,
        _("People under 18 may answer"): yes if survey.for_under_18s else no,
    }
    return [{"key": key, "value": value} for key, value in facts.items()]


def _hours_facts(survey: Survey, stage: Stage) -> dict[str, str]:
    """State and hours; that it opens when it is published is said before that alone."""
    words = hours_words(survey, stage)
    facts = {_("State"): words if stage is Stage.CLOSED else f"{STAGES[stage]}. {words}"}
    if survey.opens_at or stage is Stage.DRAFT:
        facts[_("Opens")] = moment_words(survey.opens_at) or _("As soon as it is published")
    if survey.closes_at or stage not in (Stage.CLOSED, Stage.ARCHIVED):
        facts[_("Closes")] = moment_words(survey.closes_at) or _("When somebody closes it")
    return facts


def version_rows(versions: Collection[SurveyVersion], counts: Mapping[int, int]) -> Sequence[Row]:
    """The versions of a survey, with how many answered each."""
    return [
        [
            {
                "text": _("Version %(number)s", number=one.number),
                "href": url_for(
                    "survey_versions.detail", survey_id=one.survey_id, number=one.number
                ),
            },
            _version_state(one),
            f"{counts.get(one.number, 0):,}",
        ]
        for one in versions
    ]


def _version_state(version: SurveyVersion) -> str:
    if version.state is VersionState.DRAFT or version.published_on is None:
        return _("Not published")
    return _("Published on %(day)s", day=day_words(version.published_on))


def link_rows(links: Collection[SurveyLink], actor: Actor) -> Sequence[Row]:
    """The links of a survey; how many came only where this officer may see it."""
    return [
        [
            {
                "text": one.name,
                "href": url_for("survey_links.detail", survey_link_id=one.id),
            },
            str(CHANNELS[one.channel]),
            district_words(one, partnership()),
            used_words(one, actor),
            _("Ended on %(day)s", day=day_words(one.ended_on)) if one.ended_on else _("Good"),
        ]
        for one in links
    ]


def used_words(link: SurveyLink, actor: Actor) -> str:
    """How many responses came by a link."""
    if not may(actor, Action.VIEW_RESULTS, link.district_code):
        return _("Not for your districts")
    return f"{link.used:,}"


def language_words(instrument: Instrument) -> str:
    """The languages of a form; one that the form does not name is English."""
    named = (ENGLISH if one == UNNAMED else one for one in instrument.languages)
    return ", ".join(named)


def channel_rows(counts: Mapping[LinkChannel, int]) -> Sequence[Row]:
    """Responses by channel, and all of them."""
    rows: list[Row] = [[str(CHANNELS[one]), f"{count:,}"] for one, count in counts.items()]
    return [*rows, [_("All"), f"{sum(counts.values()):,}"]]


def results_address(survey: Survey, actor: Actor) -> str:
    """Where the results of a survey stand; nothing for who may not see them."""
    return _address(RESULTS, Action.VIEW_RESULTS, survey, actor)


def exports_address(survey: Survey, actor: Actor) -> str:
    """Where the responses of a survey can be taken away; nothing for who may not."""
    return _address(EXPORTS, Action.EXPORT_RESPONSES, survey, actor)


def _address(endpoint: str, action: Action, survey: Survey, actor: Actor) -> str:
    """An address in a room beside this one, which knows nothing of it but its name."""
    there = endpoint in current_app.view_functions and holds(actor, action)
    return url_for(endpoint, survey_id=survey.id) if there else ""


def next_steps(
    survey: Survey,
    stage: Stage,
    *,
    newest: SurveyVersion | None,
    links: Collection[SurveyLink],
    results: str,
) -> Sequence[Step]:
    """What somebody who manages a survey does next, in that order."""
    preview = preview_address(newest.id) if newest else ""

    def here(endpoint: str) -> str:
        return url_for(endpoint, survey_id=survey.id)

    if stage is Stage.DRAFT:
        return [
            Step(_("Say what it is for and who answers for it"), here("studio.facts")),
            Step(_("Try it: test responses are kept apart"), preview),
            Step(_("Say when it opens and closes"), here("studio.hours")),
            Step(_("Check it and publish it"), here("studio.publish")),
        ]
    if stage in (Stage.OPEN, Stage.NOT_YET):
        more = not any(one.ended_on is None for one in links)
        link = _("Make a link with a poster") if more else _("Make another link with a poster")
        return [
            *_waiting(newest),
            Step(link, here("survey_links.make")),
            Step(_("Say when it closes"), here("studio.hours")),
            *([Step(_("Look at the results so far"), results)] if results else []),
        ]
    if stage is Stage.CLOSED:
        seen = [Step(_("Look at the results"), results)] if results else []
        return [*seen, Step(_("Put it away: archive it"), here("studio.archive"))]
    return [Step(_("Look at the results"), results)] if results else []


def _waiting(newest: SurveyVersion | None) -> Sequence[Step]:
    """A new version that waits to be published."""
    if newest is None or newest.state is not VersionState.DRAFT:
        return []
    address = url_for("survey_versions.detail", survey_id=newest.survey_id, number=newest.number)
    return [Step(_("See what the new version changes, and publish it"), address)]
