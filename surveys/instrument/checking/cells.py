"""The cells of one row: whether they mean something for its type, and what they say."""

import re
from collections.abc import Iterator
from typing import Final

from surveys.instrument.checking.entries import SURVEY, Entry
from surveys.instrument.checking.findings import Findings
from surveys.instrument.checking.tables import Row
from surveys.instrument.reference import Feature, Part, Verdict, table

WORD: Final = re.compile(r"[^\s(]+(?:\([^)]*\))?|\([^)]*\)")
PAIR: Final = re.compile(r"([^=]+)=([^=]+)")
BETWEEN: Final = re.compile(r"[\s,;]+")
AROUND_EQUALS: Final = re.compile(r"\s?=\s?")
LONGEST_SETTING: Final = 500
"""Characters of an appearance or of parameters."""
LONGEST_EXPRESSION: Final = 8_000
EXPRESSIONS: Final = (
    "relevant",
    "required",
    "constraint",
    "calculation",
    "choice_filter",
    "repeat_count",
)
ONLY_ON: Final = {
    "choice_filter": {"select"},
    "repeat_count": {"repeat"},
    "rows": {"text"},
}
"""Columns that mean something on these sorts only."""
OF_QUESTIONS: Final = ("required", "constraint", "calculation", "default", "parameters", "hint")
"""Columns that mean nothing on a group or a repeat."""
OF_ANSWERS: Final = ("required", "constraint")
"""Columns that mean nothing where nobody answers."""


def tidied(entry: Entry, findings: Findings) -> Row:
    """The row without what means nothing on it; problems and what is left out are noted."""
    row = entry.row.without(_misplaced(entry, findings))
    for name in EXPRESSIONS:
        if len(row.get(name)) > LONGEST_EXPRESSION:
            findings.problem(
                SURVEY,
                row.number,
                f"“{name}” has {len(row.get(name)):,} characters; at most "
                f"{LONGEST_EXPRESSION:,} are evaluated. Split it into calculations.",
            )
    for name in ("appearance", "parameters"):
        if len(row.get(name)) > LONGEST_SETTING:
            findings.problem(
                SURVEY,
                row.number,
                f"“{name}” has more than {LONGEST_SETTING} characters. Shorten it.",
            )
            row = row.without((name,))
    row = _with_appearance(entry, row, findings)
    row = _with_parameters(entry, row, findings)
    for text in _wrong(entry, row):
        findings.problem(SURVEY, row.number, text)
    return row.with_text("type", entry.asked.compiled).with_text("name", entry.name)


def _misplaced(entry: Entry, findings: Findings) -> set[str]:
    """The columns of a row that mean nothing on its type."""
    sort, asked = entry.asked.sort, entry.asked
    wrong = {name for name, sorts in ONLY_ON.items() if sort not in sorts}
    if asked.begins:
        wrong |= {*OF_QUESTIONS, "guidance_hint", "image"}
    elif not asked.is_asked:
        wrong |= set(OF_ANSWERS)
    if not asked.is_shown:
        wrong |= {"hint", "guidance_hint", "read_only", "image", "appearance"} - (
            {"appearance", "read_only"} if asked.begins else set()
        )
    found = {name for name in wrong if entry.row.texts(name)}
    for name in sorted(found):
        instead = " Use a note within it." if name == "hint" and asked.begins else ""
        findings.notice(
            SURVEY,
            entry.row.number,
            f"“{name}” means nothing on a row of type {asked.name}, and is left out.{instead}",
        )
    return found


def _wrong(entry: Entry, row: Row) -> Iterator[str]:
    """What else is wrong with a row."""
    if entry.asked.begins and row.get("read_only"):
        yield "“read_only” is written at each question, not at a group. Move it."
    if entry.asked.name == "calculate" and not (row.get("calculation") or row.get("default")):
        yield "A row of type calculate needs a calculation. Write one, or delete the row."
    if entry.asked.or_other and row.get("choice_filter"):
        yield (
            "or_other and choice_filter do not go together. Write a choice “other” and a text "
            "question yourself."
        )
    if entry.asked.or_other and entry.asked.name == "rank":
        yield "A ranking has no “other”. Delete or_other."


def _with_appearance(entry: Entry, row: Row, findings: Findings) -> Row:
    """The row with the words of its appearance that change something."""
    kept = []
    for word in WORD.findall(row.get("appearance")):
        feature = table(Part.APPEARANCE).find(word, entry.asked.sort)
        if feature is not None and feature.verdict is Verdict.SUPPORTED:
            kept.append(word)
        elif feature is not None:
            _say(feature, f"appearance {word}", row, findings)
    return row.with_text("appearance", " ".join(kept))


def _with_parameters(entry: Entry, row: Row, findings: Findings) -> Row:
    """The row with the parameters that change something."""
    kept = []
    for word in _parameters(row.get("parameters")):
        pair = PAIR.fullmatch(word)
        if pair is None:
            findings.problem(
                SURVEY,
                row.number,
                f"“parameters” are written as key=value; “{word[:60]}” is not. Correct it.",
            )
            continue
        key, value = pair.group(1), pair.group(2)
        feature = table(Part.PARAMETER).find(key.lower(), entry.asked.sort)
        if feature is not None and feature.verdict is Verdict.SUPPORTED:
            kept.append(f"{key.lower()}={value}")
        elif feature is not None:
            _say(feature, f"parameter {key}", row, findings)
    return row.with_text("parameters", " ".join(kept))


def _parameters(text: str) -> list[str]:
    """The pairs of a cell, each without space in it."""
    tight = AROUND_EQUALS.sub("=", BETWEEN.sub(" ", text).strip())
    return tight.split() if tight else []


def _say(feature: Feature, what: str, row: Row, findings: Findings) -> None:
    if feature.verdict is Verdict.REFUSED:
        findings.problem(SURVEY, row.number, f"“{what[:80]}”: {feature.words}")
    else:
        findings.notice(SURVEY, row.number, f"“{what[:80]}” changes nothing here. {feature.words}")
