"""What the templates draw: a page, all answers, the sections, each in the person's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from engagement.core.forms.base import SummaryLine
from engagement.languages.choosing import language as page_language
from engagement.reports.journey.atlas import near_words
from engagement.reports.journey.pages import atlas
from geo.crs import to_national_grid
from surveys.answering.draft import Typed
from surveys.answering.judging import Wrong
from surveys.answering.sitting import Sitting
from surveys.answering.speaking import blocks_of, line_of, plain_of
from surveys.instrument.kinds import KINDS
from surveys.instrument.kinds.drawing import Offered, Reveal, Shown, View
from surveys.instrument.kinds.selects import goes_alone
from surveys.instrument.model import Address, Question, Repeat, language_tag
from surveys.instrument.pages import NOTE, OTHER, PLACE, Asked, Item, Page, sections_of, waits


class Part(StrEnum):
    """What an item of a page is."""

    NOTE = "note"
    HEADING = "heading"
    QUESTION = "question"
    MATRIX = "matrix"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One item as the template draws it: words, one question, or the rows of a matrix."""

    part: Part
    words: Markup | str = ""
    questions: Sequence[Shown] = ()
    more: Markup | str = ""
    """What the form says to those who ask for more help."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One page, and its error summary as the frame and its component ask for it.

    `heading` are the words of its h1, which its question draws itself where it stands alone
    (`by_question`). `language` is the tag of the questions' language where it is not the page's.
    """

    heading: str
    by_question: bool
    caption: str
    around: Sequence[str]
    items: Sequence[Drawn]
    language: str
    errors_summary: Sequence[SummaryLine] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One answer in words, and the page on which it can be changed."""

    question: str
    answer: str
    key: str


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the hub: how far it is, and the page that it goes on with."""

    label: str
    state: str
    colour: str
    done: bool
    key: str


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance of a repeat, named by its first answer."""

    words: str
    key: str


def shown_page(
    sitting: Sitting,
    page: Page,
    wrong: Mapping[Address, Wrong] | None = None,
    typed: Mapping[Address, Typed] | None = None,
) -> ShownPage:
    """A page as it is drawn; `typed` stands before what the draft holds."""
    pencil = _Pencil(sitting, page, wrong or {}, typed or {})
    heading = _heading(sitting, page)
    items = [pencil.item(one) for one in page.items]
    return ShownPage(
        heading=heading,
        by_question=pencil.alone,
        caption=_caption(sitting, page),
        around=[one for one in _around(sitting, page) if one != heading],
        items=items,
        language=pencil.language,
        errors_summary=[
            SummaryLine(one.error, f"#{one.first_input_id}")
            for item in items
            for one in _with_revealed(item.questions)
            if one.error
        ],
    )


def rows_of(sitting: Sitting) -> Sequence[Row]:
    """All answers in words, in the order of the pages."""
    return [
        Row(_label(sitting, one, page), _answer(sitting, one), page.key)
        for page in sitting.pages
        for one in page.asked
        if sitting.evaluation.is_relevant(one.address)
    ]


def answered_rows(sitting: Sitting) -> Sequence[Row]:
    """The same, without what was not answered: for copying."""
    return [row for row in rows_of(sitting) if row.answer]


def sections(sitting: Sitting) -> Sequence[Section]:
    """The sections that are asked, each with its state and where it goes on."""
    found = []
    for group in sections_of(sitting.instrument):
        pages = sitting.section(group.path)
        if pages:
            left = [one for one in pages if one.key not in sitting.draft.done]
            state, colour = _state(len(left), len(pages))
            label = plain_of(sitting, group.label, group.path)
            found.append(Section(label, state, colour, not left, (left or pages)[0].key))
    return found


def instances(sitting: Sitting, repeat: Address) -> Sequence[Instance]:
    """The instances of a repeat, each named by its first answer."""
    found = []
    for number in range(1, sitting.evaluation.count(repeat) + 1):
        start = f"{repeat}[{number}]/"
        pages = [one for one in sitting.pages if one.key.startswith(start)]
        asked = [one for page in pages for one in page.asked]
        answers = filter(None, (_answer(sitting, one) for one in asked))
        found.append(Instance(next(answers, ""), pages[0].key if pages else ""))
    return found


class _Pencil:
    """Draws the items of one page."""

    def __init__(
        self,
        sitting: Sitting,
        page: Page,
        wrong: Mapping[Address, Wrong],
        typed: Mapping[Address, Typed],
    ) -> None:
        self.sitting, self.wrong, self.typed = sitting, wrong, typed
        self.language = other_language(sitting)
        self.alone = is_alone(page)

    def item(self, item: Item) -> Drawn:
        """One item: a note, a question, a matrix, or the heading of a group."""
        if isinstance(item.node, Question):
            if not waits(item.node):
                return self.note(item, item.node)
            asked = Asked(item.node, item.address)
            more = line_of(self.sitting, item.node.guidance, item.address)
            return Drawn(Part.QUESTION, "", [self.question(asked, item.other)], more)
        questions = [self.question(one) for one in Page("", (item,)).asked]
        words = plain_of(self.sitting, item.label, item.address)
        return Drawn(Part.MATRIX if questions else Part.HEADING, words, questions)

    def note(self, item: Item, question: Question) -> Drawn:
        """A note; or a question that is only to be read, with its answer."""
        words = blocks_of(self.sitting, question.label, item.address)
        if question.kind != NOTE:
            answer = _answer(self.sitting, Asked(question, item.address))
            words += Markup('<p class="govuk-body app-lines">{}</p>').format(answer)
        return Drawn(Part.NOTE, words)

    def question(self, one: Asked, other: Asked | None = None, *, inner: bool = False) -> Shown:
        """A question with its words, its choices of now, and what was typed.

        `other` is the text of its choice "other", drawn (`inner`) below that.
        """
        question, address, sitting = one.question, one.address, self.sitting
        wrong = self.wrong.get(address, Wrong(""))
        view = View(
            address=address,
            title=line_of(sitting, question.label, address),
            hint=line_of(sitting, question.hint, address),
            offered=[
                Offered(
                    choice.name,
                    line_of(sitting, choice.label, address),
                    exclusive=goes_alone(choice),
                )
                for choice in sitting.evaluation.choices(address)
            ],
            typed=self.typed.get(address) or typed_at(sitting, one),
            error=wrong.text,
            wrong=wrong.parts,
            heading=self.alone and not inner,
            lang=self.language,
            error_lang=self.language if wrong.by_form else "",
            reveals=Reveal(OTHER, self.question(other, inner=True)) if other else None,
        )
        return KINDS[question.kind].draw(question, view)


def is_alone(page: Page) -> bool:
    """Whether one question is all that a page asks, so that it is the page's heading."""
    items = [item for item in page.items if isinstance(item.node, Question) and waits(item.node)]
    return page.group is None and len(items) == 1


