"""Officers' forms about a survey: what it says about itself, and buttons."""

from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice

from engagement.core.forms import (
    CheckboxesField,
    FileField,
    OfficerForm,
    RadiosField,
    TextareaField,
    TextField,
    choice,
)
from engagement.core.partnership import Controller, Partnership
from surveys.models import Survey
from surveys.studio.commands import Facts
from surveys.studio.slugs import LONGEST

COUNTY: Final = "county"
ACCEPTED: Final = ".xlsx,.csv,.md"
YES, NO = "yes", "no"


def yes_no() -> list[SelectChoice]:
    """Yes and no."""
    return [choice(YES, _l("Yes")), choice(NO, _l("No"))]


class FactsForm(OfficerForm):
    """What a draft says about itself."""

    title = TextField(
        _l("Title"),
        required=_l("Enter a title"),
        hint=_l("People see it first, also on posters."),
        max_length=200,
    )
    slug = TextField(
        _l("Address"),
        required=_l("Enter the end of the address"),
        hint=_l("The end of the survey’s address, such as how-safe-we-feel."),
        max_length=LONGEST,
        autocomplete="off",
        spellcheck=False,
    )
    purpose = TextareaField(
        _l("What is it for?"),
        required=_l("Say what it is for"),
        hint=_l("In a few sentences, to the person who answers. The first one is on posters."),
        max_length=2000,
    )
    themes = CheckboxesField(_l("Themes (optional)"))
    controller = RadiosField(
        _l("Who answers for it?"),
        required=_l("Choose who answers for it"),
        hint=_l("The organisation that decides in law about the personal information in it."),
    )
    privacy_notice = TextareaField(
        _l("Privacy notice"),
        required=_l("Write the privacy notice"),
        hint=_l(
            "People read it before they start. While you do not change it, it follows who answers "
            "for the survey."
        ),
        max_length=6000,
        rows=14,
    )
    districts = CheckboxesField(
        _l("Where is it asked?"), required=_l("Choose the districts, or the whole county")
    )
    sensitive = RadiosField(
        _l("Does it touch on harm?"),
        required=_l("Say whether it touches on harm"),
        hint=_l("Then each page has “Exit this page”, and help lines are shown."),
        choices=yes_no(),
    )
    under_18s = RadiosField(
        _l("May people under 18 answer?"),
        required=_l("Say whether people under 18 may answer"),
        hint=_l("Then their age band is asked first, and less of the results is published."),
        choices=yes_no(),
    )

    def facts(self) -> Facts:
        """The answers as the command takes them; call it on a form that is valid."""
        chosen = frozenset(self.districts.data)
        return Facts(
            title=self.title.data,
            slug=self.slug.data,
            purpose=self.purpose.data,
            themes=tuple(self.themes.data),
            controller=self.controller.data,
            privacy_notice=self.privacy_notice.data,
            districts=None if COUNTY in chosen else chosen,
            sensitive=self.sensitive.data == YES,
            for_under_18s=self.under_18s.data == YES,
        )


class FileForm(OfficerForm):
    """An XLSForm. `is_too_large` when more was sent than is read: then there is no file."""

    is_too_large = False

    file = FileField(
        _l("XLSForm"),
        hint=_l("An Excel workbook (.xlsx); CSV and Markdown tables (.md) are taken too."),
        required=_l("Choose a file"),
        accept=ACCEPTED,
    )


class ButtonForm(OfficerForm):
    """A form of one button."""


def facts_form(
    survey: Survey, partnership: Partnership, within: frozenset[str] | None
) -> FactsForm:
    """The form of a draft, filled in; it offers the districts in which its officer works."""
    return FactsForm(
        choices={
            "themes": [choice(one.code, one.name) for one in partnership.themes],
            "controller": [choice(one.id, one.name) for one in controllers_of(partnership)],
            "districts": district_choices(partnership, within),
        },
        data={
            "title": survey.title,
            "slug": survey.slug,
            "purpose": survey.purpose,
            "themes": survey.themes,
            "controller": survey.controller,
            "privacy_notice": survey.privacy_notice,
            "districts": [COUNTY] if survey.scope is None else sorted(survey.scope),
            "sensitive": YES if survey.sensitive else NO,
            "under_18s": YES if survey.for_under_18s else NO,
        },
    )


def controllers_of(partnership: Partnership) -> list[Controller]:
    """Who may answer for a survey, by the partnership file."""
    named = map(partnership.controller, partnership.processing_of("surveys").controllers)
    return [one for one in named if one is not None]


def district_choices(partnership: Partnership, within: frozenset[str] | None) -> list[SelectChoice]:
    """The districts in which an officer works; for all of them also the whole county."""
    offered = [
        choice(one.code, one.name)
        for one in partnership.districts
        if within is None or one.code in within
    ]
    county = choice(COUNTY, _l("The whole county"), exclusive=True)
    return offered if within is not None else [*offered, county]
