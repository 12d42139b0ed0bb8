"""Answers that nobody means well by, made from a seed."""

import re
from random import Random
from typing import Final

from werkzeug.datastructures import MultiDict

from tests.integration.reports.journey.hostile import ABSURD, CONTROLS, MARKUP, SCRIPTS

Fields = list[tuple[str, str]]

DRAFT: Final = re.compile(r'name="draft" value="([^"]+)"')
CHOICE: Final = re.compile(r'name="(q:[^"]+)" type="(?:radio|checkbox)" value="([^"]+)"')
TYPED: Final = re.compile(r'name="(q:[^"]+)" type="text"')

ADDRESSES: Final = (
    "safe", "why/reasons", "why/comment", "times", "you/age", "you/school", "you/district",
    "you", "why", "nowhere", "kid[1]/name", "kid[-1]/name", "safe:day", "", "a" * 300, "safe[1]",
)  # fmt: skip
MOVES: Final = (
    "", "", "", "", "back", "to:times", "to:check", "to:nowhere", "to:", "add", "remove:1",
    "remove:-1", "remove:٣", "language:Polish (pl)", "language:x", "send", "stay", "save",
    "send:send", ":::", "x" * 400, "to:<script>",
)  # fmt: skip
CODES: Final = ("safe", "unsafe", "dark", "people", "a10", "a18", "E07000136", "dont_know", "yes")


def sent_from(random: Random, page: str) -> MultiDict[str, str]:
    """What may come from a page: what somebody chose there, or anything, or both."""
    found = DRAFT.search(page)
    assert found is not None
    fields: Fields = []
    if random.random() < 0.7:
        fields += [(name, value) for name, value in CHOICE.findall(page) if random.random() < 0.4]
        fields += [(name, str(random.randint(-1, 23))) for name in TYPED.findall(page)]
        fields.append(("go", random.choice(["", "", "", "", "send", "back", "to:times"])))
    if random.random() < 0.4:
        fields += answers(random)
    random.shuffle(fields)
    return MultiDict([("draft", found[1]), *fields])


def answers(random: Random) -> Fields:
    """Inputs of a page, wanted or not, and a button."""
    fields = [
        (f"q:{random.choice(ADDRESSES)}", _value(random)) for _ in range(random.randint(0, 6))
    ]
    return [*fields, ("go", random.choice(MOVES))]


def _value(random: Random) -> str:
    kind = random.randint(0, 6)
    if kind == 0:
        return random.choice(CODES)
    if kind == 1:
        return " ".join(random.choice(CODES) for _ in range(random.randint(0, 5)))
    if kind == 2:
        return random.choice(ABSURD)
    if kind == 3:
        return random.choice(MARKUP)
    if kind == 4:
        return str(random.randint(-3, 30))
    alphabet = random.choice([SCRIPTS, CONTROLS, SCRIPTS + CONTROLS])
    longest = random.choice([10, 200, 6_000])
    return "".join(random.choice(alphabet) for _ in range(random.randint(0, longest)))
