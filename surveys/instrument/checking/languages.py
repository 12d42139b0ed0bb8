"""The languages of a form: which it has, which is the first, and what is not translated."""

from collections.abc import Iterable
from typing import Final

from surveys.instrument.checking.choices import CHOICES
from surveys.instrument.checking.entries import SURVEY, Entry
from surveys.instrument.checking.findings import Findings, rows_in_words
from surveys.instrument.checking.settings import SETTINGS
from surveys.instrument.checking.tables import Row, Sheet

LABEL: Final = "label"
UNNAMED: Final = "default"


def default_language(sheets: Iterable[Sheet], settings: dict[str, str], findings: Findings) -> str:
    """The first language of a form: that of the settings, else of the first column that has one.

    Texts of a column that names none are in the first language.
    """
    found = [
        (sheet.name, column)
        for sheet in sheets
        for column in sheet.columns
        if column.feature.translated
    ]
    named = list(dict.fromkeys(column.language for _, column in found if column.language))
    unnamed = [name for name, column in found if not column.language and column.name == LABEL]
    wanted = settings.get("default_language", "")
    if not named:
        return wanted or UNNAMED
    _codes(named, findings)
    for name in unnamed:
        findings.notice(
            name,
            1,
            "“label” names no language, and other columns do. Name it too: label::English (en).",
        )
    if wanted in named or (wanted and unnamed):
        return wanted
    if wanted:
        findings.problem(
            SETTINGS,
            2,
            f"No column is in the default_language “{wanted[:60]}”. Write one of these: "
            f"{', '.join(named)[:200]}.",
        )
    return UNNAMED if SURVEY in unnamed else named[0]


def _codes(named: Iterable[str], findings: Findings) -> None:
    """A language is known to browsers and screen readers by its code."""
    without = [one for one in named if not (one.endswith(")") and "(" in one)]
    if without:
        findings.notice(
            SURVEY,
            1,
            f"Write the code of the language too, so that it is read aloud rightly: "
            f"“{without[0][:60]}” as in “Polish (pl)”.",
        )


def labels_stand(
    entries: Iterable[Entry], choices: Iterable[Row], default: str, findings: Findings
) -> None:
    """What is shown has words in the first language; what is missing in the others is named."""
    shown = [entry.row for entry in entries if entry.asked.is_shown]
    _stand(SURVEY, shown, default, "The question", findings)
    _stand(CHOICES, choices, default, "The choice", findings)


def _stand(sheet: str, rows: Iterable[Row], default: str, what: str, findings: Findings) -> None:
    missing: dict[str, list[int]] = {}
    found = list(rows)
    languages = list(dict.fromkeys(one for row in found for one in row.texts(LABEL)))
    for row in found:
        texts = row.texts(LABEL)
        if not (texts.get(default) or texts.get("")):
            wanted = f" in {default}" if default != UNNAMED else ""
            findings.problem(
                sheet, row.number, f"{what} has no label{wanted}. Write what people are to read."
            )
            continue
        for language in languages:
            if language and not texts.get(language):
                missing.setdefault(language, []).append(row.number)
    for language, numbers in missing.items():
        findings.notice(
            sheet,
            numbers[0],
            f"{language} has no label in {rows_in_words(numbers)}; people read the first language "
            "there.",
        )


def untranslated_other(
    entries: Iterable[Entry], sheets: Iterable[Sheet], findings: Findings
) -> None:
    """`or_other` brings English words, whatever the languages."""
    named = any(column.language for sheet in sheets for column in sheet.columns)
    for entry in entries:
        if named and entry.asked.or_other:
            findings.notice(
                SURVEY,
                entry.row.number,
                "or_other shows “Other” and “Specify other.” in English. Write a choice “other” "
                "and a text question yourself, so that they are translated.",
            )
