"""The form that makes a link for a class or an event."""

from collections.abc import Iterable
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice

from engagement.core.forms import (
    DateField,
    OfficerForm,
    RadiosField,
    SelectField,
    TextField,
    choice,
)
from engagement.core.partnership import District
from engagement.reports.links.commands import LinkPlan
from engagement.reports.links.queries import LinkState
from engagement.reports.models import LinkKind

KINDS: Final[dict[LinkKind, LazyString]] = {
    LinkKind.CLASS: _l("A class"),
    LinkKind.EVENT: _l("An event"),
}
STATES: Final[dict[LinkState, LazyString]] = {
    LinkState.OPEN: _l("Open"),
    LinkState.NOT_YET: _l("Not open yet"),
    LinkState.USED_UP: _l("Used up"),
    LinkState.ENDED: _l("Ended"),
}


class LinkForm(OfficerForm):
    """A new link: for whom, on which days, for how many reports."""

    name = TextField(
        _l("Name"),
        required=_l("Enter a name"),
        hint=_l("For officers only. For example, the event and the place."),
        max_length=120,
    )
    kind = RadiosField(
        _l("What is it for?"),
        required=_l("Choose what it is for"),
        choices=[choice(kind.value, words) for kind, words in KINDS.items()],
    )
    district = SelectField(_l("District"))
    opens_on = DateField(
        _l("First day"), called=_l("The first day"), required=_l("Enter the first day")
    )
    closes_on = DateField(
        _l("Last day"), called=_l("The last day"), required=_l("Enter the last day")
    )
    ceiling = TextField(
        _l("How many reports at most?"),
        required=_l("Enter how many reports the link is good for"),
        hint=_l("A little more than the people you expect. Reports beyond it are checked first."),
        width=5,
        inputmode="numeric",
        max_length=6,
    )

    def plan(self) -> LinkPlan:
        """The answers as the command takes them; call it on a form that is valid."""
        first, last, ceiling = self.opens_on.data, self.closes_on.data, self.ceiling.data
        if first is None or last is None:
            raise ValueError("a form that is not valid has no plan")
        return LinkPlan(
            name=self.name.data,
            kind=LinkKind(self.kind.data),
            district_code=self.district.data or None,
            opens_on=first,
            closes_on=last,
            ceiling=int(ceiling) if ceiling.isdecimal() else 0,
        )


class EndForm(OfficerForm):
    """A form of one button."""


def district_choices(
    districts: Iterable[District], within: frozenset[str] | None
) -> list[SelectChoice]:
    """The districts of an officer; the whole county for who works for all of it."""
    offered = [
        choice(one.code, one.name) for one in districts if within is None or one.code in within
    ]
    return offered if within is not None else [choice("", _l("The whole county")), *offered]
