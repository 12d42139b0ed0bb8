"""Forms of the import page: the file, its sheet, what its columns hold."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engagement.core.forms import (
    FileField,
    OfficerForm,
    RadiosField,
    SelectField,
    TextField,
    choice,
)
from engagement.reports.importing.columns import DEGREES, METRES, Field, likely_columns
from engagement.reports.importing.commands import LONGEST_SOURCE
from engagement.reports.importing.rows import MOST_PRECISION_M
from engagement.reports.uploads.queries import Said

FIELDS: Final[Mapping[Field, LazyString]] = {
    Field.LON: _l("Longitude"),
    Field.LAT: _l("Latitude"),
    Field.EASTING: _l("Easting"),
    Field.NORTHING: _l("Northing"),
    Field.DATE: _l("Date"),
    Field.MONTH: _l("Month"),
    Field.TIME_BAND: _l("Part of the day, or time"),
    Field.CONCERNS: _l("Concerns"),
    Field.PRECISION: _l("Precision in metres"),
}
ACCEPTED: Final = ".csv,.gz,.xlsx"


class FileForm(OfficerForm):
    """The file to import."""

    file = FileField(
        _l("File"),
        hint=_l("CSV, also packed with gzip, or an Excel workbook (.xlsx)."),
        required=_l("Choose a file"),
        accept=ACCEPTED,
    )


class SheetForm(OfficerForm):
    """Which sheet of a workbook."""

    sheet = RadiosField(_l("Sheet"), required=_l("Choose a sheet"))


class ButtonForm(OfficerForm):
    """A form of one button."""


class ColumnsForm(OfficerForm):
    """What the columns hold, where the file comes from, how exact it is."""

    source = TextField(
        _l("Where do the reports come from?"),
        hint=_l("The same name whenever you load from this source: a row is then known again."),
        required=_l("Enter where the reports come from"),
        max_length=LONGEST_SOURCE,
    )
    lon = SelectField(FIELDS[Field.LON])
    lat = SelectField(FIELDS[Field.LAT])
    easting = SelectField(FIELDS[Field.EASTING])
    northing = SelectField(FIELDS[Field.NORTHING])
    date = SelectField(FIELDS[Field.DATE])
    month = SelectField(FIELDS[Field.MONTH])
    time_band = SelectField(FIELDS[Field.TIME_BAND])
    concerns = SelectField(FIELDS[Field.CONCERNS])
    precision = SelectField(FIELDS[Field.PRECISION])
    order = RadiosField(
        _l("How are dates such as 07/08/2025 meant?"),
        required=_l("Choose how dates are meant"),
        choices=[
            choice("day", _l("Day first: 7 August")),
            choice("month", _l("Month first: 8 July")),
        ],
    )
    precision_m = TextField(
        _l("How exact are the places, in metres?"),
        hint=_l("Where no column says it. For example: 1 for a GPS point, 100 for a grid square."),
        required=_l("Enter how exact the places are"),
        inputmode="numeric",
        width=5,
        max_length=7,
    )

    @classmethod
    def for_file(cls, header: Sequence[str], said: Said, source: str) -> "ColumnsForm":
        """The form with the file's columns to choose from, and what was said or is likely."""
        names = [name.strip() for name in header]
        columns = said.columns if said.columns is not None else likely_columns(names)
        offered = [choice("", _("Not in this file"))]
        offered += [choice(str(place), name) for place, name in enumerate(names) if name]
        chosen: dict[str, object] = {
            field.value: str(names.index(column)) for field, column in columns.items() if column
        }
        about = {
            "source": said.source or source,
            "order": "month" if said.month_first else "day",
            "precision_m": str(said.precision_m),
        }
        form = cls(choices={field.value: offered for field in Field}, data=chosen | about)
        form.names = names
        return form

    names: list[str]

    def validate(self, *args: object, **kwargs: object) -> bool:
        fine = bool(super().validate(*args, **kwargs))
        checks = [self._has_place(), self._has_time(), self._has_precision()]
        return fine and all(checks)

    def columns(self) -> dict[Field, str]:
        """The column of each field, an empty name for what the file does not have."""
        answers = {field: self._fields[field.value].data for field in Field}
        return {field: self.names[int(at)] if at else "" for field, at in answers.items()}

    def _has_place(self) -> bool:
        if any(all(self._fields[field.value].data for field in pair) for pair in (DEGREES, METRES)):
            return True
        self.lon.reject(
            _("Choose the columns of the place: longitude and latitude, or easting and northing")
        )
        return False

    def _has_time(self) -> bool:
        if self.date.data or self.month.data:
            return True
        self.date.reject(_("Choose the column of the date, or the one of the month"))
        return False

    def _has_precision(self) -> bool:
        text = self.precision_m.data
        if not text or (text.isdecimal() and 1 <= int(text) <= MOST_PRECISION_M):
            return True
        self.precision_m.reject(
            _("Enter a whole number of metres from 1 to %(most)s", most=f"{MOST_PRECISION_M:,}")
        )
        return False
