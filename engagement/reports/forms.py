"""Officers' forms: what a list or map shows, a decision, an export, and the words for states."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Self

from flask_babel import LazyString, format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice

from engagement.core.forms import (
    OfficerForm,
    PublicForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    choice,
)
from engagement.reports.concerns import LABELS, Concern
from engagement.reports.decisions import Decision, Said
from engagement.reports.figures import CELL_SIZES
from engagement.reports.models import PUBLIC_SOURCE, Outcome, ReportState
from engagement.reports.months import first_day, is_month, months_between
from engagement.reports.queries import ReportFilter
from engagement.reports.words import DECISIONS, OUTCOMES

Choices = Mapping[str, Sequence[SelectChoice]]

STATES: Final[Mapping[ReportState, LazyString]] = {
    ReportState.NEW: _l("New"),
    ReportState.APPROVED: _l("Approved"),
    ReportState.HELD: _l("Held"),
    ReportState.REJECTED: _l("Rejected"),
    ReportState.PASSED_ON: _l("Passed on"),
    ReportState.ACTION_TAKEN: _l("Action taken"),
    ReportState.CLOSED: _l("Closed"),
    ReportState.WITHDRAWN: _l("Withdrawn"),
}


class PeriodForm(PublicForm):
    """From which month to which, named like this in every filter."""

    since = SelectField(_l("From"))
    until = SelectField(_l("To"))
    concern = SelectField(_l("Concern"))
    source = SelectField(_l("Source"))

    def validate(self, *args: object, **kwargs: object) -> bool:
        fine = bool(super().validate(*args, **kwargs))
        if fine and self.since.data and self.until.data and self.since.data > self.until.data:
            self.until.reject(_("“To” must be the same month as “From”, or later"))
            return False
        return fine

    def narrowed(self) -> ReportFilter:
        """What was chosen; call it on a form that is valid."""
        district, state = self._answer("district"), self._answer("state")
        return ReportFilter(
            since=self.since.data or None,
            until=self.until.data or None,
            districts=frozenset({district}) if district else None,
            concern=Concern(self.concern.data) if self.concern.data else None,
            source=self.source.data or None,
            states=frozenset({ReportState(state)}) if state else None,
        )

    def chosen(self) -> dict[str, Any]:
        """What was chosen as the arguments of a link, all text."""
        return {name: self._answer(name) for name in self._fields if self._answer(name)}

    def _answer(self, name: str) -> str:
        return str(self._fields[name].data) if name in self._fields else ""

    def words(self) -> list[tuple[str, str]]:
        """What was chosen, as a person reads it: (label, answer)."""
        return [
            (field.title, next(item.text for item in field.items if item.checked))
            for field in self._fields.values()
            if isinstance(field, SelectField) and field.data
        ]


class ListForm(PeriodForm):
    """What the list of reports shows."""

    district = SelectField(_l("District"))
    state = SelectField(
        _l("State"),
        choices=[
            choice("", _l("All states")),
            *(choice(s.value, text) for s, text in STATES.items()),
        ],
    )


class DistrictMapForm(PeriodForm):
    """What the map of districts shows."""

    by = SelectField(
        _l("Show"),
        choices=[
            choice("count", _l("Number of reports")),
            choice("rate", _l("Reports per 1,000 residents")),
        ],
        default="count",
    )


class CellMapForm(PeriodForm):
    """What the map of concentrations shows."""

    district = SelectField(_l("Area"))
    cell = SelectField(
        _l("Size of the squares"),
        choices=[choice(str(size), _l("%(size)s metres", size=f"{size:,}")) for size in CELL_SIZES],
        default="1000",
    )

    @property
    def cell_m(self) -> int:
        """The side of the cells, metres."""
        return int(self.cell.data)


class DecisionForm(OfficerForm):
    """What becomes of a report."""

    decision = RadiosField(_l("Decision"), required=_l("Choose a decision"))
    outcome = SelectField(_l("How it ended"), hint=_l("Only to close it."))
    note = TextareaField(
        _l("Note"),
        hint=_l(
            "Needed to hold, to reject and to put back. Say nothing that could tell who a person "
            "is."
        ),
        max_length=2000,
        rows=3,
    )

    @classmethod
    def offering(cls, decisions: Iterable[Decision]) -> Self:
        """The form with some decisions; how it ended is asked where one can close."""
        offered = list(decisions)
        form = cls(
            choices={
                "decision": [
                    choice(one.value, DECISIONS[one][0], hint=DECISIONS[one][1]) for one in offered
                ],
                "outcome": [
                    choice("", _("Choose")),
                    *(choice(one.value, text) for one, text in OUTCOMES.items()),
                ],
            }
        )
        if Decision.CLOSE not in offered:
            del form.outcome
        return form

    @property
    def said(self) -> Said:
        """What goes with the decision; call it on a form that is valid."""
        outcome = self._fields["outcome"].data if "outcome" in self._fields else ""
        return Said(note=self.note.data, outcome=Outcome(outcome) if outcome else None)


class ExportForm(OfficerForm):
    """What is exported, and why."""

    format = RadiosField(
        _l("Format"),
        required=_l("Choose a format"),
        choices=[
            choice("xlsx", _l("Excel workbook"), hint=_l("To read and sort it.")),
            choice("csv", _l("CSV"), hint=_l("For R, Python and other statistics.")),
            choice("gpkg", _l("GeoPackage"), hint=_l("For QGIS and ArcGIS, in metres.")),
            choice("geojson", _l("GeoJSON"), hint=_l("For other maps, in degrees.")),
        ],
    )
    reason = TextField(
        _l("Why do you need this file?"),
        hint=_l(
            "It is recorded, and stands in the file’s README. For example: lighting review, spring."
        ),
        required=_l("Say why you need this file"),
        max_length=300,
    )


def filter_choices(
    *,
    months: tuple[str, str] | None,
    sources: Iterable[str],
    districts: Iterable[tuple[str, str]],
    everywhere: str,
    asked: Callable[[str], str | None],
) -> Choices:
    """The choices of the filters above, from what there is; months of a link are added."""
    offered = set(months_between(*months)) if months else set()
    offered |= {month for name in ("since", "until") if is_month(month := asked(name) or "")}
    listed = [choice(month, format_date(first_day(month), "MMMM y")) for month in sorted(offered)]
    return {
        "since": [choice("", _("The first month")), *listed],
        "until": [choice("", _("The last month")), *listed],
        "concern": [
            choice("", _("All concerns")),
            *(choice(c.value, t) for c, t in LABELS.items()),
        ],
        "source": [choice("", _("All sources")), *(choice(s, source_text(s)) for s in sources)],
        "district": [choice("", everywhere), *(choice(code, name) for code, name in districts)],
    }


def source_text(source: str) -> str:
    """A source as a person reads it."""
    return _("People, through this site") if source == PUBLIC_SOURCE else source


def state_colour(state: ReportState) -> str:
    """The colour of a state's tag."""
    return {
        ReportState.NEW: "blue",
        ReportState.APPROVED: "green",
        ReportState.HELD: "yellow",
        ReportState.REJECTED: "red",
        ReportState.PASSED_ON: "purple",
        ReportState.ACTION_TAKEN: "turquoise",
        ReportState.CLOSED: "grey",
        ReportState.WITHDRAWN: "grey",
    }[state]
