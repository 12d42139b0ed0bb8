"""Personal details in free text: marked before anybody reads it. Pure; METHODS section 5.

It is a net with holes, made for English as people type it: a name without a capital, a title or a
verb beside it passes, a street that is called like a person is caught. So a person decides: the
writer is shown what was found, and a text that is sent all the same waits for an officer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final


class Detail(StrEnum):
    """A kind of personal detail."""

    EMAIL = "email"
    HANDLE = "handle"
    INSURANCE = "insurance"
    PHONE = "phone"
    POSTCODE = "postcode"
    PLATE = "plate"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Found:
    """One detail: its kind, its words, and where they stand in the text."""

    kind: Detail
    text: str
    start: int
    end: int


_ANY = re.IGNORECASE
_WORD_OF_THREE: Final = re.compile(
    "all|and|any|are|bad|big|but|bus|can|car|cut|day|did|due|end|far|few|for|fun|gas|get|got|had|"
    "has|her|him|his|how|its|job|kid|lad|led|let|lit|lot|low|man|may|men|met|mid|mob|mph|new|"
    "nor|not|now|off|old|one|our|out|own|per|put|ran|red|run|sat|saw|say|see|set|she|sit|six|sun|"
    "ten|the|too|top|two|use|van|via|war|was|way|wet|who|why|you|yet|yob",
    _ANY,
)
"""What may follow a road or a postcode district, and is no end of a number plate."""

_STREETS: Final = (
    "street|st|road|rd|avenue|ave|lane|ln|close|drive|dr|crescent|cres|court|ct|gardens|gdns|"
    "grove|terrace|mews|way|place|hill|row|walk|square|view|rise|park"
)
_NO_HOUSE: Final = (
    "a|an|and|at|by|cars?|cyclists?|days?|dogs?|from|girls?|hours?|in|is|kids?|km|lads?|lamps?|"
    "lights?|men|metres?|miles?|mins?|minutes?|mph|near|of|off|on|or|people|pm|am|seconds?|the|"
    "times?|to|vans?|weeks?|women|yards?|years?|youths?|lanes?|way|boys?|teenagers?|o.?clock"
)
_PLACES: Final = (
    rf"(?:{_STREETS}|Arms|Bridge|Buildings|Centre|Church|College|Field|Fields|Green|Hall|Head|"
    r"Hospital|House|Inn|Library|Meadows|Pub|School|Station|Theatre|Tower|University|Wharf|Yard)"
)
_NOT_NAMES: Final = (
    r"(?:The|Police|Council|Crimestoppers|CCTV|Security|Ambulance|Childline|Samaritans|I|It|In|On|"
    r"At|An?|My|Our|And|But|So|Then|When|Because)\b"
)
_PATTERNS: Final[tuple[tuple[Detail, re.Pattern[str]], ...]] = (
    (Detail.EMAIL, re.compile(r"[\w.+-]+\s?(?:@|\[at\]|\(at\))\s?[\w-]+(?:\.[\w-]+)+", _ANY)),
    (Detail.HANDLE, re.compile(r"(?<![\w@.])@(?!\d)\w[\w.]{1,29}")),
    (
        Detail.HANDLE,
        re.compile(
            r"\b(?:snap(?:chat)?|insta(?:gram)?|tik ?tok|discord|twitter|facebook|whatsapp)"
            r"(?: (?:name|account|handle|user ?name))?\s?(?:is|:|=)\s?@?[\w.]{2,30}",
            _ANY,
        ),
    ),
    (
        Detail.INSURANCE,
        re.compile(r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z]{2}(?: ?\d\d){3} ?[A-D]\b", _ANY),
    ),
    (
        Detail.PHONE,
        re.compile(
            r"(?<![\w.])(?:(?:\+|00)44[\s.-]?(?:\(0\))?[\s.-]?|\(?0)(?!80[08]|3\d\d)"
            r"[1-9](?:[\s().-]{0,2}\d){8,9}(?!\w)"
        ),
    ),
    (Detail.PHONE, re.compile(r"(?<![\w.])\+(?!44)[1-9](?:[\s().-]{0,2}\d){7,13}(?!\w)")),
    (Detail.PHONE, re.compile(r"(?<![\w.])7\d{3}[\s-]?\d{3}[\s-]?\d{3}(?!\w)")),
    (
        Detail.POSTCODE,
        re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d(?!(?-i:st|nd|rd|th)\b)[ABD-HJLNP-UW-Z]{2}\b", _ANY),
    ),
    (Detail.PLATE, re.compile(r"\b[A-HJ-PR-Y]{2}\d\d ?[A-HJ-PR-Z]{3}\b", _ANY)),
    (Detail.PLATE, re.compile(r"\b[A-HJ-NPR-TV-Y]\d{1,3} ?[A-HJ-PR-Y]{3}\b", _ANY)),
    (Detail.PLATE, re.compile(r"\b[A-HJ-PR-Y]{3} ?\d{1,3}[A-HJ-NPR-TV-Y]\b")),
    (
        Detail.ADDRESS,
        re.compile(
            rf"\b\d{{1,4}}[a-d]?,? (?:(?!(?:{_NO_HOUSE})\b)[\w’'.-]+ ){{1,2}}"
            rf"(?:{_STREETS})\b(?! (?:lights?|lamps?|signs?))",
            _ANY,
        ),
    ),
    (
        Detail.ADDRESS,
        re.compile(r"\b(?:flat|apartment|house number|house no\.?) \d{1,4}[a-d]?\b", _ANY),
    ),
    (Detail.NAME, re.compile(r"\b(?:Mr|Mrs|mr|mrs|MR|MRS)\.? [A-Za-z][\w’'-]+")),
    (Detail.NAME, re.compile(r"\b(?:Ms|Miss|Mx|Dr|Prof|Rev|Sgt|PC|PCSO)\.? [A-Z][a-z][\w’'-]*")),
    (
        Detail.NAME,
        re.compile(
            r"\b(?:(?<!I )(?<!we )(?<!We )(?<!they )(?<!and )called|named|[Nn]ame is|[Nn]ame’s|"
            rf"[Nn]ame's|known as|goes by) (?!{_NOT_NAMES})[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?"
            rf"(?! {_PLACES}\b)"
        ),
    ),
)


def personal_details(text: str) -> tuple[Found, ...]:
    """Everything in `text` that may tell who somebody is, in its order; none overlaps another."""
    found: list[Found] = []
    for one in _candidates(text):
        if all(one.end <= other.start or other.end <= one.start for other in found):
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def _candidates(text: str) -> Iterator[Found]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if kind is not Detail.PLATE or not _is_road(match[0]):
                yield Found(kind, match[0], *match.span())
    for match in _first_names().finditer(text):
        yield Found(Detail.NAME, match[0], *match.span())


def _is_road(plate: str) -> bool:
    """Whether it is a road or a postcode district with the next word ("A45 and", "LN5 the")."""
    return _WORD_OF_THREE.fullmatch(plate[-3:]) is not None


@cache
def _first_names() -> re.Pattern[str]:
    """First names with a capital, and the surname after them; not "Victoria Street", "St John"."""
    listed = files(__package__).joinpath("first_names.txt").read_text(encoding="utf-8")
    names = "|".join(name for name in listed.split("\n") if name and not name.startswith("#"))
    return re.compile(
        r"(?<!\bSt )(?<!\bSt\. )(?<!\bSaint )(?<!\bKing )(?<!\bQueen )(?<!\bPrince )(?<!\bThe )"
        rf"\b(?:{names})\b(?!(?:[’']s)?(?: [A-Z][\w’'-]+)? (?i:{_PLACES})\b)"
        r"(?: (?!I\b)[A-Z][\w’'-]+)?"
    )
