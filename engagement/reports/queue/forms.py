"""What the queue shows, and one decision about what was chosen in it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, Self
from uuid import UUID

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.fields import SelectChoice

from engagement.accounts.models import Organisation
from engagement.core.errors import Rejected
from engagement.core.forms import PublicForm, SelectField, choice
from engagement.core.partnership import District
from engagement.reports.assignments.commands import Task
from engagement.reports.assignments.forms import PassOnForm
from engagement.reports.decisions import Decision
from engagement.reports.forms import STATES, DecisionForm
from engagement.reports.models import ReportState
from engagement.reports.queue.queries import Need, QueueFilter
from engagement.reports.queue.similar import Likeness

PASS_ON: Final = Need.PASS_ON.value
"""What the queue offers beside the decisions about a report by itself."""
NEEDS: Final[dict[Need, LazyString]] = {
    Need.READ: _l("Read and decide"),
    Need.CHASE: _l("Ask how it stands"),
    Need.PASS_ON: _l("Pass on or close"),
    Need.CLOSE: _l("Close"),
}
LIKENESS: Final[dict[Likeness, LazyString]] = {
    Likeness.SAME_PLACE: _l("Same place, within 50 metres"),
    Likeness.NEAR: _l("Near, within 500 metres"),
    Likeness.SAME_CONCERNS: _l("Shared concerns, same month and district"),
}


class QueueForm(PublicForm):
    """Which part of the queue."""

    state = SelectField(
        _l("State"),
        choices=[
            choice("", _l("What needs somebody now")),
            *(choice(s.value, t) for s, t in STATES.items() if s is not ReportState.WITHDRAWN),
        ],
    )
    late = SelectField(
        _l("Time"), choices=[choice("", _l("All")), choice("yes", _l("Only what is overdue"))]
    )
    organisation = SelectField(_l("Passed on to"))
    district = SelectField(_l("District"))

    @classmethod
    def offering(
        cls,
        asked: object,
        *,
        organisations: Iterable[Organisation],
        districts: Iterable[District],
    ) -> Self:
        """The form as it was sent, with what there is to choose from."""
        choices = {
            "organisation": [
                choice("", _("Anybody or nobody")),
                *(choice(str(one.id), one.name) for one in organisations),
            ],
            "district": [
                choice("", _("All your districts")),
                *(choice(one.code, one.name) for one in districts),
            ],
        }
        return cls(asked, choices=choices)

    def narrowed(self) -> QueueFilter:
        """What was chosen; call it on a form that is valid."""
        return QueueFilter(
            state=ReportState(self.state.data) if self.state.data else None,
            overdue=bool(self.late.data),
            organisation_id=UUID(self.organisation.data) if self.organisation.data else None,
            district=self.district.data or None,
        )

    def chosen(self) -> dict[str, Any]:
        """What was chosen as the arguments of a link."""
        return {name: str(field.data) for name, field in self._fields.items() if field.data}


class QueueDecisionForm(DecisionForm):
    """One decision about several reports; passing on has a page of its own."""

    @classmethod
    def offering(cls, decisions: Iterable[Decision] = Decision) -> Self:
        form = super().offering(decisions)
        form.decision.choices.append(
            choice(
                PASS_ON,
                _("Pass on"),
                hint=_("The next page asks to which organisation, and until when."),
            )
        )
        return form

    @property
    def passes_on(self) -> bool:
        """Whether the reports go to an organisation; Rejected when a note would be lost by it."""
        if self.decision.data != PASS_ON:
            return False
        if self.note.data:
            message = _("Leave the note empty: the next page asks what they should do")
            raise Rejected(message, "note")
        return True


class PassOnManyForm(PassOnForm):
    """Whose work several reports become; dark places among them only if it is said why."""

    def task_of_all(self, *, today: date) -> Task:
        """What was chosen; Rejected when it cannot be. Call it on a form that is valid."""
        return self.task(dark=bool(self.cause.data or self.owner.data), today=today)


def asking_choices(
    offered: Sequence[tuple[Organisation, int]], *, of: int
) -> Sequence[SelectChoice]:
    """Organisations to choose from, each with how many of the reports it answers for."""
    return [
        choice("", _("Choose")),
        *(
            choice(
                str(one.id),
                one.name
                if count == of
                else _("%(name)s (for %(count)s of %(all)s)", name=one.name, count=count, all=of),
            )
            for one, count in offered
        ),
    ]


def ticked(sent: MultiDict[str, str]) -> list[UUID]:
    """The reports that were ticked; what is no id is left out."""
    return [found for text in sent.getlist("report") if (found := _uuid(text))]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
