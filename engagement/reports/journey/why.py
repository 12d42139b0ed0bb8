"""The step that asks for the reasons."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engagement.core.errors import Rejected
from engagement.reports.concerns import LABELS, Concern
from engagement.reports.journey.atlas import Ground
from engagement.reports.journey.draft import Typed
from engagement.reports.journey.forms import WhyForm
from engagement.reports.journey.steps import Part, Read, Step, formdata


@dataclass(frozen=True, slots=True)
class Reasons(Part):
    """Why the place feels unsafe."""

    concerns: frozenset[Concern]

    def lines(self) -> list[str]:
        return [str(LABELS[concern]) for concern in Concern if concern in self.concerns]


class WhyStep(Step):
    """The reasons: about the place, about people, at least one of either."""

    name = "why"
    question = _l("Why does this place not feel safe?")
    caption = _l("Why")
    inputs = ("about_place", "about_people")
    codes = frozenset(inputs)
    longest = 30
    most = len(Concern)

    def form(self, typed: Typed, ground: Ground) -> WhyForm:
        return WhyForm(formdata(typed))

    def read(self, typed: Typed, ground: Ground) -> Read:
        form = self.form(typed, ground)
        if not form.validate():
            return Read(form, None)
        chosen = [*form.about_place.data, *form.about_people.data]
        if not chosen:
            message = _("Choose at least one reason, about the place or about the people")
            form.reject(Rejected(message, "about_place"))
            return Read(form, None)
        return Read(form, Reasons(frozenset(Concern(value) for value in chosen)))