def _with_revealed(questions: Sequence[Shown]) -> Iterator[Shown]:
    """Questions, each followed by what stands below one of its choices."""
    for one in questions:
        yield one
        yield from (choice.reveals for choice in one.choices if choice.reveals)


def typed_at(sitting: Sitting, one: Asked) -> Mapping[str, Sequence[str]]:
    """What the inputs of a question hold: as it was typed, or as its answer is."""
    typed = sitting.draft.typed.get(one.address)
    value = sitting.evaluation.value(one.address)
    return typed or KINDS[one.question.kind].typed(one.question, value)


def other_language(sitting: Sitting) -> str:
    """The tag of the questions' language; nothing where the page speaks it too."""
    tag = language_tag(sitting.draft.language)
    return "" if tag == page_language().code else tag


def _heading(sitting: Sitting, page: Page) -> str:
    """The words of the page's h1."""
    named = page.more or page.group
    if named is not None and named.label:
        return plain_of(sitting, named.label, named.address)
    if is_alone(page):
        one = page.asked[0]
        return plain_of(sitting, one.question.label, one.address)
    around = _around(sitting, page)
    return around[-1] if around else sitting.survey.title


def _caption(sitting: Sitting, page: Page) -> str:
    """How far one is: in a hub within the section."""
    pages = sitting.section(page.section) if sitting.hub else sitting.pages
    if len(pages) < 2:
        return ""
    return _("Page %(at)s of about %(all)s", at=list(pages).index(page) + 1, all=len(pages))


def _around(sitting: Sitting, page: Page) -> Sequence[str]:
    """What the groups around are called, the outermost first; of a repeat, which instance."""
    found = []
    for item in page.within:
        words = plain_of(sitting, item.label, item.address)
        if isinstance(item.node, Repeat):
            number = item.address.rpartition("[")[2].rstrip("]")
            words = f"{words} {number}".strip()
        found.append(words)
    return found


def _label(sitting: Sitting, one: Asked, page: Page) -> str:
    """A question with the instance of the repeat that it belongs to."""
    words = plain_of(sitting, one.question.label, one.address)
    instance = [
        text
        for text, item in zip(_around(sitting, page), page.within, strict=True)
        if isinstance(item.node, Repeat)
    ]
    return ": ".join([*instance, words])


def _answer(sitting: Sitting, one: Asked) -> str:
    """An answer in words; what was typed where it cannot be read."""
    value = sitting.evaluation.value(one.address)
    if not value:
        typed = sitting.draft.typed.get(one.address, {})
        return " ".join(text for values in typed.values() for text in values if text)
    if one.question.kind == PLACE:
        return _place(value)
    kind, chosen = KINDS[one.question.kind], set(value.split())
    offered = one.question.choices.all if one.question.choices else ()
    labels = {
        choice.name: plain_of(sitting, choice.label, one.address)
        for choice in offered
        if choice.name in chosen
    }
    stored = kind.value(one.question, value)
    return kind.shown(one.question, stored, labels, str(get_locale()))


def _place(lexical: str) -> str:
    lat, lon, *_rest = map(float, lexical.split())
    return near_words(atlas(), *to_national_grid(lon, lat))


def _state(left: int, pages: int) -> tuple[str, str]:
    if left == 0:
        return _("Done"), "green"
    return (_("Started"), "blue") if left < pages else (_("Not started"), "grey")
