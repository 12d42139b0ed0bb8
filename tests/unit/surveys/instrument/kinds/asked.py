"""Questions of every kind, made up."""

from collections.abc import Mapping
from typing import Any

from surveys.instrument.model import Choice, Choices, Question, Words

ENGLISH = "English (en)"
POLISH = "Polski (pl)"


def words(text: str, *languages: str) -> Words:
    """The same words in English and these languages."""
    return Words(dict.fromkeys((ENGLISH, *languages), (text,)))


def choices(*names: str) -> Choices:
    """A list of choices with these names."""
    return Choices("list", tuple(Choice(name, words(name.capitalize())) for name in names))


def question(kind: str, *appearance: str, languages: tuple[str, ...] = (), **more: Any) -> Question:
    """A question of a kind with an appearance."""
    usual: dict[str, Any] = {"label": words("Question", *languages)}
    return Question(
        kind=kind,
        name="it",
        path="group/it",
        column="it",
        appearance=frozenset(appearance),
        **(usual | more),
    )


COLOURS = choices("red", "green", "blue", "dont_know", "prefer_not_to_say")
SCALE = {"start": "0", "end": "10", "step": "1"}
FINE = {"start": "0", "end": "1", "step": "0.05"}
EVERY: Mapping[str, tuple[Question, ...]] = {
    "note": (question("note"),),
    "text": (question("text"), question("text", "multiline"), question("text", "numbers")),
    "integer": (question("integer"), question("integer", languages=(POLISH,))),
    "decimal": (question("decimal"), question("decimal", languages=(POLISH,))),
    "range": (
        question("range", parameters=SCALE),
        question("range", parameters=FINE),
        question("range", "picker", parameters=FINE),
        question("range", parameters={"start": "5", "end": "-5", "step": "2"}),
        question("range", parameters={"start": "x", "end": "9e9", "step": "0"}),
    ),
    "date": (
        question("date", languages=(POLISH,)),
        question("date", "year"),
        question("date", "month-year"),
    ),
    "time": (question("time"),),
    "dateTime": (question("dateTime"),),
    "select_one": (
        question("select_one", choices=COLOURS),
        question("select_one", "minimal", choices=COLOURS),
    ),
    "likert": (question("likert", choices=COLOURS),),
    "select_multiple": (question("select_multiple", choices=COLOURS),),
    "rank": (question("rank", choices=choices("red", "green", "blue")),),
    "geopoint": (question("geopoint"),),
    "acknowledge": (question("acknowledge"),),
    "calculate": (question("calculate"),),
    "hidden": (question("hidden"),),
}
"""Questions of each kind, one for each way in which it looks or reads differently."""
