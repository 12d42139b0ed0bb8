"""The frozen file of a survey's public results: made once, after closing, byte for byte.

The whole survey and no breakdown; METHODS section 3, rules 1-3, 5, 7 (a frozen file with a hash), 8
and 9. The rules themselves stand in `engagement.disclosure`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from engagement.core.seal import Json
from engagement.disclosure.policy import Policy
from engagement.disclosure.questions import (
    Counted,
    Line,
    Told,
    least_base,
    publish_median,
    publish_question,
)
from engagement.disclosure.rounding import Published, publish_count
from surveys.estimate.shares import Distribution

FORMAT: Final = "survey-release-1"
METHOD: Final = (
    "Counts are rounded to the nearest 5, percentages are made from the rounded counts. People "
    "chose to take part, so the answers are those of the people who answered, not of all residents."
)
TOO_FEW: Final = "too-few"
"""Why a question is held back: there are too few answers."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A closed question with its true figures; `heading` is what stands above it in a matrix."""

    name: str
    title: str
    heading: str
    distribution: Distribution
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """A question answered by a number: its median over `n` answers, in `unit` steps of one."""

    name: str
    title: str
    median: float | None
    n: int
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What goes with the figures: all of it public already.

    `young` says that under-18s may have answered; `left_out` names questions whose answers are not
    figures ("in your own words").
    """

    title: str
    purpose: str
    partnership: str
    controller: str
    opened_on: date | None
    closed_on: date
    people: int
    young: bool
    left_out: tuple[str, ...] = ()
    demonstration: bool = False


def frozen_file(
    facts: Facts,
    asked: Sequence[Asked],
    measured: Sequence[Measured] = (),
    *,
    made_on: date,
    policy: Policy,
) -> bytes:
    """Canonical JSON (keys in order, no spaces, UTF-8): equal figures give equal bytes.

    ValueError when nobody may be told anything yet: fewer answered than the policy's least.
    """
    if facts.people < least_base(policy, sensitive=False, young=facts.young):
        raise ValueError("Too few people answered")
    content: dict[str, object] = {
        "format": FORMAT,
        "policy": policy.as_json(),
        "made_on": made_on.isoformat(),
        "method": METHOD,
        "survey": _facts(facts),
        "people": _count(publish_count(facts.people, policy)),
        "questions": [_question(one, facts, policy) for one in asked],
        "numbers": [_number(one, facts, policy) for one in measured],
        "left_out": list(facts.left_out),
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def hash_of(content: bytes) -> str:
    """The hash of the bytes, in hexadecimal digits."""
    return sha256(content).hexdigest()


def read_frozen(content: bytes) -> Mapping[str, Json]:
    """The file as data; ValueError for what is none, or is not in its canonical form."""
    found = json.loads(content)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ValueError("this is no release of a survey")
    again = json.dumps(found, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    if again != content:
        raise ValueError("this is no release in its canonical form")
    return found


def told_of(one: Asked, *, young: bool, policy: Policy) -> Told:
    """A question as the public may see it."""
    found = one.distribution
    counted = Counted(
        inside=tuple(answer.n for answer in found.inside),
        outside=tuple(answer.n for answer in found.outside),
        base=found.base,
        answered=found.answered,
        several=found.several,
        sensitive=one.sensitive,
        young=young,
    )
    return publish_question(counted, policy)


def _facts(facts: Facts) -> dict[str, object]:
    return {
        "title": facts.title,
        "purpose": facts.purpose,
        "partnership": facts.partnership,
        "controller": facts.controller,
        "opened_on": facts.opened_on.isoformat() if facts.opened_on else None,
        "closed_on": facts.closed_on.isoformat(),
        "demonstration": facts.demonstration,
    }


def _question(one: Asked, facts: Facts, policy: Policy) -> dict[str, object]:
    told = told_of(one, young=facts.young, policy=policy)
    inside = zip(one.distribution.inside, told.inside, strict=False)
    outside = zip(one.distribution.outside, told.outside, strict=False)
    return {
        "name": one.name,
        "title": one.title,
        "heading": one.heading,
        "several": one.distribution.several,
        "base": _count(told.base),
        "held": TOO_FEW if told.is_held else None,
        "answers": [_answer(answer.label, line) for answer, line in inside],
        "outside": [_answer(answer.label, line) for answer, line in outside],
    }


def _number(one: Measured, facts: Facts, policy: Policy) -> dict[str, object]:
    least = least_base(policy, sensitive=one.sensitive, young=facts.young)
    median = None if one.median is None else publish_median(one.median, one.n, policy, least=least)
    return {
        "name": one.name,
        "title": one.title,
        "median": None if median is None else round(median),
        "base": _count(publish_count(one.n, policy)) if median is not None else None,
        "held": TOO_FEW if median is None else None,
    }


def _answer(label: str, line: Line) -> dict[str, object]:
    return {
        "label": label,
        "count": _count(line.count),
        "percent": line.share.percent,
        "or_more": line.share.or_more,
        "words": line.share.words,
    }


def _count(count: Published) -> dict[str, object]:
    return {"says": count.kind.value, "value": count.value}
