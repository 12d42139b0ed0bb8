"""The rows of a preview in words."""

from collections.abc import Iterable

from flask_babel import format_date
from flask_babel import gettext as _

from engagement.core.http import partnership
from engagement.reports.concerns import LABELS
from engagement.reports.months import first_day
from engagement.reports.uploads.preview import PreviewRow
from engagement.reports.wording import band


def preview_texts(rows: Iterable[PreviewRow]) -> list[list[str]]:
    """Line, place, precision, district, time, reasons, and what becomes of the row."""
    return [
        [
            str(row.line),
            f"{row.easting:.1f}, {row.northing:.1f}",
            _("%(metres)s m", metres=f"{row.precision_m:,}"),
            _district(row),
            _when(row),
            "; ".join(str(LABELS[one]) for one in row.concerns) or _("Not said"),
            _("Already known") if row.known else _("New"),
        ]
        for row in rows
    ]


def _district(row: PreviewRow) -> str:
    found = partnership().district(row.district or "")
    return found.name if found else _("Near the outlines")


def _when(row: PreviewRow) -> str:
    first = first_day(row.month)
    day = (
        format_date(first.replace(day=row.day), "d MMMM y")
        if row.day
        else format_date(first, "MMMM y")
    )
    return f"{day}, {band(row.band)}" if row.band else day
