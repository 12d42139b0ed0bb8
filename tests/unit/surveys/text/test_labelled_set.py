"""Our analyzer beats TextBlob's own on comments that nobody looked at while it was made."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from surveys.text import lazy
from surveys.text.agreement import macro_f1
from surveys.text.tone import Tone, score_tone

LABELLED = Path(__file__).resolve().parents[3] / "data" / "tone"
STOCK_THRESHOLD = 0.05
"""The best of 0, 0.05, 0.1, 0.15, 0.2 and 0.3 for stock TextBlob on the development half."""


def labelled(half: str) -> list[tuple[str, Tone]]:
    with (LABELLED / f"{half}_half.csv").open(encoding="utf-8", newline="") as file:
        return [(row["text"], Tone(row["tone"])) for row in csv.DictReader(file)]


def ours(text: str) -> Tone:
    scored = score_tone(text)
    return scored.tone if scored else Tone.NEUTRAL


def stock(text: str) -> Tone:
    polarity = lazy.blob().stock_polarity(text)
    if abs(polarity) <= STOCK_THRESHOLD:
        return Tone.NEUTRAL
    return Tone.POSITIVE if polarity > 0 else Tone.NEGATIVE


@pytest.mark.parametrize("half", ["development", "test"])
def test_our_macro_f1_is_well_above_that_of_stock_textblob(
    half: str, record_property: Callable[[str, object], None]
) -> None:
    comments = labelled(half)

    assert len(comments) == 150
    assert {tone for _, tone in comments} == set(Tone)

    our_f1 = macro_f1([(tone, ours(text)) for text, tone in comments])
    stock_f1 = macro_f1([(tone, stock(text)) for text, tone in comments])
    record_property("macro_f1", f"ours {our_f1:.3f}, stock {stock_f1:.3f}")

    assert our_f1 - stock_f1 >= 0.15
