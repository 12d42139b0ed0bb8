"""What the queue shows, and one decision about what was chosen in it."""

from collections.abc import Iterable
from typing import Any, Final, Self
from uuid import UUID

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from engagement.accounts.models import Organisation
from engagement.core.forms import PublicForm, SelectField, choice
from engagement.core.partnership import District
from engagement.reports.forms import STATES
from engagement.reports.models import ReportState
from engagement.reports.queue.queries import Need, QueueFilter
from engagement.reports.queue.similar import Likeness

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


def ticked(sent: MultiDict[str, str]) -> list[UUID]:
    """The reports that were ticked; what is no id is left out."""
    return [found for text in sent.getlist("report") if (found := _uuid(text))]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
