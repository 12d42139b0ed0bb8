"""What stands on the poster of a link."""

from dataclasses import dataclass

from flask_babel import gettext as _

from engagement.core.http import settings
from engagement.core.partnership import Partnership
from surveys.models import Survey, SurveyLink
from surveys.responses.addresses import link_address
from surveys.studio.wording import moment_words


@dataclass(frozen=True, slots=True)
class Poster:
    """The words of a poster; `address` is what one types, without the scheme."""

    sentence: str
    address: str
    asks: str
    until: str
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
        demonstration=survey.demonstration or settings().demonstration,
    )


def first_sentence(text: str) -> str:
    """The first sentence of a purpose."""
    line = text.strip().partition("\n")[0]
    end = line.find(". ")
    return line if end < 0 else line[: end + 1]
