"""What stands on the poster of a link."""

from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from engagement.core.http import settings
from engagement.core.partnership import Partnership
from surveys.models import Survey, SurveyLink
from surveys.responses.addresses import link_address
from surveys.studio.wording import moment_words

LONG_TITLE: Final = 70
LONGEST_SENTENCE: Final = 180
"""Characters that fit on a page beside the rest."""


@dataclass(frozen=True, slots=True)
class Poster:
    """The words of a poster; `address` is what one types, without the scheme.

    A `long` one has a title that is set smaller.
    """

    sentence: str
    address: str
    asks: str
    until: str
    long: bool
    demonstration: bool


def poster_of(survey: Survey, link: SurveyLink, partnership: Partnership) -> Poster:
    """One sentence, one address, who asks, until when."""
    controller = partnership.controller(survey.controller)
    asks = controller.name if controller else partnership.name
    until = moment_words(survey.closes_at)
    return Poster(
        sentence=first_sentence(survey.purpose),
        address=link_address(link.code).partition("://")[2].rstrip("/"),
        asks=_(
            "%(controller)s asks these questions for the %(partnership)s.",
            controller=asks,
            partnership=partnership.name,
        ),
        until=_("Open until %(moment)s.", moment=until) if until else "",
        long=len(survey.title) > LONG_TITLE,
        demonstration=survey.demonstration or settings().demonstration,
    )


def first_sentence(text: str) -> str:
    """The first sentence of a purpose; one that is too long for a poster is cut at a word."""
    line = text.strip().partition("\n")[0]
    sentence = line.partition(". ")[0] + "." if ". " in line else line
    if len(sentence) <= LONGEST_SENTENCE:
        return sentence
    return sentence[:LONGEST_SENTENCE].rpartition(" ")[0] + "…"
