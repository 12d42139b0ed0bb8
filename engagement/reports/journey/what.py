"""The step that asks what it is about: only a place goes on, danger never waits for a form."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from engagement.reports.journey.atlas import Ground
from engagement.reports.journey.draft import Typed
from engagement.reports.journey.forms import WhatForm
from engagement.reports.journey.steps import Part, Read, Step, formdata

PLACE: Typed = {"what": ("place",)}
"""What somebody says who comes to tell about a place."""


@dataclass(frozen=True, slots=True)
class Matter(Part):
    """It is about a place; nothing of it is kept."""

    def lines(self) -> list[str]:
        return []


class WhatStep(Step):
    """Danger now, a crime, somebody's home, or a place.

    Danger and a home end the form. A crime first shows how to report it; `on` is the button there.
    """

    name = "what"
    question = _l("What do you want to tell us about?")
    caption = _l("About")
    inputs = ("what", "on")
    codes = frozenset(inputs)

    def form(self, typed: Typed, ground: Ground) -> WhatForm:
        return WhatForm(formdata(typed))

    def read(self, typed: Typed, ground: Ground) -> Read:
        form = self.form(typed, ground)
        if not form.validate():
            return Read(form, None)
        goes_on = form.what.data == "place" or (form.what.data == "crime" and typed.get("on"))
        return Read(form, Matter()) if goes_on else Read(form, None, aside=form.what.data)
