"""The privacy notice that a new survey begins with: plain, and only what is true here."""

from collections.abc import Iterator

from engagement.core.partnership import TO_BE_CONFIRMED, Controller, Partnership
from engagement.pages.views import period

TEXTS, RESPONSES, DRAFTS = "survey-texts", "survey-responses", "drafts"


def usual_notice(controller: Controller, partnership: Partnership) -> str:
    """Who answers, what is kept how long, what one can do; what is unconfirmed stays out."""
    return "\n\n".join(_paragraphs(controller, partnership))


def _paragraphs(controller: Controller, partnership: Partnership) -> Iterator[str]:
    kept = partnership.retention
    basis = partnership.processing_of("surveys").lawful_basis
    yield (
        f"{controller.name} asks these questions and answers in law for what is done with your "
        "answers. We do not ask who you are. Please do not write names, addresses or telephone "
        "numbers into your answers."
    )
    yield (
        f"Officers of the organisations in the {partnership.name} who work with the survey read "
        "the answers. What we publish are figures about many people, never the answers of one."
    )
    yield (
        f"We keep what you write in your own words, and places that you show us, for "
        f"{period(kept[TEXTS])}, and your other answers for {period(kept[RESPONSES])}. Then they "
        f"are deleted. A survey that you save to go on later is deleted after "
        f"{period(kept[DRAFTS])}. With your receipt code you can take your answers back."
    )
    if TO_BE_CONFIRMED not in basis:
        yield f"What allows us to do this: {basis}."
    contact = [one for one in (controller.contact, controller.email) if one]
    known = [one for one in contact if TO_BE_CONFIRMED not in one]
    if known:
        yield f"Questions about your information: {', '.join(known)}."
