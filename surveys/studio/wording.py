"""Words for the states, hours, districts and channels of surveys."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engagement.core.clock import LONDON
from engagement.core.days import day_words
from engagement.core.partnership import Partnership
from surveys.models import LinkChannel, Survey, SurveyLink, SurveyState
from surveys.responses.opening import Opening, opening_of


class Stage(StrEnum):
    """Where a survey stands at a moment, as officers see it: its state and its hours together."""

    DRAFT = "draft"
    OPEN = "open"
    NOT_YET = "not-yet"
    CLOSED = "closed"
    ARCHIVED = "archived"


STAGES: Final[dict[Stage, LazyString]] = {
    Stage.DRAFT: _l("Draft"),
    Stage.OPEN: _l("Open"),
    Stage.NOT_YET: _l("Opens later"),
    Stage.CLOSED: _l("Closed"),
    Stage.ARCHIVED: _l("Archived"),
}
COLOURS: Final = {
    Stage.DRAFT: "yellow",
    Stage.OPEN: "green",
    Stage.NOT_YET: "blue",
    Stage.CLOSED: "grey",
    Stage.ARCHIVED: "grey",
}
CHANNELS: Final[dict[LinkChannel, LazyString]] = {
    LinkChannel.OPEN: _l("Open to all"),
    LinkChannel.PLACE: _l("A place"),
    LinkChannel.EVENT: _l("An event"),
    LinkChannel.CAMPAIGN: _l("A campaign"),
}
CHANNEL_HINTS: Final[dict[LinkChannel, LazyString]] = {
    LinkChannel.OPEN: _l("A website, a newsletter, a message that is passed on."),
    LinkChannel.PLACE: _l("A poster in a library, a surgery, a shop."),
    LinkChannel.EVENT: _l("A stand, a meeting, a walkabout."),
    LinkChannel.CAMPAIGN: _l("One piece of work with posters and posts of its own."),
}


def stage_of(survey: Survey, now: datetime) -> Stage:
    """Where a survey stands."""
    if survey.state is SurveyState.ARCHIVED:
        return Stage.ARCHIVED
    return {
        Opening.UNKNOWN: Stage.DRAFT,
        Opening.NOT_YET: Stage.NOT_YET,
        Opening.OPEN: Stage.OPEN,
        Opening.CLOSED: Stage.CLOSED,
    }[opening_of(survey, now)]


def moment_words(moment: datetime | None) -> str:
    """A day and time in London: 13 June 2025, 14:30; nothing where there is none."""
    if moment is None:
        return ""
    local = moment.astimezone(LONDON)
    return f"{day_words(local.date())}, {local:%H:%M}"


def hours_words(survey: Survey, stage: Stage) -> str:
    """What one wants to know first of the hours of a survey."""
    opens, closes = moment_words(survey.opens_at), moment_words(survey.closes_at)
    if stage is Stage.NOT_YET:
        return _("Opens on %(moment)s", moment=opens)
    if stage is Stage.OPEN:
        return _("Until %(moment)s", moment=closes) if closes else _("Until somebody closes it")
    if stage is Stage.DRAFT:
        return _("Opens on %(moment)s", moment=opens) if opens else _("Opens when published")
    if survey.closed_on is not None:
        return _("Closed on %(day)s", day=day_words(survey.closed_on))
    return _("Closed on %(day)s", day=closes)


def districts_words(survey: Survey, partnership: Partnership) -> str:
    """Where a survey is asked."""
    if survey.scope is None:
        return _("The whole county")
    names = (partnership.district(code) for code in sorted(survey.scope))
    return ", ".join(one.name for one in names if one)


def district_words(link: SurveyLink, partnership: Partnership) -> str:
    """The district of a link's responses."""
    district = partnership.district(link.district_code or "")
    return district.name if district else _("Not said")


def themes_words(survey: Survey, partnership: Partnership) -> str:
    """The themes of a survey."""
    codes = survey.themes if isinstance(survey.themes, list) else []
    return ", ".join(one.name for one in partnership.themes if one.code in codes) or _("Not said")
