"""Texts as they are shown: personal details are replaced by what they are."""

from collections.abc import Mapping
from typing import Final

from engagement.core.personal import Detail, personal_details

SHOWN_AS: Final[Mapping[Detail, str]] = {
    Detail.EMAIL: "[email]",
    Detail.HANDLE: "[user name]",
    Detail.INSURANCE: "[National Insurance number]",
    Detail.PHONE: "[phone]",
    Detail.POSTCODE: "[postcode]",
    Detail.PLATE: "[number plate]",
    Detail.ADDRESS: "[address]",
    Detail.NAME: "[name]",
}


def mask(text: str) -> str:
    """`text` with "[phone]" and the like in place of each detail that is found.

    It is for showing: what is not found (see `engagement.core.personal`) stays, so a masked text is
    not anonymous, and is public only after somebody has read it and said so.
    """
    shown, place = [], 0
    for found in personal_details(text):
        shown += [text[place : found.start], SHOWN_AS[found.kind]]
        place = found.end
    return "".join([*shown, text[place:]])
