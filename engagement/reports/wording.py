"""Reports in words for officers: where, how exactly, when, why."""

from flask_babel import format_date
from flask_babel import gettext as _

from engagement.areas.models import AreaVersion
from engagement.core.clock import london_date
from engagement.reports.concerns import LABELS, TIME_BANDS, TimeBand
from engagement.reports.maps.settlements import Settlements
from engagement.reports.models import PlacedBy, Report
from engagement.reports.months import first_day
from geo.gridref import square_reference

KILOMETRE = 1000


def reference_of(report: Report) -> str:
    """Where a report is, as a grid reference no finer than what is known."""
    if report.easting is None or report.northing is None:
        return _("No place is kept")
    return square_reference(report.easting, report.northing, report.precision_m)


def near(report: Report, known: Settlements) -> str:
    """The nearest settlement and how far its centre is."""
    if report.easting is None or report.northing is None:
        return ""
    half = report.precision_m / 2
    return near_point(report.easting + half, report.northing + half, known)


def near_point(easting: float, northing: float, known: Settlements) -> str:
    """The nearest settlement and how far its centre is, for a point in metres."""
    name, metres = known.nearest(easting, northing)
    return _("%(place)s, %(distance)s", place=name, distance=distance(metres))


def distance(metres: float) -> str:
    """A distance as one says it."""
    hundreds = max(round(metres / 100), 1)
    if hundreds < 10:
        return _("%(number)s m", number=hundreds * 100)
    return _("%(number)s km", number=f"{metres / KILOMETRE:.1f}")


def exactness(report: Report) -> str:
    """How exactly the place is known."""
    if report.placed_by is PlacedBy.PLACE_NAME:
        return _(
            "Only the name of the settlement is known: it counts in its district, in no square"
        )
    if report.placed_by is PlacedBy.IMPORT:
        return _("As exact as its source (%(metres)s m)", metres=report.precision_m)
    return _(
        "A square of %(metres)s m; the reference is its south-west corner",
        metres=report.precision_m,
    )


def band(part: TimeBand) -> str:
    """The part of the day, as an officer reads it."""
    return _("time of day not known") if part is TimeBand.NOT_SURE else str(TIME_BANDS[part])


def when(report: Report) -> str:
    """The day or the month, and the part of the day."""
    if report.occurred_on is not None:
        day = format_date(report.occurred_on, "d MMMM y")
    elif report.occurred_month is not None:
        day = format_date(first_day(report.occurred_month), "MMMM y")
    else:
        day = _("Not known")
    return f"{day}, {band(report.time_band)}" if report.time_band else day


def concerns(report: Report) -> list[str]:
    """The reasons named, in words."""
    return [str(LABELS[one.concern]) for one in report.concerns]


def boundaries(version: AreaVersion, *, demonstration: bool) -> str:
    """What the boundaries of a figure are called."""
    if not version.is_approximate:
        return version.label
    return _("demonstration outlines") if demonstration else _("approximate outlines")


def boundaries_loaded(version: AreaVersion, *, demonstration: bool) -> str:
    """The same with the day on which they were loaded: two versions can have one name."""
    return _(
        "%(name)s, loaded on %(day)s",
        name=boundaries(version, demonstration=demonstration),
        day=format_date(london_date(version.loaded_at), "d MMMM y"),
    )
