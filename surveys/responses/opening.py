"""Whether a survey takes answers at a moment, and which moment a London clock means."""

from datetime import UTC, datetime
from enum import StrEnum

from engagement.core.clock import LONDON
from surveys.models import Survey, SurveyState


class Opening(StrEnum):
    """Whether a survey takes answers now. UNKNOWN is one that the public has not heard of."""

    OPEN = "open"
    NOT_YET = "not-yet"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class NoSuchTime(ValueError):
    """The clocks go forward in that hour: a London clock never shows this time."""


def opening_of(survey: Survey, now: datetime) -> Opening:
    """Whether a survey is open: from the moment it opens up to the moment it closes, not at it.

    Both are stored in UTC, so a change of the clocks moves neither.
    """
    if survey.state is SurveyState.DRAFT:
        return Opening.UNKNOWN
    if survey.state is not SurveyState.LIVE:
        return Opening.CLOSED
    if survey.closes_at is not None and now >= survey.closes_at:
        return Opening.CLOSED
    if survey.opens_at is not None and now < survey.opens_at:
        return Opening.NOT_YET
    return Opening.OPEN


def london_moment(wall: datetime, *, second: bool = False) -> datetime:
    """The moment (UTC) at which clocks in London show a day and time, given without a zone.

    In the hour that comes twice in autumn it is the first of the two, or the `second`. Raises
    NoSuchTime in the hour that spring leaves out.
    """
    if wall.tzinfo is not None:
        raise ValueError("a time on a London clock has no zone of its own")
    moment = wall.replace(tzinfo=LONDON, fold=int(second)).astimezone(UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None, fold=0) != wall:
        raise NoSuchTime(f"{wall:%H:%M}")
    return moment


def comes_twice(wall: datetime) -> bool:
    """Whether clocks in London show this day and time twice."""
    return london_moment(wall, second=True) != london_moment(wall)
