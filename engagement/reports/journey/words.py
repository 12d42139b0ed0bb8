"""The step that takes the person's own words, where an administrator allows them."""

from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engagement.core.errors import Rejected
from engagement.core.forms.fields import clean_lines
from engagement.core.personal import Detail, personal_details
from engagement.reports.journey.atlas import Ground
from engagement.reports.journey.draft import Typed
from engagement.reports.journey.forms import MOST_WORDS, WordsForm
from engagement.reports.journey.steps import Part, Read, Step, formdata

KINDS: Final[dict[Detail, LazyString]] = {
    Detail.PHONE: _l("a phone number"),
    Detail.EMAIL: _l("an email address"),
    Detail.POSTCODE: _l("a postcode"),
    Detail.PLATE: _l("a number plate"),
    Detail.INSURANCE: _l("a National Insurance number"),
    Detail.ADDRESS: _l("an address"),
    Detail.HANDLE: _l("a user name"),
    Detail.NAME: _l("a name"),
}


@dataclass(frozen=True, slots=True)
class OwnWords(Part):
    """What the person wrote; `names_people` when it may tell who somebody is."""

    text: str
    names_people: bool = False

    def lines(self) -> list[str]:
        return self.text.splitlines() or [_("Nothing written")]


class WordsStep(Step):
    """A few words of one's own. What may tell who somebody is is shown before it can be sent.

    `keep` is the button that sends it as it is.
    """

    name = "words"
    question = _l("Is there anything else we should know?")
    caption = _l("Your words")
    inputs = ("words", "keep")
    codes = frozenset({"keep"})
    longest = MOST_WORDS + 100

    def clean(self, text: str) -> str:
        return clean_lines(text)

    def form(self, typed: Typed, ground: Ground) -> WordsForm:
        return WordsForm(formdata(typed))

    def read(self, typed: Typed, ground: Ground) -> Read:
        form = self.form(typed, ground)
        if not form.validate():
            return Read(form, None)
        found = personal_details(form.words.data)
        if found and not typed.get("keep"):
            form.found = [(one.text, str(KINDS[one.kind])) for one in found]
            message = _("This may tell who somebody is. Change it, or send it as it is")
            form.reject(Rejected(message, "words"))
            return Read(form, None)
        return Read(form, OwnWords(form.words.data, names_people=bool(found)))
