"""What the buttons of a page do with the draft; storing is the views' own."""

from flask import g
from flask.typing import ResponseReturnValue

from engagement.core.drafts import DraftBroken
from surveys.answering import pages
from surveys.answering.draft import CHECK
from surveys.answering.repeating import with_another, without_instance
from surveys.answering.sitting import Sitting
from surveys.instrument.pages import MORE


def onward(sitting: Sitting, _where: str) -> ResponseReturnValue:
    """Judge what the page asked, and go on; or show it again with what is wrong.

    Questions of the page that are asked only since it was answered are shown before going on.
    """
    shown: Sitting = g.shown
    if shown.page is None or sitting.page is None:
        return pages.show(sitting.going(sitting.next_key()))
    wrong = sitting.wrong(shown.page.asked)
    if wrong:
        return pages.show(sitting, wrong=wrong)
    if not sitting.page.addresses <= shown.page.addresses:
        return pages.show(sitting, more=True)
    return pages.show(sitting.passing())


def back(sitting: Sitting, _where: str) -> ResponseReturnValue:
    """The page before."""
    return pages.show(sitting.back())


def stay(sitting: Sitting, _where: str) -> ResponseReturnValue:
    """The page that is open."""
    return pages.show(sitting)


def to(sitting: Sitting, where: str) -> ResponseReturnValue:
    """A page that is named: to change its answers, or to begin a section."""
    if where != CHECK and all(page.key != where for page in sitting.pages):
        return pages.show(sitting.going(sitting.next_key()))
    return pages.show(sitting.going(where))


def add(sitting: Sitting, _where: str) -> ResponseReturnValue:
    """One more instance of the repeat that is open."""
    repeat, _count = _repeat(sitting)
    added = sitting.on(with_another(sitting.instrument, sitting.draft, repeat, sitting.now))
    return pages.show(added.going(added.next_key()))


def remove(sitting: Sitting, where: str) -> ResponseReturnValue:
    """One instance less, and what was answered in it."""
    repeat, count = _repeat(sitting)
    number = int(where) if where.isdecimal() and len(where) < 4 else 0
    return pages.show(sitting.on(without_instance(sitting.draft, repeat, number, count)))


def language(sitting: Sitting, where: str) -> ResponseReturnValue:
    """The same page in another language of the form."""
    if where not in sitting.instrument.languages:
        return pages.show(sitting)
    return pages.show(sitting.speaking(where))


def _repeat(sitting: Sitting) -> tuple[str, int]:
    """The repeat that the open page is about, and how many instances it has."""
    if sitting.page is None or sitting.page.more is None:
        raise DraftBroken
    repeat = sitting.page.key.removesuffix(MORE)
    return repeat, sitting.evaluation.count(repeat)
