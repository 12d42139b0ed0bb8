"""Words of a form as they are shown: in the person's language, with Markdown and values put in."""

from markupsafe import Markup

from surveys.answering.sitting import Sitting
from surveys.instrument import markdown
from surveys.instrument.model import Address, Words

NOTHING = Markup()


def line_of(sitting: Sitting, words: Words | None, address: Address) -> Markup:
    """A label or a hint."""
    return markdown.line(*_pieces(sitting, words, address)) if words else NOTHING


def blocks_of(sitting: Sitting, words: Words | None, address: Address) -> Markup:
    """A note, which may have paragraphs and lists."""
    return markdown.block(*_pieces(sitting, words, address)) if words else NOTHING


def plain_of(sitting: Sitting, words: Words | None, address: Address) -> str:
    """The words alone."""
    return markdown.plain(*_pieces(sitting, words, address)) if words else ""


def _pieces(sitting: Sitting, words: Words, address: Address) -> list[markdown.Piece]:
    """The pieces of the words; values stay apart, for they are not Markdown of ours."""
    language = sitting.draft.language
    found = words.pieces(language, sitting.instrument.default_language)
    return [
        one
        if isinstance(one, str)
        else markdown.Inserted(
            sitting.evaluation.words(Words({language: (one,)}), address, language)
        )
        for one in found
    ]
