"""The forms by which reports are passed on, answered, and their copies confirmed as deleted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from flask_babel import LazyString, format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice

from engagement.accounts.models import Organisation
from engagement.core.errors import Rejected
from engagement.core.forms import (
    CheckboxesField,
    DateField,
    OfficerForm,
    PublicForm,
    RadiosField,
    SelectField,
    TextareaField,
    choice,
)
from engagement.core.partnership import Targets
from engagement.reports.assignments.commands import Lighting, Task
from engagement.reports.assignments.queries import Sort
from engagement.reports.assignments.withdrawals import Copy
from engagement.reports.models import AssignmentState, LightingCause
from engagement.reports.words import LIGHTING_CAUSES

PRIVATE: Final = "a private owner"
UNKNOWN: Final = "not known"
LONGEST: Final = timedelta(days=730)
SORTS: Final[Mapping[Sort, LazyString]] = {
    Sort.ALL: _l("Everything"),
    Sort.WAITING: _l("Waiting for your answer"),
    Sort.ACCEPTED: _l("Accepted"),
    Sort.OVERDUE: _l("Overdue"),
}


class Answer(StrEnum):
    """What an organisation says to a report that it was given."""

    ACCEPT = "accept"
    DONE = "done"
    HAND_ON = "hand-on"
    DECLINE = "decline"


ANSWERS: Final[Mapping[Answer, tuple[LazyString, LazyString]]] = {
    Answer.ACCEPT: (_l("Accept"), _l("You will deal with it.")),
    Answer.DONE: (_l("Done"), _l("You did something about it. The note can say what.")),
    Answer.HAND_ON: (_l("Hand on"), _l("Another organisation should deal with it.")),
    Answer.DECLINE: (_l("Decline"), _l("You cannot deal with it. Say why, in the note.")),
}


class PassOnForm(OfficerForm):
    """Whose work a report becomes, and until when; of a dark place also why it is dark."""

    organisation = SelectField(_l("Organisation"), required=_l("Choose an organisation"))
    due_on = DateField(_l("When should it be done?"), called=_l("The day"))
    cause = RadiosField(
        _l("Why is the place dark?"),
        choices=[choice(cause.value, text) for cause, text in LIGHTING_CAUSES.items()],
    )
    owner = SelectField(_l("Whose is the light, or the land?"))
    note = TextareaField(
        _l("What should they do?"),
        hint=_l("They read this. Say nothing that could tell who a person is."),
        max_length=2000,
        rows=3,
    )

    otherwise: date
    """The day that counts where none was entered."""

    @classmethod
    def offering(
        cls,
        organisations: Sequence[SelectChoice],
        members: Iterable[str],
        *,
        targets: Targets,
        today: date,
    ) -> Self:
        """The form with who can be asked, and the partnership's own time where no day is said."""
        owners = [
            choice("", _("Choose")),
            *(choice(name, name) for name in members),
            choice(PRIVATE, _("A private owner")),
            choice(UNKNOWN, _("Not known")),
        ]
        form = cls(choices={"organisation": organisations, "owner": owners})
        form.otherwise = today + timedelta(days=targets.act_days)
        form.due_on.hint = _(
            "Leave it empty for %(day)s, which is %(days)s days from today.",
            day=format_date(form.otherwise, "d MMMM y"),
            days=targets.act_days,
        )
        return form

    def task(self, *, dark: bool, today: date) -> Task:
        """What was chosen; Rejected when it cannot be. Call it on a form that is valid."""
        due_on = self.due_on.data or self.otherwise
        if not today <= due_on <= today + LONGEST:
            raise Rejected(_("The day must be today or later, and within 2 years"), "due_on")
        return Task(
            organisation_id=UUID(self.organisation.data),
            due_on=due_on,
            note=self.note.data,
            lighting=self._lighting() if dark else None,
        )

    def _lighting(self) -> Lighting:
        if not self.cause.data:
            raise Rejected(_("Choose why the place is dark"), "cause")
        if not self.owner.data:
            raise Rejected(_("Choose whose the light or the land is"), "owner")
        return Lighting(LightingCause(self.cause.data), self.owner.data)


class AnswerForm(OfficerForm):
    """What an organisation answers."""

    answer = RadiosField(_l("Your answer"), required=_l("Choose an answer"))
    organisation = SelectField(
        _l("Which organisation should deal with it?"), hint=_l("Only to hand it on.")
    )
    note = TextareaField(
        _l("Note"),
        hint=_l(
            "Needed to decline. Officers of the partnership read it. Say nothing that could tell "
            "who a person is."
        ),
        max_length=2000,
        rows=3,
    )

    @classmethod
    def offering(cls, state: AssignmentState, others: Iterable[Organisation]) -> "AnswerForm":
        """The form for an assignment that stands so."""
        offered = [
            choice(answer.value, text, hint=hint)
            for answer, (text, hint) in ANSWERS.items()
            if answer is not Answer.ACCEPT or state is AssignmentState.WAITING
        ]
        return cls(choices={"answer": offered, "organisation": organisation_choices(others)})

    def to(self) -> UUID:
        """The organisation it is handed on to; Rejected when none was chosen."""
        if not self.organisation.data:
            raise Rejected(_("Choose the organisation to hand it on to"), "organisation")
        return UUID(self.organisation.data)


class SortForm(PublicForm):
    """What an organisation looks at of what it was given."""

    sort = SelectField(
        _l("Show"), choices=[choice(one.value, text) for one, text in SORTS.items()], default="all"
    )


class ConfirmForm(OfficerForm):
    """Withdrawn reports of which the organisation has deleted its copies."""

    report = CheckboxesField(
        _l("Which of these have you deleted everywhere?"),
        required=_l("Choose the reports whose copies you have deleted"),
    )

    @classmethod
    def offering(cls, copies: Iterable[Copy]) -> "ConfirmForm":
        """The form with what the organisation has not confirmed yet."""
        offered = [
            choice(
                str(one.report_id),
                one.report_id,
                hint=_("Withdrawn on %(day)s", day=format_date(one.told_on, "d MMMM y")),
            )
            for one in copies
        ]
        return cls(choices={"report": offered})


def organisation_choices(organisations: Iterable[Organisation]) -> Sequence[SelectChoice]:
    """Organisations to choose from."""
    listed = [choice(str(one.id), one.name) for one in organisations]
    return [choice("", _("Choose")), *listed]
